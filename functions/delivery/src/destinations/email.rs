//! E-mail to an address of the organization.

use event_model::Timestamp;
use event_store::{Destination, Stream};

use crate::answer::{Answer, Verdict};
use crate::call::MailCode;
use crate::destinations::{Notice, events_for_people, wrong_destination};
use crate::mail::{Mail, MailContent, Mailer};
use crate::message::Outgoing;

/// Sends a message.
pub(super) async fn send(mailer: &Mailer, outgoing: &Outgoing<'_>) -> Answer {
    let stream = outgoing.stream;
    let Destination::Email { to } = &stream.destination else { return wrong_destination() };
    let Some(notice) = Notice::new(outgoing.payload, stream.name.as_str()) else {
        return events_for_people();
    };
    let content = MailContent {
        subject: notice.title(),
        notices: vec![notice],
        footer: vec![
            format!(
                "Sent by the activity monitor of {}, stream \"{}\".",
                stream.organization_id, stream.name
            ),
            "An owner or an admin of the organization can change or delete the stream.".to_owned(),
        ],
    };
    mailer.send(&Mail { id: outgoing.id, to, content: &content, unsubscribe_url: None }).await
}

/// Mails a code, which a person must enter: an accepted mail proves nothing about its reader.
///
/// The mail has no text that a person chose, such as the name of the stream: it goes to an address that may never have
/// asked for it.
pub(super) async fn verify(mailer: &Mailer, stream: &Stream, code: &MailCode, now: Timestamp) -> Answer {
    let Destination::Email { to } = &stream.destination else { return wrong_destination() };
    let notice = Notice {
        heading: "Confirm this address".to_owned(),
        sentence: "An admin wants the activity monitor to send security findings to this address. Give them this code \
                   if you want that."
            .to_owned(),
        facts: vec![("Code", code.0.clone())],
        link: None,
    };
    let content = MailContent {
        subject: "Confirm this address for security findings".to_owned(),
        notices: vec![notice],
        footer: vec![
            format!("Sent by the activity monitor of {}.", stream.organization_id),
            "If you did not expect this mail, ignore it: nothing is sent without the code.".to_owned(),
        ],
    };
    let id = format!("{}_verification_{}", stream.id, now.millis());
    mailer.send(&Mail { id: &id, to, content: &content, unsubscribe_url: None }).await
}

/// The result for a verification without a code.
pub(super) fn no_code() -> Answer {
    Answer::failed(Verdict::RetryLoudly, "a code is needed to verify an e-mail address")
}
