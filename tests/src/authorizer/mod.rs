//! The authorizer with an identity provider in this process and real keys.

mod keys;
mod product_keys;
mod provider;
mod reader_keys;
mod rotation;
mod signing;
mod tokens;

use api::Caller;
use authorizer::{Answer, Outage, State, authorize};
use chrono::DateTime;
use event_store::{Aws, Endpoints};
use lambda::env::Env;
use serde_json::{Value, json};
use support::clock::TestClock;

/// The time at which every test begins: 2026-11-21T19:23:11Z.
const NOW: i64 = 1_795_288_991;

/// Returns a clock that stands at [`NOW`].
fn clock() -> TestClock {
    TestClock::stopped_at(DateTime::from_timestamp(NOW, 0).expect("a time"))
}

/// An address where nothing listens.
const NOWHERE: &str = "http://127.0.0.1:1";

fn aws(dynamodb: &str) -> Aws {
    Aws::with_endpoints(Endpoints { dynamodb: dynamodb.to_owned(), ..Endpoints::all(NOWHERE) })
}

/// Starts an authorizer for the tokens of `issuer`.
fn start(issuer: &str, more: &[(&str, &str)]) -> State {
    start_at(issuer, &clock(), more)
}

/// Starts an authorizer with a clock that the test sets forward.
fn start_at(issuer: &str, time: &TestClock, more: &[(&str, &str)]) -> State {
    load(NOWHERE, issuer, time, more)
}

/// Starts an authorizer whose keys are in the table of this DynamoDB.
fn load(dynamodb: &str, issuer: &str, time: &TestClock, more: &[(&str, &str)]) -> State {
    let mut variables = vec![
        ("CONTROL_TABLE", "ControlTable"),
        ("OIDC_ISSUER", issuer),
        ("OIDC_AUDIENCE", "monitor, dashboard"),
    ];
    variables.extend_from_slice(more);
    State::load(&Env::from_iter(variables), &aws(dynamodb), time.clock())
        .expect("the configuration is complete")
}

/// Asks as API Gateway does.
async fn ask(state: &State, authorization: Option<&str>) -> Result<Answer, Outage> {
    let mut event = json!({
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:us-east-1:123456789012:abcdef123/$default/GET/v1/events",
        "identitySource": authorization.map(|one| [one]),
        "routeKey": "GET /v1/events",
        "rawPath": "/v1/events",
        "rawQueryString": "",
        "cookies": [],
        "headers": { "accept": "*/*" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdef123",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": "GET", "path": "/v1/events", "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "test"
            },
            "requestId": "id",
            "routeKey": "GET /v1/events",
            "stage": "$default",
            "time": "21/Nov/2026:19:23:11 +0000",
            "timeEpoch": 1_795_288_991_000_i64
        }
    });
    if let Some(authorization) = authorization {
        event["headers"]["authorization"] = Value::from(authorization);
    }
    authorize(state, serde_json::from_value(event).expect("the event is API Gateway's")).await
}

/// Returns the caller that a token identifies, as the functions behind the authorizer read it; none when denied.
async fn identify(state: &State, token: &str) -> Option<Caller> {
    let answer = ask(state, Some(&format!("Bearer {token}"))).await.expect("there is an answer");
    let answer = serde_json::to_value(answer).expect("the answer is JSON");
    if answer["isAuthorized"] == json!(false) {
        assert_eq!(answer["context"], json!({}), "nothing is said of a caller who is denied");
        return None;
    }
    assert_eq!(answer["isAuthorized"], json!(true));
    let context = serde_json::from_value(answer["context"].clone()).expect("the context is a map");
    Some(Caller::from_context(&context).expect("the functions can read the context"))
}
