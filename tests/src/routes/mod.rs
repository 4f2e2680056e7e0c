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
mod people;
mod reader_keys;
mod settings;
mod streams;
mod users;
mod views;

pub(crate) use events::hostile;
