//! Destinations: how each kind gets its messages, and what its answers mean.
//!
//! One file per kind. Kinds over HTTP send with [`Client`] and read their answers with `http_answer`, to which they add
//! what their product documents. Kinds of AWS send with its SDK.

mod chat;
mod datadog;
mod email;
mod eventbridge;
mod http_answer;
mod notice;
mod s3;
pub mod signing;
mod slack;
mod splunk;
mod teams;
#[cfg(test)]
mod tests;
mod webhook;

use event_model::{StreamKind, Timestamp};
use event_store::{Aws, Stream};
use serde_json::{Value, json};

use crate::answer::{Answer, Verdict};
use crate::call::MailCode;
use crate::config::Kinds;
use crate::destinations::eventbridge::EventBridge;
use crate::destinations::s3::S3;
use crate::http::Client;
use crate::mail::Mailer;
use crate::message::{Outgoing, Payload, Secrets};

pub use datadog::{SiteFault, check_site};
pub use notice::Notice;

pub(crate) use http_answer::excerpt;

/// Sends messages to destinations of every kind.
pub struct Senders {
    http: Client,
    s3: S3,
    eventbridge: EventBridge,
    /// `None` if the installation sends no mail.
    mailer: Option<Mailer>,
}

impl Senders {
    /// Creates the senders. Sends no request.
    pub fn new(http: Client, aws: &Aws, kinds: &Kinds) -> Self {
        let mailer = kinds.mail_from.as_deref().map(|from| Mailer::new(aws, from));
        Self { http, s3: S3::new(aws), eventbridge: EventBridge::new(aws), mailer }
    }

    /// Sends a message once, and returns what became of it. A failure is an [`Answer`], too.
    pub async fn send(&self, outgoing: &Outgoing<'_>) -> Answer {
        match outgoing.stream.kind() {
            StreamKind::Webhook => webhook::send(&self.http, outgoing).await,
            StreamKind::Slack => slack::send(&self.http, outgoing).await,
            StreamKind::Teams => teams::send(&self.http, outgoing).await,
            StreamKind::Splunk => splunk::send(&self.http, outgoing).await,
            StreamKind::Datadog => datadog::send(&self.http, outgoing).await,
            StreamKind::S3 => self.s3.send(outgoing).await,
            StreamKind::EventBridge => self.eventbridge.send(outgoing).await,
            StreamKind::Email => match &self.mailer {
                Some(mailer) => email::send(mailer, outgoing).await,
                None => not_enabled(),
            },
        }
    }

    /// Asks a destination whether it wants the events of a stream: a webhook must echo a challenge, a bucket must return
    /// a token, an address of e-mail gets `code`, and the others must accept a test. The answer never has an excerpt, since
    /// the destination has not proved that it belongs to the stream.
    pub async fn verify(
        &self,
        stream: &Stream,
        secrets: &Secrets,
        code: Option<&MailCode>,
        now: Timestamp,
    ) -> Answer {
        let answer = match stream.kind() {
            StreamKind::Webhook => webhook::verify(&self.http, stream, secrets, now).await,
            StreamKind::Slack
            | StreamKind::Teams
            | StreamKind::Splunk
            | StreamKind::Datadog
            | StreamKind::EventBridge => {
                let id = format!("{}_verification_{}", stream.id, now.millis());
                let test = Outgoing {
                    id: &id,
                    stream,
                    secrets,
                    first: None,
                    last: None,
                    made_at: now,
                    now,
                    payload: &Payload::Test,
                };
                self.send(&test).await
            }
            StreamKind::S3 => self.s3.verify(stream, now).await,
            StreamKind::Email => match (&self.mailer, code) {
                (Some(mailer), Some(code)) => email::verify(mailer, stream, code, now).await,
                (Some(_), None) => email::no_code(),
                (None, _) => not_enabled(),
            },
        };
        Answer { excerpt: String::new(), ..answer }
    }
}

fn not_enabled() -> Answer {
    Answer::failed(Verdict::RetryLoudly, "this installation does not send to this kind of destination")
}

/// The result for a stream whose secret is missing or malformed.
fn no_secret() -> Answer {
    Answer::failed(Verdict::RetryLoudly, "the stream has no valid secret; set it again")
}

/// The result for a stream whose kind and destination differ.
fn wrong_destination() -> Answer {
    Answer::failed(Verdict::RetryLoudly, "the stream has a destination of another kind")
}

/// The result for events that are sent to a destination for people.
fn events_for_people() -> Answer {
    Answer::failed(Verdict::Refused, "this kind of destination takes findings only")
}

/// Returns the type of a message.
fn message_type(payload: &Payload) -> String {
    match payload {
        Payload::Events(_) => "activity.events".to_owned(),
        Payload::Finding(_, finding) => format!("finding.{}", finding.change),
        Payload::Overflow { .. } => "finding.overflow".to_owned(),
        Payload::Test => "stream.test".to_owned(),
    }
}

/// Returns how many findings have no message; `None` for other messages.
fn overflow(payload: &Payload) -> Option<Value> {
    match payload {
        Payload::Overflow { count, since, url } => Some(json!({"count": count, "since": since, "url": url})),
        Payload::Events(_) | Payload::Finding(..) | Payload::Test => None,
    }
}

/// Returns a message without events as an object, for destinations that take objects.
fn statement(outgoing: &Outgoing<'_>) -> Value {
    json!({
        "type": message_type(outgoing.payload),
        "id": outgoing.id,
        "organization_id": outgoing.stream.organization_id,
        "stream_id": outgoing.stream.id,
        "timestamp": outgoing.made_at,
        "overflow": overflow(outgoing.payload),
    })
}
