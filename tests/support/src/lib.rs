//! The harness of the tests: a running stack, events to send, faults between the functions and AWS.

pub mod app;
pub mod backtests;
pub mod clock;
pub mod deliveries;
pub mod events;
mod exports;
pub mod feed;
pub mod findings;
pub mod fixture;
pub mod functions;
pub mod http;
pub mod mail_server;
pub mod plan;
pub mod process;
pub mod producer;
pub mod proxy;
pub mod python;
pub mod receiver;
mod stored;
pub mod streams;
pub mod wire;
