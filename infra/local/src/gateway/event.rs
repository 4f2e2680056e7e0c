//! The events that API Gateway creates from a request, for a function and for an authorizer: payload format 2.0.

use std::collections::BTreeMap;
use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HOST};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::form_urlencoded;
use uuid::Uuid;

use super::routing::{Matched, route_key};

/// One request.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) parts: Parts,
    pub(super) body: Bytes,
    pub(super) from: IpAddr,
    pub(super) at: DateTime<Utc>,
    pub(super) id: String,
}

impl Received {
    pub(super) fn new(parts: Parts, body: Bytes, from: IpAddr, at: DateTime<Utc>) -> Self {
        Self { parts, body, from, at, id: Uuid::now_v7().to_string() }
    }

    /// Returns the percent-decoded path, as HTTP APIs route and forward it.
    pub(super) fn path(&self) -> String {
        percent_decode_str(self.parts.uri.path()).decode_utf8_lossy().into_owned()
    }

    /// Returns the event of an authorizer.
    pub(super) fn authorizer_event(&self, matched: &Matched<'_>, identity: &[String]) -> Value {
        let mut event = self.shared(matched);
        let arn = format!(
            "arn:aws:execute-api:us-east-1:000000000000:local/$default/{}{}",
            self.parts.method,
            self.path()
        );
        event.insert("type".to_owned(), json!("REQUEST"));
        event.insert("routeArn".to_owned(), json!(arn));
        event.insert("identitySource".to_owned(), json!(identity));
        event.insert("requestContext".to_owned(), self.context(matched));
        Value::Object(event)
    }

    /// Returns the event of a function. `caller` is the context from the authorizer.
    pub(super) fn function_event(&self, matched: &Matched<'_>, caller: Option<&Value>) -> Value {
        let mut event = self.shared(matched);
        let mut context = self.context(matched);
        if let Some(caller) = caller {
            context["authorizer"] = json!({ "lambda": caller });
        }
        event.insert("requestContext".to_owned(), context);
        let (text, encoded) = body(&self.parts.headers, &self.body);
        if let Some(text) = text {
            event.insert("body".to_owned(), Value::String(text));
        }
        event.insert("isBase64Encoded".to_owned(), json!(encoded));
        Value::Object(event)
    }

    fn shared(&self, matched: &Matched<'_>) -> Map<String, Value> {
        let query = self.parts.uri.query().unwrap_or_default();
        let mut event = Map::new();
        let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
        put("version", json!("2.0"));
        put("routeKey", json!(route_key(matched.route)));
        put("rawPath", json!(self.path()));
        put("rawQueryString", json!(query));
        put("headers", self.headers());
        let cookies = cookies(&self.parts.headers);
        if !cookies.is_empty() {
            put("cookies", json!(cookies));
        }
        if !query.is_empty() {
            put("queryStringParameters", json!(query_parameters(query)));
        }
        if !matched.parameters.is_empty() {
            put("pathParameters", json!(matched.parameters));
        }
        event
    }

    fn context(&self, matched: &Matched<'_>) -> Value {
        let host = self.host();
        json!({
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": host.split(['.', ':']).next(),
            "http": {
                "method": self.parts.method.as_str(),
                "path": self.path(),
                "protocol": "HTTP/1.1",
                "sourceIp": self.from,
                "userAgent": text(&self.parts.headers, "user-agent"),
            },
            "requestId": self.id,
            "routeKey": route_key(matched.route),
            "stage": "$default",
            "time": self.at.format("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": self.at.timestamp_millis(),
        })
    }

    /// Returns the headers in lower case, each name once, with those that API Gateway adds.
    fn headers(&self) -> Value {
        let mut headers: BTreeMap<&str, String> = BTreeMap::new();
        for name in self.parts.headers.keys().filter(|name| **name != COOKIE) {
            headers.insert(name.as_str(), text(&self.parts.headers, name.as_str()));
        }
        let port = self.host().rsplit_once(':').map_or("80", |(_, port)| port).to_owned();
        let from = self.from.to_string();
        let forwarded = headers.get("x-forwarded-for").map(|before| format!("{before}, {from}"));
        headers.insert("x-forwarded-for", forwarded.unwrap_or(from));
        headers.insert("x-forwarded-port", port);
        headers.insert("x-forwarded-proto", "http".to_owned());
        headers.insert("content-length", self.body.len().to_string());
        json!(headers)
    }

    fn host(&self) -> String {
        let header = self.parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        header
            .or_else(|| self.parts.uri.authority().map(|authority| authority.as_str()))
            .unwrap_or("localhost")
            .to_owned()
    }
}

/// Returns the values of a header in one text, joined as API Gateway does.
pub(super) fn text(headers: &HeaderMap, name: &str) -> String {
    let values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    values.collect::<Vec<_>>().join(",")
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(';')).map(|cookie| cookie.trim().to_owned()).collect()
}

fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match parameters.get_mut(name.as_ref()) {
            Some(before) => {
                before.push(',');
                before.push_str(&value);
            }
            None => {
                parameters.insert(name.into_owned(), value.into_owned());
            }
        }
    }
    parameters
}

/// Returns the body of the event and `true` if it is in base64. Only bodies with a text media type are not.
fn body(headers: &HeaderMap, body: &Bytes) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let textual = content_type.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&content_type.as_str())
        || content_type.ends_with("+json")
        || content_type.ends_with("+xml");
    match std::str::from_utf8(body) {
        Ok(text) if textual && !headers.contains_key(CONTENT_ENCODING) => (Some(text.to_owned()), false),
        _ => (Some(BASE64_STANDARD.encode(body)), true),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use bytes::Bytes;
    use chrono::DateTime;
    use http::Request;
    use serde_json::{Value, json};

    use super::Received;
    use crate::gateway::routing::Routes;
    use crate::template::Route;

    fn event(request: http::request::Builder, body: &'static [u8], caller: Option<&Value>) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let at = DateTime::from_timestamp_millis(1_795_289_591_123).unwrap();
        let mut received =
            Received::new(parts, Bytes::from_static(body), IpAddr::V4(Ipv4Addr::LOCALHOST), at);
        received.id = "the-id".to_owned();
        let routes = Routes::new(&[Route {
            method: Some("POST".to_owned()),
            path: Some("/v1/{source}/{id}".to_owned()),
            function: "F".to_owned(),
            authorizer: None,
        }]);
        let path = received.path();
        received.function_event(&routes.find("POST", &path).unwrap(), caller)
    }

    #[test]
    fn event_equals_api_gateways_event() {
        let request = Request::post("/v1/pass/a%3Ab?type=x&type=y%20z&empty=")
            .header("Host", "localhost:3000")
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "curl/8")
            .header("Cookie", "a=1; b=2")
            .header("X-Twice", "1")
            .header("X-Twice", "2");
        assert_eq!(
            event(request, "{\"n\":\"é\"}".as_bytes(), Some(&json!({"kind": "product"}))),
            json!({
                "version": "2.0",
                "routeKey": "POST /v1/{source}/{id}",
                "rawPath": "/v1/pass/a:b",
                "rawQueryString": "type=x&type=y%20z&empty=",
                "cookies": ["a=1", "b=2"],
                "headers": {
                    "host": "localhost:3000",
                    "content-type": "application/json; charset=utf-8",
                    "content-length": "10",
                    "user-agent": "curl/8",
                    "x-twice": "1,2",
                    "x-forwarded-for": "127.0.0.1",
                    "x-forwarded-port": "3000",
                    "x-forwarded-proto": "http",
                },
                "queryStringParameters": {"type": "x,y z", "empty": ""},
                "pathParameters": {"source": "pass", "id": "a:b"},
                "requestContext": {
                    "accountId": "000000000000",
                    "apiId": "local",
                    "authorizer": {"lambda": {"kind": "product"}},
                    "domainName": "localhost:3000",
                    "domainPrefix": "localhost",
                    "http": {
                        "method": "POST",
                        "path": "/v1/pass/a:b",
                        "protocol": "HTTP/1.1",
                        "sourceIp": "127.0.0.1",
                        "userAgent": "curl/8",
                    },
                    "requestId": "the-id",
                    "routeKey": "POST /v1/{source}/{id}",
                    "stage": "$default",
                    "time": "21/Nov/2026:19:33:11 +0000",
                    "timeEpoch": 1_795_289_591_123_i64,
                },
                "body": "{\"n\":\"é\"}",
                "isBase64Encoded": false,
            })
        );
    }

    #[test]
    fn event_body_not_text_is_base64() {
        let json = || Request::post("/v1/a/b").header("content-type", "application/json");
        let sent = |request, body| {
            let event = event(request, body, None);
            (event["body"].clone(), event["isBase64Encoded"] == json!(true))
        };
        assert_eq!(sent(json(), b"{}"), (json!("{}"), false));
        assert_eq!(sent(json(), b"\xff"), (json!("/w=="), true));
        assert_eq!(sent(json().header("content-encoding", "gzip"), b"{}"), (json!("e30="), true));
        assert_eq!(sent(Request::post("/v1/a/b"), b"{}"), (json!("e30="), true));
        assert_eq!(sent(json(), b""), (Value::Null, false));
    }
}
