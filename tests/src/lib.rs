//! Tests of the whole: each drives the stack of `infra/local` over HTTP, as products and people do.
#![cfg(test)]

mod access;
mod app;
mod edge;
mod events;
mod exports;
mod faults;
mod hostile;
mod ingest;
mod openapi;
mod query;
mod settings;
mod store;
