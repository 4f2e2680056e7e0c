//! Sends mail with Amazon SES, version 2.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use event_model::Email;
use event_store::{Aws, Service};

use crate::answer::{Answer, Verdict};
use crate::aws_failure::AwsFailure;
use crate::mail::MailContent;

/// Name of the service in reasons.
const SERVICE: &str = "SES";
/// Timeout of one attempt at a request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Header with the id of the message. SES sets `Message-ID`, which differs at each attempt.
const ID_HEADER: &str = "X-Activity-Monitor-Id";

/// A mail to one address.
#[derive(Debug, Clone)]
pub struct Mail<'a> {
    /// Id of the message: the same for every attempt.
    pub id: &'a str,
    /// The receiver.
    pub to: &'a Email,
    /// The content.
    pub content: &'a MailContent,
    /// URL that ends the subscription with one click (RFC 8058); `None` for mail without one.
    pub unsubscribe_url: Option<&'a str>,
}

/// Codes of errors about the receiver. The other errors are about the sender.
const ADDRESS_CODES: [&str; 2] = ["MessageRejected", "BadRequestException"];

/// The result of a mail to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailResult {
    /// What it means.
    pub answer: Answer,
    /// Whether SES does not send to this address. Mail to other addresses can succeed.
    pub is_address_refused: bool,
}

/// Sends mail from one address.
#[derive(Clone)]
pub struct Mailer {
    ses: Client,
    from: String,
}

impl Mailer {
    /// Creates a sender. Sends no request.
    pub fn new(aws: &Aws, from: &str) -> Self {
        Self { ses: Client::new(&aws.service_config(Service::Ses, TIMEOUT)), from: from.to_owned() }
    }

    /// Sends a mail once. An answer that is delivered says that SES accepted it, not that it arrived.
    pub async fn send(&self, mail: &Mail<'_>) -> Answer {
        self.send_to_person(mail).await.answer
    }

    /// Sends a mail once, and tells a refused address from other failures.
    pub async fn send_to_person(&self, mail: &Mail<'_>) -> MailResult {
        let Ok(content) = message(mail) else {
            let answer = Answer::failed(Verdict::RetryLoudly, "the mail could not be built");
            return MailResult { answer, is_address_refused: false };
        };
        let receiver = Destination::builder().to_addresses(mail.to.as_str()).build();
        let request = self.ses.send_email().from_email_address(&self.from).destination(receiver);
        match request.content(EmailContent::builder().simple(content).build()).send().await {
            Ok(_) => MailResult { answer: Answer::delivered(None), is_address_refused: false },
            Err(error) => {
                let failure = AwsFailure::of(&error);
                let is_address_refused = failure.code().is_some_and(|code| ADDRESS_CODES.contains(&code));
                MailResult { answer: failure.answer(SERVICE, meaning), is_address_refused }
            }
        }
    }
}

fn message(mail: &Mail<'_>) -> Result<Message, BuildError> {
    let utf8 = |text: String| Content::builder().charset("UTF-8").data(text).build();
    let header = |name: &str, value: &str| MessageHeader::builder().name(name).value(value).build();
    let body = Body::builder().text(utf8(mail.content.text())?).html(utf8(mail.content.html())?).build();
    let mut message = Message::builder()
        .subject(utf8(mail.content.subject.clone())?)
        .body(body)
        .headers(header(ID_HEADER, mail.id)?)
        // Absence notices do not answer it (RFC 3834).
        .headers(header("Auto-Submitted", "auto-generated")?);
    if let Some(url) = mail.unsubscribe_url {
        message = message
            .headers(header("List-Unsubscribe", &format!("<{url}>"))?)
            .headers(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?);
    }
    Ok(message.build())
}

fn meaning(code: &str) -> Option<(Verdict, &'static str)> {
    Some(match code {
        "MessageRejected" => (
            Verdict::RetryLoudly,
            "SES does not send it; in the sandbox, the addresses of sender and receiver must be verified",
        ),
        "MailFromDomainNotVerifiedException" => {
            (Verdict::RetryLoudly, "the domain of the sender is not verified")
        }
        "AccountSuspendedException" => (Verdict::RetryLoudly, "AWS suspended the sending of mail"),
        "SendingPausedException" => (Verdict::RetryLoudly, "the sending of mail is paused"),
        "LimitExceededException" => (Verdict::Retry, "the quota of mail is used up"),
        "NotFoundException" => (Verdict::RetryLoudly, "the sender is not set up in SES"),
        "BadRequestException" => (Verdict::RetryLoudly, "an address is not valid"),
        _ => return None,
    })
}
