//! Settings of detections and mutes.

pub(crate) mod config;
pub(crate) mod keys;
pub(crate) mod mutes;
