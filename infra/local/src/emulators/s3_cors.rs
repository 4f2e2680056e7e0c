//! The CORS rules of the template's buckets, which s3s does not implement. The dashboard has another origin.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use crate::template::{Bucket, CorsRule};

/// The origin of one request and the rule of its bucket that allows it, if any.
pub(super) struct CorsCheck<'a> {
    origin: Option<HeaderValue>,
    rule: Option<&'a CorsRule>,
}

impl<'a> CorsCheck<'a> {
    pub(super) fn of<B>(request: &Request<B>, buckets: &'a [Bucket]) -> Self {
        let origin = request.headers().get(ORIGIN).cloned();
        let asked = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD);
        let method = asked.and_then(|asked| asked.to_str().ok()).unwrap_or(request.method().as_str());
        let name = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
        let text = origin.as_ref().and_then(|origin| origin.to_str().ok());
        let rule = text.and_then(|text| {
            let bucket = buckets.iter().find(|bucket| bucket.name == name)?;
            let allows = |list: &[String], value: &str| list.iter().any(|item| item == "*" || item == value);
            bucket.cors.iter().find(|rule| allows(&rule.origins, text) && allows(&rule.methods, method))
        });
        Self { origin, rule }
    }

    /// Answers a preflight request. It has no signature, so it must not reach s3s.
    pub(super) fn preflight<B>(&self, request: &Request<B>) -> Option<Response<s3s::Body>> {
        if request.method() != Method::OPTIONS
            || !request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
        {
            return None;
        }
        let mut response = Response::new(s3s::Body::empty());
        let Some(rule) = self.rule else {
            *response.status_mut() = StatusCode::FORBIDDEN;
            return Some(response);
        };
        self.allow(response.headers_mut());
        let headers = if rule.headers.iter().any(|header| header == "*") {
            request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS).cloned()
        } else {
            HeaderValue::from_str(&rule.headers.join(", ")).ok()
        };
        insert(response.headers_mut(), ACCESS_CONTROL_ALLOW_HEADERS, headers);
        insert(
            response.headers_mut(),
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_str(&rule.methods.join(", ")).ok(),
        );
        Some(response)
    }

    /// Adds the headers with which the page can read the response.
    pub(super) fn allow(&self, headers: &mut HeaderMap) {
        let Some(rule) = self.rule else { return };
        insert(headers, ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if !rule.exposed.is_empty() {
            insert(
                headers,
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_str(&rule.exposed.join(", ")).ok(),
            );
        }
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use http::{Request, StatusCode};

    use super::CorsCheck;
    use crate::template::{Bucket, CorsRule};

    fn ask(origin: &str, bucket: &str) -> (StatusCode, Option<String>) {
        let rule = CorsRule {
            origins: vec!["http://localhost:3000".to_owned()],
            methods: vec!["GET".to_owned()],
            headers: vec!["*".to_owned()],
            exposed: Vec::new(),
        };
        let buckets = [Bucket { name: "files".to_owned(), cors: vec![rule] }];
        let request = Request::options(format!("http://127.0.0.1/{bucket}/a/b"))
            .header("origin", origin)
            .header("access-control-request-method", "GET")
            .body(())
            .unwrap();
        let response = CorsCheck::of(&request, &buckets).preflight(&request).unwrap();
        let allowed = response.headers().get("access-control-allow-origin");
        (response.status(), allowed.map(|value| value.to_str().unwrap().to_owned()))
    }

    #[test]
    fn cors_allows_origins_of_the_bucket_only() {
        assert_eq!(
            ask("http://localhost:3000", "files"),
            (StatusCode::OK, Some("http://localhost:3000".to_owned()))
        );
        assert_eq!(ask("http://elsewhere.example", "files"), (StatusCode::FORBIDDEN, None));
        assert_eq!(ask("http://localhost:3000", "others"), (StatusCode::FORBIDDEN, None));
    }
}
