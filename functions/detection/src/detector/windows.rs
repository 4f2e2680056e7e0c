//! Reads the events around the facts that arrived.

use chrono::Duration;
use detections::{Fact, Probe, WindowSource};
use event_model::{Catalog, EventFilter, OrganizationState, TimeRange, Timestamp};
use event_store::{EventLog, EventReader, Order, ReadRequest, ReadSize, Step, StoreError, error_chain};

/// Rows of one window. The newest are read; the nightly pass sees all.
const ROWS_MAX: usize = 300;
/// Rows of the first request of a window.
const FIRST_ROWS: u16 = 60;

/// Reads windows of one organization.
pub(crate) struct Windows<'a> {
    pub(crate) events: &'a EventLog,
    pub(crate) state: &'a OrganizationState,
    pub(crate) catalog: &'a Catalog,
    pub(crate) now: Timestamp,
}

impl Windows<'_> {
    /// Returns the facts of a probe's window, in no order.
    pub(crate) async fn read(&self, probe: &Probe) -> Result<Vec<Fact>, StoreError> {
        let mut facts = Vec::new();
        for source in &probe.sources {
            match self.read_source(source, probe).await {
                Ok(read) => facts.extend(read),
                // One row that cannot be read must not stop the detections of an organization. The nightly pass reads
                // the feed, in which it has a place of its own.
                Err(error @ StoreError::Corrupt { .. }) => {
                    tracing::error!(error = error_chain(&error), "a window cannot be read");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(facts)
    }

    async fn read_source(&self, source: &WindowSource, probe: &Probe) -> Result<Vec<Fact>, StoreError> {
        let after = probe.to.plus(Duration::milliseconds(1));
        let Ok(range) = TimeRange::new(probe.from, after) else { return Ok(Vec::new()) };
        let filter = match source {
            WindowSource::Person(user) => EventFilter::of_users([user.clone()]),
            WindowSource::Address(ip) => EventFilter::of_address(*ip),
            WindowSource::Classes(classes) => {
                let entries = self.catalog.entries().iter().filter(|entry| classes.contains(&entry.class));
                EventFilter::of_types(entries.map(|entry| entry.id.clone()))
            }
        };
        let request = ReadRequest {
            state: self.state,
            filter: EventFilter { range, ..filter },
            order: Order::Descending,
            after: None,
            size: ReadSize::Rows(FIRST_ROWS),
            now: self.now,
        };
        let mut reader = EventReader::new(self.events, request);
        let mut facts = Vec::new();
        for _ in 0..ROWS_MAX {
            match reader.next().await? {
                Step::Event(event) => facts.extend(Fact::of(&event, self.catalog)),
                Step::Skipped => {}
                Step::End => break,
            }
        }
        Ok(facts)
    }
}
