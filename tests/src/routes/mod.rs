//! One file for each endpoint.

mod catalog;
mod events;
pub(crate) mod exports;
mod findings;
mod keys;
mod openapi;
mod organizations;
mod reader_keys;
mod settings;
mod users;

pub(crate) use events::hostile;
