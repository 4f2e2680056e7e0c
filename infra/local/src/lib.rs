//! The whole system on one machine: the code of the functions behind the routes of `infra/template.yaml`, with
//! emulators of DynamoDB, S3, KMS, SES, EventBridge and STS, Lambda's Invoke API, a development OpenID Connect provider and a demo organization.
//!
//! Everything listens on loopback only.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that cannot go on fails there"))]

mod aws_answer;
mod body;
pub mod configuration;
mod data_dir;
mod demo;
mod dev_json;
mod dev_pages;
mod emulators;
mod functions;
mod gateway;
mod html;
mod identity;
mod invoke;
mod lambda;
mod loopback;
pub mod openapi;
mod origin;
mod schedules;
mod server;
mod services;
mod stack;
mod streams;
mod template;

pub use data_dir::{Data, DataDirError};
pub use demo::{DemoState, ExpectedFinding, Scenario, SeedError, demo_events, scenarios};
pub use emulators::{AssumedRole, BusEntry, EmulatorError, Mail};
pub use functions::FunctionError;
pub use identity::SigningError;
pub use lambda::InvokeError;
pub use services::Services;
pub use stack::{Databases, Options, Stack, StackError};
pub use streams::{StreamError, StreamFaults};
pub use template::TemplateError;
