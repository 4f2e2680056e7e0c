//! Handles one segment of the feed.

use std::sync::Arc;

use detections::{Fact, FactsByKey, probes};
use event_model::Catalog;
use event_store::{FeedEntry, Segment, StoreError};
use futures::{StreamExt, TryStreamExt};

use crate::detector::{People, Recorder, State, Windows};

/// Windows that are read at once.
const READS: usize = 8;

/// Returns the facts of the events of a segment, in the order of the feed.
pub(crate) fn facts_of(segment: &Segment, catalog: &Catalog) -> Result<Vec<Fact>, StoreError> {
    let fact = |entry: FeedEntry| match entry {
        FeedEntry::Event(event) => Fact::of(&event, catalog),
        // Its place in the feed is visible there; nothing is known about it.
        FeedEntry::Unreadable { .. } => None,
    };
    Ok(segment.entries()?.into_iter().filter_map(fact).collect())
}

/// Evaluates the rules over the events of a segment. Returns the number of new findings.
pub(crate) async fn handle(state: &State, segment: &Segment) -> Result<usize, StoreError> {
    let now = state.clock.timestamp();
    let Some(setup) = state.setups.get(&state.store, &segment.organization_id, now).await? else {
        return Ok(0);
    };
    let catalog = state.store.catalog.get(now).await?;
    let facts = facts_of(segment, &catalog)?;
    if facts.is_empty() {
        return Ok(0);
    }
    let mut people = People::new(&state.store.control, &setup, segment.number);
    let facts = people.observe(facts).await?;
    let probes = probes(&facts, &setup.config, &mut setup.memory().sessions, false);
    let windows = Windows { events: &state.store.events, state: &setup.state, catalog: &catalog, now };
    let reads = probes.into_iter().map(|probe| async {
        let read = windows.read(&probe).await?;
        Ok::<_, StoreError>((probe, read))
    });
    // Boxed: the compiler otherwise needs long for the nested futures.
    let reads: Vec<_> = reads.map(Box::pin).collect();
    let mut reads = futures::stream::iter(reads).buffered(READS);
    let recorder =
        Recorder { store: &state.store, setup: &setup, as_of: segment.number, now, is_complete: false };
    // Its facts have their novelty even if it is not logged, so they go before those of a window.
    let by_key = FactsByKey::new(&facts, &setup.config);
    let mut opened = 0;
    while let Some((probe, read)) = reads.try_next().await? {
        let window = match probe.needs_novelty() {
            true => people.with_novelty(read).await?,
            false => read,
        };
        let window: Vec<Arc<Fact>> = window.into_iter().map(Arc::new).collect();
        opened += recorder.evaluate(&probe, &by_key, &window).await?;
    }
    // Findings first: a profile that has observed the segment would not give its novelty again after the log is full.
    people.save().await?;
    Ok(opened)
}
