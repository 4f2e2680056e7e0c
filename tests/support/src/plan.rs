//! The faults of each request, determined by a seed.

use fastrand::Rng;

use crate::events::one;

/// A fault of a request or of its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refused as too much, in AWS's own words. Not carried out.
    Throttle,
    /// Answered 500 or 503. Not carried out.
    Unavailable,
    /// The connection is dropped. Not carried out.
    Reset,
    /// Never answered. Not carried out.
    Hang,
    /// Some of a batch are refused inside an HTTP 200 and not carried out; the rest is.
    Partial,
    /// Carried out, but the connection is dropped before the answer: a crash between write and reply.
    CrashAfter,
    /// Carried out, but answered 500.
    ErrorAfter,
    /// Carried out, but the answer's body ends half way.
    Cut,
    /// Carried out, but never answered.
    HangAfter,
    /// Never answered, and carried out seconds later, when the caller has long tried again.
    Late,
}

/// Every sort of fault, with the faults of that sort.
pub const EVERY_SORT: [&[Fault]; 7] = [
    &[Fault::Throttle],
    &[Fault::Partial],
    &[Fault::Unavailable, Fault::ErrorAfter],
    &[Fault::Reset],
    &[Fault::CrashAfter],
    &[Fault::Cut],
    &[Fault::Hang, Fault::HangAfter, Fault::Late],
];

/// The share of requests that fail, and their faults.
#[derive(Debug, Clone)]
pub struct Plan {
    seed: u64,
    percent: u64,
    sorts: Vec<Vec<Fault>>,
    /// If set, only requests of this operation, or with this text in the body, fail, with this fault.
    matching: Option<(&'static str, Fault)>,
}

impl Plan {
    /// No request fails.
    pub fn calm() -> Self {
        Self { seed: 0, percent: 0, sorts: Vec::new(), matching: None }
    }

    /// `percent` of all requests fail, with each of `sorts` equally often.
    pub fn new(seed: u64, percent: u64, sorts: &[&[Fault]]) -> Self {
        Self { seed, percent, sorts: sorts.iter().map(|sort| sort.to_vec()).collect(), matching: None }
    }

    /// Every request of the operation `text`, or with `text` in its body, fails with `fault`; so do the SDK's retries.
    pub fn matching(text: &'static str, fault: Fault) -> Self {
        Self { matching: Some((text, fault)), ..Self::calm() }
    }

    /// Returns the fault of the `nth` request, and random numbers for its details.
    pub fn fate(&self, nth: u64, operation: &str, body: &[u8]) -> (Option<Fault>, Rng) {
        let mut random = Rng::with_seed(self.seed ^ nth.wrapping_mul(0xd134_2543_de82_ef95));
        if let Some((text, fault)) = self.matching {
            let contains =
                operation == text || body.windows(text.len()).any(|window| window == text.as_bytes());
            return (contains.then_some(fault), random);
        }
        let struck = random.u64(..100) < self.percent && !self.sorts.is_empty();
        let fault = struck.then(|| {
            let sort = one(&mut random, &self.sorts);
            one(&mut random, &sort)
        });
        (fault, random)
    }
}
