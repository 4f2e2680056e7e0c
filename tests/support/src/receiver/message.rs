//! Requests that the receiver got.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, HeaderMap};
use serde_json::Value;
use standardwebhooks::Webhook;

use crate::receiver::{DATADOG_KEY, Product, SPLUNK_TOKEN};

/// A request, read to its end.
#[derive(Debug, Clone)]
pub struct ReceivedMessage {
    /// What it was sent to.
    pub product: Product,
    /// Path and query.
    pub path: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, without its compression.
    pub body: Bytes,
    /// `true` if its signature, token or key is right. Slack and Teams have none but their URL.
    pub is_genuine: bool,
    /// `true` if the receiver stored it, although its answer may not have arrived.
    pub stored: bool,
}

impl ReceivedMessage {
    pub(super) fn new(parts: &hyper::http::request::Parts, body: Bytes, secrets: &[String]) -> Self {
        let product = Product::of_path(parts.uri.path());
        let body = decompress(&parts.headers, body);
        Self {
            product,
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            is_genuine: is_genuine(product, &parts.headers, &body, secrets),
            headers: parts.headers.clone(),
            body,
            stored: false,
        }
    }

    /// Returns a header as text; `""` without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the id of a webhook.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Returns the body. `Null` if it is not one JSON value.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns the events of the message, in its order, in the form of the stream.
    ///
    /// # Panics
    ///
    /// Panics if the body is not what the product takes.
    pub fn events(&self) -> Vec<Value> {
        match self.product {
            Product::Webhook => match self.json() {
                Value::Array(events) => events,
                mut message => match message["data"]["events"].take() {
                    Value::Array(events) => events,
                    _ => Vec::new(),
                },
            },
            Product::Splunk => serde_json::Deserializer::from_slice(&self.body)
                .into_iter::<Value>()
                .map(|object| object.expect("JSON objects one after another")["event"].take())
                .collect(),
            Product::Datadog => {
                let logs: Vec<Value> = serde_json::from_slice(&self.body).expect("an array");
                let event = |log: Value| serde_json::from_str(log["message"].as_str().expect("a text"));
                logs.into_iter().map(|log| event(log).expect("an event in JSON")).collect()
            }
            Product::Slack | Product::Teams => Vec::new(),
        }
    }

    /// Returns `true` for the challenge of a webhook.
    pub fn is_challenge(&self) -> bool {
        self.product == Product::Webhook && self.json()["type"] == "stream.verification"
    }

    pub(super) fn challenge(&self) -> Option<String> {
        let message = self.json();
        self.is_challenge().then(|| message["data"]["challenge"].as_str().unwrap_or_default().to_owned())
    }
}

fn decompress(headers: &HeaderMap, body: Bytes) -> Bytes {
    if headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding != "gzip") {
        return body;
    }
    let mut text = Vec::new();
    GzDecoder::new(&*body).read_to_end(&mut text).expect("a body in gzip");
    text.into()
}

fn is_genuine(product: Product, headers: &HeaderMap, body: &[u8], secrets: &[String]) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
    match product {
        Product::Webhook => {
            secrets.is_empty() || secrets.iter().any(|secret| is_signed(headers, body, secret))
        }
        Product::Splunk => is(AUTHORIZATION.as_str(), &format!("Splunk {SPLUNK_TOKEN}")),
        Product::Datadog => is("dd-api-key", DATADOG_KEY),
        Product::Slack | Product::Teams => true,
    }
}

/// Compares with the signature of the library. Its `verify` would also compare the time with the clock of the system, which
/// tests with a clock of their own do not follow.
fn is_signed(headers: &HeaderMap, body: &[u8], secret: &str) -> bool {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let (Some(id), Some(time), Some(signatures)) =
        (text("webhook-id"), text("webhook-timestamp"), text("webhook-signature"))
    else {
        return false;
    };
    let Ok(time) = time.parse() else { return false };
    let webhook = Webhook::new(secret).expect("a secret of Standard Webhooks");
    let expected = webhook.sign(id, time, body).expect("a body in UTF-8");
    signatures.split(' ').any(|signature| signature == expected)
}
