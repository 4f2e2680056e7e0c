//! Workers that stop, wait, die, or come twice.

mod index_consistency;
mod lease;
mod resume;
