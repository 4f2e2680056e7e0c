//! Export workers: leases, resumption, index consistency.

mod index_consistency;
mod lease;
mod resume;
