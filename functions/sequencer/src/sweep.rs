//! Compares the feed with the events table and appends what it lacks.
//!
//! The stream delivers every record at least once within its 24 hours, unless its consumer fails for longer. The sweep
//! is the proof that nothing was lost, and the repair if something was: it reads the events from the index and looks
//! each up in the feed. It also appends the events of a table that got its stream later.

use std::time::{Duration as StdDuration, Instant};

use chrono::Duration;
use event_model::{EventFilter, OrganizationId, OrganizationState, TimeRange, Timestamp};
use event_store::{
    EventReader, FeedKey, FeedRecord, Order, ReadRequest, ReadSize, Step, StoreError, error_chain,
};
use serde::{Deserialize, Serialize};

use crate::SweepState;

/// Organizations that are listed at once.
const PAGE: u16 = 100;
/// Keys of the feed in memory: about 100 MB.
const KEYS_MAX: usize = 1_500_000;
/// Missing events that are appended at once.
const APPEND_MAX: usize = 500;
/// Time that one part of a sweep may need. A sweep with less time left continues in another invocation.
const PART_TIME: StdDuration = StdDuration::from_secs(300);
/// Events that expire within this time are not checked: more than the longest invocation and the skew of clocks.
const EXPIRY_MARGIN: Duration = Duration::hours(1);
/// Time that is left for the answer.
const ANSWER_TIME: StdDuration = StdDuration::from_secs(5);

/// The event of the function: what to check. An empty object checks everything that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepEvent {
    /// Check only events that occurred in this many days before now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Continue after this organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<OrganizationId>,
    /// Continue the next organization at this time of occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
}

/// The answer of the function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepReport {
    /// Events that were looked up in the feed.
    pub checked: usize,
    /// Events that the feed lacked. They are in it now.
    pub missing: usize,
    /// Organizations whose sweep failed.
    pub failed: usize,
    /// The rest of the sweep, which another invocation does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<SweepEvent>,
}

/// Checks every organization, or continues an earlier invocation.
pub async fn sweep(
    state: &SweepState,
    event: SweepEvent,
    deadline: Instant,
) -> Result<SweepReport, StoreError> {
    let now = state.clock.timestamp();
    let mut report = SweepReport::default();
    let mut next = event;
    'pages: loop {
        let page = state.control.organizations_ids_page(next.after.as_ref(), PAGE).await?;
        for organization in page.items {
            match sweep_organization(state, &organization, &next, now, deadline, &mut report).await {
                Ok(None) => {}
                Ok(Some(from)) => {
                    next.from = Some(from);
                    report.rest = Some(next);
                    break 'pages;
                }
                // One organization must not hide the others.
                Err(error) => {
                    report.failed += 1;
                    tracing::error!(%organization, error = error_chain(&error), "the sweep failed");
                }
            }
            next = SweepEvent { days: next.days, after: Some(organization), from: None };
        }
        if page.next.is_none() {
            break;
        }
    }
    state.metrics.write(
        now,
        &[],
        &[
            ("FeedSweepChecked", report.checked),
            ("FeedSweepMissing", report.missing),
            ("FeedSweepFailed", report.failed),
        ],
    );
    if let Some(rest) = &report.rest {
        state.continue_with(rest).await?;
    }
    Ok(report)
}

/// Checks one organization. Returns the time of occurrence at which to continue if the time is used up.
async fn sweep_organization(
    state: &SweepState,
    organization: &OrganizationId,
    SweepEvent { days, from, .. }: &SweepEvent,
    now: Timestamp,
    deadline: Instant,
    report: &mut SweepReport,
) -> Result<Option<Timestamp>, StoreError> {
    state.feed.keep_head(organization, now).await?;
    let Some(organization) = state.control.organizations_state(organization).await? else { return Ok(None) };
    let oldest = days.map_or(Timestamp::MIN, |days| now.minus(Duration::days(days.into())));
    let mut from = from.unwrap_or(oldest);
    while let Ok(range) = TimeRange::new(from, Timestamp::MAX) {
        if Instant::now() + PART_TIME > deadline {
            return Ok(Some(from));
        }
        let keys = state.feed.keys(&organization.organization.id, range, KEYS_MAX).await?;
        sweep_range(state, &organization, &keys, now, deadline, report).await?;
        from = keys.range.to();
    }
    Ok(None)
}

/// Appends the events of a range that the feed lacks.
async fn sweep_range(
    state: &SweepState,
    organization: &OrganizationState,
    keys: &event_store::FeedKeys,
    now: Timestamp,
    deadline: Instant,
    report: &mut SweepReport,
) -> Result<(), StoreError> {
    let recorded_before = now.minus(state.grace);
    let request = ReadRequest {
        state: organization,
        filter: EventFilter { range: keys.range, ..EventFilter::ALL },
        order: Order::Ascending,
        after: None,
        size: ReadSize::Bulk,
        // An event that expires during the sweep may be gone from the feed before this reader omits it. It would count
        // as missing and be appended again.
        now: now.plus(EXPIRY_MARGIN),
    };
    let mut reader = EventReader::new(&state.events, request);
    let mut missing = Vec::new();
    let deadline = tokio::time::Instant::from_std(deadline.checked_sub(ANSWER_TIME).unwrap_or(deadline));
    loop {
        let step = reader.next().await?;
        let is_end = step == Step::End;
        if let Step::Event(event) = step
            && event.recorded_at < recorded_before
        {
            report.checked += 1;
            if !keys.contains(&FeedKey::of(&event)) {
                missing.push(FeedRecord::of(*event)?);
            }
        }
        if missing.len() == APPEND_MAX || (is_end && !missing.is_empty()) {
            let missing = std::mem::take(&mut missing);
            // The append looks again: the stream may have delivered an event meanwhile.
            let done = state.feed.append(&organization.organization.id, missing, now, deadline).await?;
            report.missing += done.appended;
        }
        if is_end {
            return Ok(());
        }
    }
}
