//! Streams, how far they have delivered, and what could not be delivered.

pub(crate) mod act;
pub(crate) mod attempt;
pub(crate) mod dead_letter;
pub(crate) mod delivery;
pub(crate) mod delivery_row;
pub(crate) mod destination;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod keys;
pub(crate) mod lease;
pub(crate) mod mail_codes;
pub(crate) mod notifications;
pub(crate) mod reading;
pub(crate) mod stream;
pub(crate) mod stream_row;
pub(crate) mod streams;
pub(crate) mod summary;
