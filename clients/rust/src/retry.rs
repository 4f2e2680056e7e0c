//! The schedule of retries.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The longest wait before each repeated attempt; the last one repeats. The wait is random between zero and this ("full
/// jitter"), so that many clients do not return at once.
pub const RETRY_WAITS: [Duration; 8] = [
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// The longest `Retry-After` that is obeyed: a faulty one must not stop a client for days.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3_600);

/// Returns the wait after `failures` failed attempts in a row, at least one. The jitter is added to `retry_after`.
pub(crate) fn wait(waits: &[Duration], failures: usize, retry_after: Option<Duration>) -> Duration {
    let longest = waits.get(failures.saturating_sub(1)).or(waits.last()).copied().unwrap_or_default();
    retry_after.unwrap_or_default() + longest.mul_f64(fastrand::f64())
}

/// Reads `Retry-After`: seconds, or an HTTP date.
pub(crate) fn parse_retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let after = match text.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let time = DateTime::parse_from_rfc2822(text.trim()).ok()?;
            // A time in the past is no wait.
            (time.to_utc() - now).to_std().unwrap_or_default()
        }
    };
    Some(after.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_is_jittered_within_schedule() {
        for (failures, longest) in [(1, RETRY_WAITS[0]), (4, RETRY_WAITS[3]), (99, RETRY_WAITS[7])] {
            let waits: Vec<_> = (0..200).map(|_| wait(&RETRY_WAITS, failures, None)).collect();
            assert!(waits.iter().all(|wait| *wait <= longest));
            assert!(waits.iter().any(|wait| *wait < longest / 4));
            assert!(waits.iter().any(|wait| *wait > longest / 4 * 3));
        }
        let after = Duration::from_secs(7);
        assert!((0..50).all(|_| wait(&RETRY_WAITS, 1, Some(after)) >= after));
    }

    #[test]
    fn retry_after_reads_seconds_and_dates() {
        let now = DateTime::parse_from_rfc3339("2026-11-30T10:00:00Z").expect("a time").to_utc();
        let cases = [
            ("7", Some(7)),
            ("Mon, 30 Nov 2026 10:00:30 GMT", Some(30)),
            ("Mon, 30 Nov 2026 09:00:00 GMT", Some(0)),
            ("99999999", Some(3_600)),
            ("soon", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
