//! What a mute would have hidden.

use std::sync::Arc;

use chrono::Duration;
use detections::{Fact, MuteSubject, RuleId};
use event_model::{Catalog, OrganizationState, TimeRange, Timestamp};
use event_store::{FindingRecord, FindingScope, Listed, Store, StoreError};

use crate::findings::evidence::EvidenceEvents;

/// Days of the preview.
const DAYS: i64 = 30;
/// Findings of one request.
const PAGE: u16 = 100;
/// Findings that are looked at, of all rules.
const FINDINGS_MAX: usize = 1_000;
/// Events that are read to learn where findings came from.
const EVENTS_MAX: usize = 2_000;
/// Findings that are shown.
const SHOWN_MAX: usize = 20;

/// The findings that a mute would have hidden.
#[derive(Debug)]
pub(crate) struct Preview {
    /// Number of the findings.
    pub(crate) count: usize,
    /// Whether all findings were looked at.
    pub(crate) is_complete: bool,
    /// The newest of them.
    pub(crate) shown: Vec<FindingRecord>,
}

/// A rule and the subject to mute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) rule: RuleId,
    pub(crate) subject: &'a MuteSubject,
}

impl Preview {
    /// Looks at the findings of the last 30 days that are not muted.
    pub(crate) async fn read(
        store: &Store,
        state: &OrganizationState,
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let organization = &state.organization.id;
        let scope = match wanted.subject {
            MuteSubject::Person(user) => FindingScope::User(user.clone()),
            _ => FindingScope::All,
        };
        let catalog = store.catalog.get(now).await?;
        let from = now.minus(Duration::days(DAYS));
        let mut preview = Self { count: 0, is_complete: true, shown: Vec::new() };
        let Ok(range) = TimeRange::new(from, now) else { return Ok(preview) };
        let (mut after, mut looked_at, mut events_left) = (None, 0, EVENTS_MAX);
        loop {
            let Listed { items, next } =
                store.control.findings_page(organization, &scope, range, after.as_ref(), PAGE).await?;
            looked_at += items.len();
            for record in items.into_iter().filter(|record| wanted.may_hide(record)) {
                let mut facts = Vec::new();
                if wanted.subject.needs_evidence() {
                    let Some(left) = events_left.checked_sub(record.finding.evidence.len()) else {
                        preview.is_complete = false;
                        return Ok(preview);
                    };
                    events_left = left;
                    facts = evidence(store, state, &record, &catalog, now).await?;
                }
                if wanted.subject.covers(&record.finding.key, &facts) {
                    preview.add(record);
                }
            }
            after = next;
            if after.is_none() {
                return Ok(preview);
            }
            if looked_at >= FINDINGS_MAX {
                preview.is_complete = false;
                return Ok(preview);
            }
        }
    }

    fn add(&mut self, record: FindingRecord) {
        self.count += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(record);
        }
    }
}

impl Wanted<'_> {
    fn may_hide(&self, record: &FindingRecord) -> bool {
        record.finding.rule == self.rule && record.muted_by.is_none()
    }
}

/// Returns the events of a finding as rules see them.
async fn evidence(
    store: &Store,
    state: &OrganizationState,
    record: &FindingRecord,
    catalog: &Catalog,
    now: Timestamp,
) -> Result<Vec<Arc<Fact>>, StoreError> {
    let events = EvidenceEvents::of(store, state, record, now).await?;
    Ok(events.iter().filter_map(|event| Fact::of(event, catalog)).map(Arc::new).collect())
}
