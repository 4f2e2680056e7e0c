//! The faults that the API injects.

/// A fault of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// 500, and nothing is recorded.
    Error,
    /// 503, although all is recorded.
    ErrorAfter,
    /// 429 with `Retry-After: 1`, and nothing is recorded.
    Throttled,
    /// The connection is cut, and nothing is recorded.
    Cut,
    /// The connection is cut in the middle of the answer, although all is recorded.
    CutAfter,
    /// No answer, although all is recorded.
    HangAfter,
    /// Some events are not recorded, and have the result `retry`.
    Partial,
    /// Some events have the result `retry`, although they are recorded.
    PartialAfter,
}

impl Fault {
    /// All faults.
    pub const ALL: [Self; 8] = [
        Self::Error,
        Self::ErrorAfter,
        Self::Throttled,
        Self::Cut,
        Self::CutAfter,
        Self::HangAfter,
        Self::Partial,
        Self::PartialAfter,
    ];
}

/// The share of requests that get a fault, and the faults that they get with the same probability.
#[derive(Debug, Clone)]
pub struct Faults {
    rate: f64,
    of: Vec<Fault>,
}

impl Faults {
    /// No faults.
    pub fn none() -> Self {
        Self { rate: 0.0, of: Vec::new() }
    }

    /// All kinds of faults, at this rate from 0 to 1.
    pub fn all(rate: f64) -> Self {
        Self::of(rate, Fault::ALL)
    }

    /// Some kinds of faults, at this rate from 0 to 1.
    pub fn of(rate: f64, faults: impl Into<Vec<Fault>>) -> Self {
        Self { rate, of: faults.into() }
    }

    pub(crate) fn draw(&self) -> Option<Fault> {
        if fastrand::f64() < self.rate { fastrand::choice(&self.of).copied() } else { None }
    }
}
