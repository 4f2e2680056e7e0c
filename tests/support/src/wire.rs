//! Error responses of AWS, and partial failures of batches.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use fastrand::Rng;

use crate::events::one;

/// The protocol that an emulator speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// JSON 1.0, the operation in a header.
    DynamoDb,
    /// REST with XML.
    S3,
}

/// A refusal: status, content type, body.
pub type Refusal = (u16, &'static str, String);

impl Protocol {
    /// Returns the operation of a request, with the tables of a batch of keys.
    pub fn operation(self, method: &str, headers: &HeaderMap, body: &[u8]) -> String {
        match self {
            Self::DynamoDb => {
                let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
                let operation = target.and_then(|target| target.split('.').nth(1)).unwrap_or("unknown");
                let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
                let tables = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.keys());
                let tables: Vec<&str> = tables.map(String::as_str).collect();
                [&[operation], &tables[..]].concat().join(" ")
            }
            Self::S3 => method.to_owned(),
        }
    }

    /// Returns a throttling error.
    pub fn throttled(self, random: &mut Rng) -> Refusal {
        match self {
            Self::DynamoDb => dynamodb(
                400,
                one(
                    random,
                    &[
                        "ThrottlingException",
                        "ProvisionedThroughputExceededException",
                        "RequestLimitExceeded",
                    ],
                ),
            ),
            Self::S3 => s3(503, "SlowDown"),
        }
    }

    /// Returns an error of the service.
    pub fn unavailable(self, random: &mut Rng) -> Refusal {
        match (self, random.u64(..2)) {
            (Self::DynamoDb, 0) => dynamodb(500, "InternalServerError"),
            (Self::DynamoDb, _) => dynamodb(503, "ServiceUnavailable"),
            (Self::S3, 0) => s3(500, "InternalError"),
            (Self::S3, _) => s3(503, "ServiceUnavailable"),
        }
    }
}

fn dynamodb(status: u16, code: &str) -> Refusal {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
    let body = json!({ "__type": kind, "message": "an injected fault" });
    (status, "application/x-amz-json-1.0", body.to_string())
}

fn s3(status: u16, code: &str) -> Refusal {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>an injected fault</Message></Error>"
    );
    (status, "application/xml", body)
}

/// The part of a batch that is not passed on, and that the response reports as refused.
pub enum Held {
    /// Of BatchExecuteStatement: the places that are held back, each with the code of its refusal.
    Statements(Vec<Option<&'static str>>),
    /// Of BatchGetItem: the keys that are held back, by table.
    Keys(Value),
}

impl Held {
    /// Removes a part of `request`, at least one entry and maybe all. Returns `None` if it is not a batch.
    pub fn back(operation: &str, request: &mut Value, random: &mut Rng) -> Option<Self> {
        match operation {
            "BatchExecuteStatement" => {
                let statements = request.get_mut("Statements")?.as_array_mut()?;
                let certain = random.u64(..statements.len() as u64) as usize;
                let codes: Vec<_> = (0..statements.len())
                    .map(|place| {
                        let held = place == certain || random.u64(..3) == 0;
                        held.then(|| {
                            one(
                                random,
                                &["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"],
                            )
                        })
                    })
                    .collect();
                let mut held = codes.iter();
                statements.retain(|_| held.next().is_some_and(Option::is_none));
                Some(Self::Statements(codes))
            }
            "BatchGetItem" => {
                let mut held = json!({});
                for (table, asked) in request.get_mut("RequestItems")?.as_object_mut()? {
                    let mut left = asked.clone();
                    let keys = asked.get_mut("Keys")?.as_array_mut()?;
                    let kept = random.u64(..keys.len() as u64) as usize;
                    left["Keys"] = Value::Array(keys.split_off(kept));
                    held[table] = left;
                }
                Some(Self::Keys(held))
            }
            _ => None,
        }
    }

    /// Returns `true` if no part of the request is left.
    pub fn is_all(&self, request: &Value) -> bool {
        match self {
            Self::Statements(codes) => codes.iter().all(Option::is_some),
            Self::Keys(_) => request["RequestItems"]
                .as_object()
                .is_some_and(|tables| tables.values().any(|asked| asked["Keys"] == json!([]))),
        }
    }

    /// Adds the refused part to the response of the rest.
    pub fn say(self, answer: &mut Value) {
        match self {
            Self::Statements(codes) => {
                let done = answer["Responses"].as_array().cloned().unwrap_or_default();
                let mut done = done.into_iter();
                let responses = codes.into_iter().map(|code| match code {
                    Some(code) => json!({ "Error": { "Code": code, "Message": "an injected fault" } }),
                    None => done.next().unwrap_or(Value::Null),
                });
                answer["Responses"] = responses.collect();
            }
            Self::Keys(held) => answer["UnprocessedKeys"] = held,
        }
    }
}
