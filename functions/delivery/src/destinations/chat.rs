//! Incoming webhooks of chats: the URL is the secret, and a message is a notice in the markup of the product.

use event_store::Destination;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::answer::Answer;
use crate::destinations::{Notice, events_for_people, http_answer, no_secret, wrong_destination};
use crate::http::{Client, HttpAnswer};
use crate::message::Outgoing;

/// Posts the notice of a message as `message` writes it. `explain` adds what the answers of the product mean.
pub(super) async fn post(
    http: &Client,
    outgoing: &Outgoing<'_>,
    destination: &Destination,
    message: impl FnOnce(&Notice) -> Value,
    explain: impl FnOnce(Answer, &HttpAnswer) -> Answer,
) -> Answer {
    let stream = outgoing.stream;
    if stream.destination != *destination {
        return wrong_destination();
    }
    let Some(url) = &outgoing.secrets.current else { return no_secret() };
    let Some(notice) = Notice::new(outgoing.payload, stream.name.as_str()) else {
        return events_for_people();
    };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let result = http.post(url.expose_secret(), headers, message(&notice).to_string()).await;
    let answer = http_answer::read(&result, Some(url), outgoing.now);
    match result {
        Ok(result) => explain(answer, &result),
        Err(_) => answer,
    }
}
