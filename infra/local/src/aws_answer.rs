//! Answers in the JSON protocols of AWS.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::gateway::Answer;

/// Returns a success.
pub(crate) fn json_answer(body: &Value) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Returns an error with its code. The SDKs read it from the header or from the body, by protocol.
pub(crate) fn refusal(status: StatusCode, code: &'static str, message: &str) -> Answer {
    let mut answer = json_answer(&json!({ "__type": code, "message": message }));
    *answer.status_mut() = status;
    answer.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(code));
    answer
}
