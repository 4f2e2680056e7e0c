//! E-mail to persons about findings.
//!
//! The worker of an organization's notifications reads the feed as a stream does, puts findings into the mailboxes of their
//! recipients, and then sends what is due. A mailbox that fails holds up no other.

pub(crate) mod content;
pub(crate) mod links;
pub(crate) mod mailbox;
mod mails;
pub(crate) mod news;
pub(crate) mod recipients;
mod run;

pub(crate) use run::run;
