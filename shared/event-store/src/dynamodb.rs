//! The AWS clients, statements, transactions and errors that every table shares.

pub(crate) mod attribute;
pub(crate) mod backoff;
pub(crate) mod client;
pub(crate) mod error;
pub(crate) mod meter;
pub(crate) mod statements;
pub(crate) mod table;
pub(crate) mod transaction;
pub(crate) mod update;
pub(crate) mod wire;
