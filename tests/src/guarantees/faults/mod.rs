//! Events, pages and exports while AWS and the network fail.
//!
//! `FAULT_EVENTS=100000` sends as many events through faults as the design asks for, instead of 10,000:
//! `make soak`.

mod export;
mod export_queue;
mod ingest;
mod injection;
mod kill;
mod query;
mod recovery;
