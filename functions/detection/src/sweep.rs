//! The nightly pass: folds what arrived in the last three days and stores the findings that the detector has missed.
//!
//! The detector reads windows from indexes, a part of each at most, and not for every event. The pass reads the feed,
//! which has everything, up to the detector's position: then every event has its novelty in a profile.

mod organization;

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_model::OrganizationId;
use event_store::{Aws, Feed, FunctionInvoker, Store, StoreError, error_chain};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::metrics::Metrics;
use serde::{Deserialize, Serialize};

use crate::config::{DetectorConfig, SweepConfig};
use crate::detector::Setups;

/// Organizations that are listed at once.
const PAGE: u16 = 100;
/// Time that one organization may need. A pass with less time left continues in another invocation.
const PART_TIME: Duration = Duration::from_secs(300);

/// What the function keeps between invocations.
#[derive(Clone)]
pub struct State {
    pub(crate) store: Store,
    pub(crate) feed: Feed,
    pub(crate) clock: Clock,
    pub(crate) setups: Arc<Setups>,
    metrics: Metrics,
    itself: Option<FunctionInvoker>,
}

/// The event of the function. An empty object starts with the first organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepEvent {
    /// Continue after this organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<OrganizationId>,
}

/// The answer of the function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepReport {
    /// Events that were folded.
    pub events: usize,
    /// Findings that the detector had missed. They are stored now.
    pub missing: usize,
    /// Late events whose surroundings were not read, because there were too many: an import.
    pub skipped: usize,
    /// Organizations whose pass failed.
    pub failed: usize,
    /// The rest of the pass, which another invocation does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<SweepEvent>,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let SweepConfig { common: DetectorConfig { tables, feed, stack_name }, itself } = env.read()?;
        Ok(Self {
            store: Store::open(aws, &tables),
            feed: Feed::open(aws, &feed),
            clock,
            setups: Arc::default(),
            metrics: Metrics::new(stack_name.as_deref()),
            itself: itself.qualified().map(|function| FunctionInvoker::new(aws, &function)),
        })
    }
}

/// Folds the recent events of every organization, or continues an earlier invocation.
pub async fn sweep(state: &State, event: SweepEvent, deadline: Instant) -> Result<SweepReport, StoreError> {
    let now = state.clock.timestamp();
    let mut report = SweepReport::default();
    let mut next = event;
    'pages: loop {
        let page = state.store.control.organizations_ids_page(next.after.as_ref(), PAGE).await?;
        for organization in page.items {
            if Instant::now() + PART_TIME > deadline {
                report.rest = Some(next);
                break 'pages;
            }
            // One organization must not hide the others.
            if let Err(error) = organization::sweep(state, &organization, now, &mut report).await {
                report.failed += 1;
                tracing::error!(%organization, error = error_chain(&error), "the nightly pass failed");
            }
            next = SweepEvent { after: Some(organization) };
        }
        if page.next.is_none() {
            break;
        }
    }
    let SweepReport { events, missing, skipped, failed, rest } = &report;
    let counts = [
        ("DetectionSweepEvents", *events),
        ("DetectionSweepMissing", *missing),
        ("DetectionSweepSkipped", *skipped),
        ("DetectionSweepFailed", *failed),
    ];
    state.metrics.write(now, &[], &counts);
    if let (Some(rest), Some(itself)) = (rest, &state.itself) {
        itself.call(rest).await?;
    }
    Ok(report)
}
