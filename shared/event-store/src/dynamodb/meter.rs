//! Counts what the store consumes.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// What has been consumed. Units are DynamoDB's capacity units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Consumption {
    /// Requests to DynamoDB, the SDK's own repetitions not counted.
    pub requests: u64,
    /// Write units, tables and indexes together.
    pub write_units: f64,
    /// Read units, tables and indexes together.
    pub read_units: f64,
}

/// Adds up what a store consumes. Milli-units, since units come in halves and sums must be exact.
#[derive(Debug, Default)]
pub struct Meter {
    requests: AtomicU64,
    write_milli_units: AtomicU64,
    read_milli_units: AtomicU64,
}

impl Meter {
    /// Returns the sums so far.
    pub fn read(&self) -> Consumption {
        let units = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / 1_000.0;
        Consumption {
            requests: self.requests.load(Ordering::Relaxed),
            write_units: units(&self.write_milli_units),
            read_units: units(&self.read_milli_units),
        }
    }

    pub(crate) fn wrote<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.add(&self.write_milli_units, sum(capacity));
    }

    pub(crate) fn has_read<'a>(&self, capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        self.has_read_units(sum(capacity));
    }

    pub(crate) fn has_read_units(&self, units: f64) {
        self.add(&self.read_milli_units, units);
    }

    fn add(&self, counter: &AtomicU64, units: f64) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        counter.fetch_add((units * 1_000.0).round() as u64, Ordering::Relaxed);
    }
}

fn sum<'a>(capacity: impl IntoIterator<Item = &'a ConsumedCapacity>) -> f64 {
    capacity.into_iter().filter_map(ConsumedCapacity::capacity_units).sum()
}
