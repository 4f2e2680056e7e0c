//! SES, version 2: keeps messages instead of sending them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::aws_answer::{json_answer, refusal};
use crate::data_dir::{DataDir, DataDirError};
use crate::emulators::kept::KeptRecords;
use crate::gateway::Answer;

/// Maximum messages that are kept.
const KEPT: usize = 500;
/// Maximum receivers of a message.
const MAX_RECEIVERS: usize = 50;

/// A message that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The id that SES answered.
    pub id: Uuid,
    /// Time of sending.
    pub sent_at: DateTime<Utc>,
    /// Sender.
    pub from: String,
    /// Receivers.
    pub to: Vec<String>,
    /// Receivers of copies.
    pub cc: Vec<String>,
    /// Receivers of copies that other receivers do not see.
    pub bcc: Vec<String>,
    /// Addresses for answers.
    pub reply_to: Vec<String>,
    /// Subject.
    pub subject: String,
    /// Other headers, as name and value.
    pub headers: Vec<(String, String)>,
    /// The text part.
    pub text: Option<String>,
    /// The HTML part.
    pub html: Option<String>,
}

/// The messages that were sent: a JSON file each in `mail/`, with its parts beside it as text and HTML.
pub(crate) struct Mailbox {
    records: KeptRecords,
}

/// A request of `SendEmail`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: Content,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

/// Only `Simple` content: SES builds the message.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    subject: Text,
    body: Body,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Text>,
    html: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Header {
    name: String,
    value: String,
}

impl Mailbox {
    pub(super) fn open(data_dir: &Arc<DataDir>) -> Result<Self, DataDirError> {
        Ok(Self { records: KeptRecords::open(data_dir, "mail", &["txt", "html"], KEPT)? })
    }

    /// Returns the messages, oldest first.
    pub(crate) fn all(&self) -> Result<Vec<Mail>, DataDirError> {
        self.records.all()
    }

    /// Returns one message, or `None` if it is not kept.
    pub(crate) fn get(&self, id: Uuid) -> Result<Option<Mail>, DataDirError> {
        self.records.get(id)
    }

    pub(crate) fn answer(&self, body: &[u8]) -> Answer {
        let bad = |message: &str| refusal(StatusCode::BAD_REQUEST, "BadRequestException", message);
        let request = match serde_json::from_slice::<SendEmail>(body) {
            Ok(request) => request,
            Err(error) => return bad(&error.to_string()),
        };
        let mail = match mail(request) {
            Ok(mail) => mail,
            Err(message) => return bad(message),
        };
        let parts = [("txt", mail.text.as_deref()), ("html", mail.html.as_deref())];
        let parts: Vec<_> =
            parts.into_iter().filter_map(|(extension, part)| Some((extension, part?))).collect();
        match self.records.add(mail.id, &mail, &parts) {
            Ok(()) => json_answer(&json!({ "MessageId": mail.id })),
            Err(error) => {
                tracing::error!(%error, "a message cannot be kept");
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                refusal(status, "InternalServiceErrorException", "the message cannot be kept")
            }
        }
    }
}

/// Returns the message of a request, or why it is refused.
fn mail(request: SendEmail) -> Result<Mail, &'static str> {
    let SendEmail { from_email_address, destination, reply_to_addresses, content } = request;
    let Destination { to_addresses: to, cc_addresses: cc, bcc_addresses: bcc } = destination;
    let Message { subject, body, headers } =
        content.simple.ok_or("Content must be Simple; Raw and Template are not emulated")?;
    let receivers = to.len() + cc.len() + bcc.len();
    if receivers == 0 || receivers > MAX_RECEIVERS {
        return Err("Destination must have 1 to 50 addresses");
    }
    if body.text.is_none() && body.html.is_none() {
        return Err("Body must have Text or Html");
    }
    // A line break would add a header to the message.
    let fields = headers.iter().flat_map(|header| [&header.name, &header.value]).chain([&subject.data]);
    if fields.chain(&to).any(|field| field.contains(['\r', '\n'])) {
        return Err("a header must not contain a line break");
    }
    Ok(Mail {
        id: Uuid::now_v7(),
        sent_at: Utc::now(),
        from: from_email_address.ok_or("FromEmailAddress is missing")?,
        to,
        cc,
        bcc,
        reply_to: reply_to_addresses,
        subject: subject.data,
        headers: headers.into_iter().map(|header| (header.name, header.value)).collect(),
        text: body.text.map(|text| text.data),
        html: body.html.map(|html| html.data),
    })
}
