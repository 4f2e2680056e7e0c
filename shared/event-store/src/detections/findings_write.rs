//! Writes what detectors find.

use std::collections::BTreeMap;

use detections::Finding;
use event_model::{MuteId, NewEvent, OrganizationId, OrganizationState, Timestamp};

use crate::detections::finding::{FindingRecord, FindingState};
use crate::detections::finding_events::{Cause, FindingEvents};
use crate::detections::finding_row::FindingItem;
use crate::detections::keys::{self, FindingScope};
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{Item, item_key, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::{Store, StoreError};

/// Maximum attempts at a transaction that conflicts: detector, nightly pass and people write the same finding.
const TRANSACTION_ATTEMPTS: u32 = 8;

/// The circumstances of a write of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingWrite {
    /// Number of the feed's segment up to which events are known.
    pub as_of: u64,
    /// The current time.
    pub now: Timestamp,
    /// The mute that applies to the finding.
    pub mute: Option<MuteId>,
    /// The values of the rule's parameters.
    pub parameters: BTreeMap<String, u32>,
}

/// What a write of a finding did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingOutcome {
    /// The finding is new.
    Opened,
    /// It existed, and its severity rose, or it is no longer muted.
    Raised,
    /// It existed, and has more hits or more evidence.
    Merged,
    /// It existed with all of this.
    Unchanged,
}

impl Store {
    /// Writes a finding and its event in one transaction. If it exists, merges it: [`Finding::merge`].
    ///
    /// Idempotent: a second write of the same finding is a read. A closed finding that has more hits stays closed, unless
    /// its severity rises. A muted finding stays silent until a hit is found that is not muted.
    pub async fn findings_write(
        &self,
        state: &OrganizationState,
        finding: Finding,
        context: &FindingWrite,
    ) -> Result<FindingOutcome, StoreError> {
        let organization = &state.organization.id;
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let read = self.control.findings_get(organization, &finding.id).await?;
            let (record, events, outcome) = match &read {
                None => {
                    let record = opened(finding.clone(), context, state);
                    let mut events = FindingEvents::new(organization, &record, Cause::Hits(context.now));
                    events.opened();
                    let events = events.into_events();
                    (record, events, FindingOutcome::Opened)
                }
                Some(read) => match merged(organization, read, finding.clone(), context) {
                    Some(merged) => merged,
                    None => return Ok(FindingOutcome::Unchanged),
                },
            };
            let mut statements = match &read {
                None => self.open_statements(organization, &record)?,
                Some(read) => vec![self.update_finding(organization, &record, read.version)?],
            };
            for event in &events {
                statements.push(self.events.monitor_event_statement(
                    event,
                    state,
                    &state.settings,
                    context.now,
                )?);
            }
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(outcome),
                // Another writer wrote the finding: merge with what it wrote.
                Err(error) => retry.after(error).await?,
            }
        }
    }

    /// Returns the statement that writes `record` where the stored version is `version`.
    pub(crate) fn update_finding(
        &self,
        organization: &OrganizationId,
        record: &FindingRecord,
        version: u64,
    ) -> Result<Statement, StoreError> {
        let item = to_item(FindingItem::new(organization, record))?;
        Ok(Statement::update(&self.control.table.name, item, version))
    }

    /// Returns the statements that insert a finding and its place in each list.
    fn open_statements(
        &self,
        organization: &OrganizationId,
        record: &FindingRecord,
    ) -> Result<Vec<Statement>, StoreError> {
        let table = &self.control.table.name;
        let person = record.finding.key.person().cloned().map(FindingScope::User);
        let mute = record.muted_by.clone().map(FindingScope::Mute);
        let lists = [Some(FindingScope::All), person, mute].into_iter().flatten();
        let item = to_item(FindingItem::new(organization, record))?;
        let items = lists.map(|list| list_item(organization, &list, record));
        Ok(std::iter::once(item).chain(items).map(|item| Statement::insert(table, item)).collect())
    }
}

/// Returns the item that puts a finding into a list.
fn list_item(organization: &OrganizationId, list: &FindingScope, record: &FindingRecord) -> Item {
    let sk = list.sk_prefix() + &record.position().sk();
    let mut item = item_key(&keys::findings_pk(organization), &sk);
    item.insert("expires_at".to_owned(), number(record.expires_at.millis() / 1_000));
    item
}

fn opened(finding: Finding, context: &FindingWrite, state: &OrganizationState) -> FindingRecord {
    let FindingWrite { as_of, now, mute, parameters } = context.clone();
    let kept = state.settings.monitor_events_kept(&state.settings).duration();
    FindingRecord {
        listed_at: finding.first_at,
        finding,
        state: FindingState::Open,
        resolution: None,
        note: None,
        assigned_to: None,
        muted_by: mute,
        answers: Vec::new(),
        opened_at: now,
        changed_at: now,
        as_of,
        parameters,
        version: 1,
        expires_at: now.plus(kept),
    }
}

/// Returns `read` with the hits of `finding` and the events of the change; `None` if nothing changes.
fn merged(
    organization: &OrganizationId,
    read: &FindingRecord,
    finding: Finding,
    context: &FindingWrite,
) -> Option<(FindingRecord, Vec<NewEvent>, FindingOutcome)> {
    let FindingWrite { as_of, now, mute, parameters: _ } = context;
    let mut record = read.clone();
    record.finding.merge(finding);
    if record.finding == read.finding {
        return None;
    }
    if mute.is_none() {
        record.muted_by = None;
    }
    let is_muted = record.muted_by.is_some();
    let has_risen = record.severity() > read.severity();
    let is_reopened = has_risen && !is_muted && read.state == FindingState::Closed;
    if is_reopened {
        (record.state, record.resolution) = (FindingState::Open, None);
    }
    record.as_of = read.as_of.max(*as_of);
    record.changed_at = *now;
    record.version = read.version + 1;
    let is_raised = !is_muted && (has_risen || read.muted_by.is_some());
    let mut events = FindingEvents::new(organization, &record, Cause::Hits(*now));
    if is_raised {
        events.raised();
    }
    if is_reopened {
        events.reopened();
    }
    let events = events.into_events();
    let outcome = if is_raised { FindingOutcome::Raised } else { FindingOutcome::Merged };
    Some((record, events, outcome))
}

#[cfg(test)]
mod tests;
