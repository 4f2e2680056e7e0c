//! Waiting between tries.

use std::time::Duration;

/// The longest first wait.
const BASE: Duration = Duration::from_millis(25);
/// The longest wait of all: a producer is waiting for the answer.
const CAP: Duration = Duration::from_millis(1_000);

/// Returns how long to wait before try number `attempt` (1 is the first repetition).
///
/// Full jitter: any time up to an exponentially growing bound, so that writers that were throttled
/// together do not come back together.
pub fn full_jitter(attempt: u32) -> Duration {
    let bound = BASE.saturating_mul(1 << attempt.min(10)).min(CAP);
    bound.mul_f64(fastrand::f64())
}
