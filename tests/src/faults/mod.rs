//! What becomes of events, pages and exports when AWS and the network fail.
//!
//! `FAULT_EVENTS=100000` sends as many events through faults as the design asks for, instead of 10,000:
//! `make soak`.

mod export;
mod export_queue;
mod functions;
mod ingest;
mod kill;
mod plan;
pub(crate) mod process;
mod producer;
mod proxy;
mod query;
mod recovery;
mod wire;
