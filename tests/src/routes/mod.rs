//! One file for each endpoint.

mod backtests;
mod catalog;
mod detections;
mod events;
pub(crate) mod exports;
mod findings;
mod keys;
mod mutes;
mod notifications;
mod openapi;
mod organizations;
mod reader_keys;
mod settings;
mod streams;
mod users;

pub(crate) use events::hostile;
