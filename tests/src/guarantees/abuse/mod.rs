//! Malicious input is refused and leaks nothing.
//!
//! `HOSTILE_REQUESTS=100000` sends as many bad requests as the design asks for, instead of 3,000:
//! `make soak`. The properties are searched further by the fuzz targets in `fuzz/`.

mod limits;
mod memory;
mod mutate;
mod properties;
mod property_tests;
mod requests;
mod slow;
mod target;
