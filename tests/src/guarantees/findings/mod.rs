//! Findings and profiles as detectors store them.

mod lists;
mod profiles;
mod writes;
