//! Tests of outgoing requests.

mod addresses;
mod answers;
mod connections;
mod listener;
mod urls;
