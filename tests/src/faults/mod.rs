//! What becomes of events, pages and exports when AWS and the network fail.

mod export;
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
