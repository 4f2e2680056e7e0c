//! Requests as API Gateway sends them to a function: HTTP API, payload version 2.0.

use std::collections::BTreeMap;

use chrono::Utc;
use serde_json::{Value, json};

/// Who calls.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller<'a> {
    /// A product key for every source and organization.
    Product,
    /// An administrator of this organization.
    Admin(&'a str),
}

/// Returns the event of a request.
pub(crate) fn event(caller: Caller<'_>, method: &str, path: &str, query: &str, body: Option<&str>) -> Value {
    let context = match caller {
        Caller::Product => json!({
            "kind": "product", "key_id": "0123456789abcdef", "sources": "*", "organizations": "*", "backfill": "false",
        }),
        Caller::Admin(organization) => json!({
            "kind": "person", "organization_id": organization, "user_id": "u_admin",
            "name": "Grace Hopper", "email": "grace@northwind.example", "role": "admin",
        }),
    };
    let parameters: BTreeMap<&str, &str> =
        query.split('&').filter_map(|parameter| parameter.split_once('=')).collect();
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "authorization": "Bearer am_0123456789abcdef_0123456789abcdef0123456789abcdef0123456789a",
            "content-type": "application/json",
            "host": "abcdefghij.execute-api.us-east-1.amazonaws.com",
            "user-agent": "activity-producer/1.0",
            "x-amzn-trace-id": "Root=1-6920c0f1-0123456789abcdef01234567",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "authorizer": { "lambda": context },
            "domainName": "abcdefghij.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "abcdefghij",
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "activity-producer/1.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": Utc::now().format("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": Utc::now().timestamp_millis(),
        },
        "isBase64Encoded": false,
    });
    if !parameters.is_empty() {
        event["queryStringParameters"] = json!(parameters);
    }
    if let Some(body) = body {
        event["body"] = json!(body);
    }
    event
}

/// Returns the event of `POST /v1/events`.
pub(crate) fn ingest(events: &[Value]) -> Value {
    event(Caller::Product, "POST", "/v1/events", "", Some(&json!({ "events": events }).to_string()))
}
