//! A bounded list of periods. One read returns the list together with the item that it explains.

use crate::{RetentionDays, Timestamp};

/// Periods of time, oldest first. The last one may be open.
///
/// Ingest reads the list with each request. The bound keeps the item that contains it below 4 KB, one read
/// unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Periods {
    /// Alternating: a start, its end, the next start, …
    times: Vec<Timestamp>,
}

/// The treatment of the oldest period of a full list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// Drops the period.
    Drop,
    /// Extends the period up to the end of the next one.
    Merge,
}

impl Periods {
    /// Maximum number of times in one list.
    pub const MAX_TIMES: usize = 256;

    /// Creates the list of alternating starts and ends. Returns `None` if they are not in order.
    pub fn from_times(times: Vec<Timestamp>) -> Option<Self> {
        times.is_sorted().then_some(Self { times })
    }

    /// Returns the alternating starts and ends.
    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }

    /// Returns `true` if `time` lies in a period. A start is in its period, an end is not.
    pub fn contains(&self, time: Timestamp) -> bool {
        self.times.partition_point(|at| *at <= time) % 2 == 1
    }

    /// Returns the start of the last period if it is open.
    pub fn open_since(&self) -> Option<Timestamp> {
        self.times.last().copied().filter(|_| self.times.len() % 2 == 1)
    }

    /// Starts a period at `at`, unless one is open.
    #[must_use]
    pub fn started(&self, at: Timestamp, overflow: Overflow) -> Self {
        if self.open_since().is_some() { self.clone() } else { self.with(at, overflow) }
    }

    /// Ends the open period at `at`, if there is one.
    #[must_use]
    pub fn ended(&self, at: Timestamp, overflow: Overflow) -> Self {
        if self.open_since().is_some() { self.with(at, overflow) } else { self.clone() }
    }

    fn with(&self, at: Timestamp, overflow: Overflow) -> Self {
        let mut times = self.times.clone();
        times.push(at);
        // Ingest never accepts an event that is older than the longest retention.
        let oldest = at.minus(chrono::Duration::days(RetentionDays::MAX.into()));
        while times.len() >= 2 && times[1] < oldest {
            times.drain(..2);
        }
        while times.len() > Self::MAX_TIMES {
            match overflow {
                Overflow::Drop => times.drain(..2),
                Overflow::Merge => times.drain(1..3),
            };
        }
        Self { times }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(1_790_000_000_000 + minute * 60_000).expect("a time")
    }

    fn switched(minutes: &[i64], overflow: Overflow) -> Periods {
        minutes.iter().enumerate().fold(Periods::default(), |periods, (nth, minute)| {
            let change = if nth % 2 == 0 { Periods::started } else { Periods::ended };
            change(&periods, at(*minute), overflow)
        })
    }

    #[test]
    fn periods_contain_start_but_not_end() {
        let periods = switched(&[10, 20, 30], Overflow::Drop);
        let inside = |minute| periods.contains(at(minute));
        assert_eq!([9, 10, 19, 20, 29, 30, 99].map(inside), [false, true, true, false, false, true, true]);
        assert_eq!(periods.open_since(), Some(at(30)));
        // A second start or end has no effect.
        assert_eq!(periods.started(at(40), Overflow::Drop), periods);
        let closed = periods.ended(at(40), Overflow::Drop);
        assert_eq!(closed.ended(at(50), Overflow::Drop), closed);
        assert!(!closed.contains(at(40)) && closed.contains(at(39)));
    }

    #[test]
    fn periods_over_bound_drop_or_merge_oldest() {
        let minutes: Vec<i64> = (0..300).collect();
        let dropped = switched(&minutes, Overflow::Drop);
        assert_eq!(dropped.times().len(), Periods::MAX_TIMES);
        assert!(!dropped.contains(at(42)) && dropped.contains(at(44)) && !dropped.contains(at(45)));
        let merged = switched(&minutes, Overflow::Merge);
        assert_eq!(merged.times().len(), Periods::MAX_TIMES);
        assert!(merged.contains(at(1)) && merged.contains(at(43)) && !merged.contains(at(45)));
    }

    #[test]
    fn periods_beyond_longest_retention_are_dropped() {
        let years_later = at(0).plus(chrono::Duration::days(3_700));
        let periods = switched(&[0, 10], Overflow::Drop).started(years_later, Overflow::Drop);
        assert_eq!(periods.times(), [years_later]);
    }
}
