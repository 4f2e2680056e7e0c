//! An API with faults, for the tests of the clients: `POST /v1/events` on a port of this machine.
//!
//! It records events in memory, or passes them on to a real API.

#![warn(missing_docs)]

mod faults;
mod recorder;
mod server;
mod upstream;

pub use event_model::NewEvent;
pub use faults::{Fault, Faults};
pub use recorder::{OFF_ORGANIZATION, POISON, Recorder};
pub use server::{Counts, FakeApi, PRODUCT_KEY};
