//! Clients, requests and errors that every table shares.

pub(crate) mod backoff;
pub(crate) mod batch;
pub(crate) mod client;
pub(crate) mod conflict;
pub(crate) mod error;
pub(crate) mod item;
pub(crate) mod statement;
pub(crate) mod stored;
pub(crate) mod table;
pub(crate) mod transaction;
