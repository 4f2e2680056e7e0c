//! How a function runs in Lambda: its environment, its clock, and one entry point per kind of event.

#![warn(missing_docs)]

pub mod clock;
pub mod config;
pub mod env;
pub mod http;
pub mod itself;
pub mod metrics;
mod start;
pub mod stream;
pub mod task;

pub use lambda_runtime::{Diagnostic, Error};
