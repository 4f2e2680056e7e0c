//! Findings: each one once, whatever happens to the detector.

mod attacks;
mod faults;
