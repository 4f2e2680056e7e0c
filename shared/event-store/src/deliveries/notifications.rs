//! E-mail to persons about findings: who gets it, and what waits for them.

pub(crate) mod keys;
pub(crate) mod mailbox;
mod mailbox_row;
pub(crate) mod people;
mod person_row;
pub(crate) mod start;
pub(crate) mod unsubscribe;
