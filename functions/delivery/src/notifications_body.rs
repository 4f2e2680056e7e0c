//! Notifications of a person on the wire.

use detections::Severity;
use event_model::Timestamp;
use event_store::{FindingMails, MailPreferences, MailStop, Mailbox, NotifiedPerson};
use serde::Serialize;

use crate::notify::recipients::may_read_findings;

event_model::wire_enum! {
    /// Whether the installation sends e-mail.
    pub enum MailState {
        /// It does.
        Enabled = "enabled",
        /// It does not: the operator has set no sender.
        NotConfigured = "not_configured",
    }
}

/// Which e-mail the caller gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Notifications)]
#[schema(example = json!({"mail": "enabled", "address": "ada@northwind.example", "own_account": true,
    "findings": {"immediate_from": "high", "digest": true}, "stopped": null, "changed_at": null}))]
pub struct NotificationsBody {
    /// Whether the installation sends e-mail.
    pub mail: MailState,
    /// The caller's address, from their token. Null if the token has none: then mail goes to the address of their latest
    /// event.
    pub address: Option<String>,
    /// Whether findings about the caller's account are mailed, each with a mail of its own.
    pub own_account: bool,
    /// Which findings of the organization are mailed. Null for members.
    pub findings: Option<FindingMailsBody>,
    /// The address was refused. Null if it was not, or if a later mail was accepted.
    pub stopped: Option<MailStopBody>,
    /// Time of the caller's last change; null if they have the defaults.
    pub changed_at: Option<Timestamp>,
}

/// Which findings of the organization are mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingMails)]
pub struct FindingMailsBody {
    /// Minimum severity of findings that are mailed at once; null for no such mail.
    pub immediate_from: Option<Severity>,
    /// Whether the others are mailed once a day, at 07:00 UTC.
    pub digest: bool,
}

/// A refused address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MailStop)]
pub struct MailStopBody {
    /// Time of the refusal.
    pub at: Timestamp,
    /// Time until which nothing is sent to the address.
    pub until: Timestamp,
    /// Why it was refused.
    pub reason: String,
}

impl NotificationsBody {
    /// Returns what is sent to a person.
    pub(crate) fn new(sends_mail: bool, person: &NotifiedPerson, mailbox: Mailbox) -> Self {
        let MailPreferences { own_account, findings } = person.preferences();
        Self {
            mail: if sends_mail { MailState::Enabled } else { MailState::NotConfigured },
            address: person.email.as_ref().map(ToString::to_string),
            own_account,
            findings: may_read_findings(person.role).then(|| findings.into()),
            stopped: mailbox.stopped.map(MailStopBody::from),
            changed_at: person.changed_at,
        }
    }
}

impl From<FindingMails> for FindingMailsBody {
    fn from(mails: FindingMails) -> Self {
        let FindingMails { immediate_from, digest } = mails;
        Self { immediate_from, digest }
    }
}

impl From<MailStop> for MailStopBody {
    fn from(stop: MailStop) -> Self {
        let MailStop { at, until, reason } = stop;
        Self { at, until, reason }
    }
}
