//! Delivery of events and findings to other systems: the API of streams, the worker that sends, and what wakes it.

pub mod answer;
mod aws_failure;
pub mod call;
mod config;
pub mod deliverer;
pub mod destinations;
pub mod finding;
pub mod formats;
pub mod http;
pub mod message;
mod retry;
pub mod secrets;
pub mod wake;

pub use config::{Config, DelivererConfig, Kinds, WakeConfig};
