//! When the next attempt is made.

use std::time::Duration;

/// Wait after the first, second, … failed attempt. The last one repeats.
const WAITS: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(30 * 60),
];
/// The largest wait that a destination can ask for.
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(60 * 60);
/// By how much a wait differs at most, so that streams that failed together do not return together.
const JITTER: f64 = 0.2;

/// Returns the wait after `failures` failed attempts in a row, at least 1. `random` is from 0 to 1. A destination that
/// asked for a time gets it, up to an hour.
pub(crate) fn wait(failures: u32, retry_after: Option<Duration>, random: f64) -> Duration {
    if let Some(asked) = retry_after {
        return asked.min(RETRY_AFTER_MAX);
    }
    let nth = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait = WAITS[nth.min(WAITS.len() - 1)];
    wait.mul_f64(1.0 + JITTER * (2.0 * random - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_follows_schedule() {
        let seconds: Vec<u64> = (1..=8).map(|failures| wait(failures, None, 0.5).as_secs()).collect();
        assert_eq!(seconds, [5, 30, 120, 300, 900, 1_800, 1_800, 1_800]);
        assert_eq!(wait(1, None, 0.0), Duration::from_secs(4));
        assert_eq!(wait(1, None, 1.0), Duration::from_secs(6));
    }

    #[test]
    fn wait_obeys_retry_after_up_to_an_hour() {
        assert_eq!(wait(5, Some(Duration::from_secs(7)), 0.9), Duration::from_secs(7));
        assert_eq!(wait(1, Some(Duration::from_secs(86_400)), 0.1), Duration::from_secs(3_600));
    }
}
