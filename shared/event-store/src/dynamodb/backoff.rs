//! Backoff between attempts.

use std::time::Duration;

/// Upper bound of the first wait, before it is doubled.
const BASE: Duration = Duration::from_millis(25);
/// Upper bound of every wait: a producer waits for the response.
const CAP: Duration = Duration::from_millis(1_000);

/// Returns how long to wait before retry number `attempt`, from 1.
///
/// Full jitter: a random time up to an exponentially growing bound, so that writers that were throttled together do
/// not retry together.
pub fn full_jitter(attempt: u32) -> Duration {
    let bound = BASE.saturating_mul(1 << attempt.min(10)).min(CAP);
    bound.mul_f64(fastrand::f64())
}
