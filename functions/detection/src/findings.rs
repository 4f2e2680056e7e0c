//! What the routes of findings share.

pub(crate) mod answer_request;
pub(crate) mod baseline;
pub(crate) mod body;
pub(crate) mod detail_body;
pub(crate) mod evidence;
pub(crate) mod my_body;
pub(crate) mod nearby;
pub(crate) mod patch;
pub(crate) mod query;
pub(crate) mod verification;

use api::{Person, Problem};
use detections::FindingId;
use event_model::OrganizationState;
use event_store::{FindingRecord, Store, StoreError};

use crate::State;
use crate::subject::Subjects;

/// Returns a finding of the organization of `person`.
pub(crate) async fn find(store: &Store, person: &Person, id: &FindingId) -> Result<FindingRecord, Problem> {
    let record = store.control.findings_get(&person.organization_id, id).await?;
    record.ok_or_else(|| Problem::not_found("finding"))
}

/// Returns a finding that `person` may see because it is about them.
pub(crate) async fn find_own(
    store: &Store,
    person: &Person,
    id: &FindingId,
) -> Result<FindingRecord, Problem> {
    let record = find(store, person, id).await?;
    // One that is about another person, or muted, is not found, like an unknown one.
    if record.is_shown_to(&person.user_id) { Ok(record) } else { Err(Problem::not_found("finding")) }
}

/// Reads the names of the subjects of findings.
pub(crate) async fn subjects<'a>(
    state: &State,
    organization: &OrganizationState,
    records: impl IntoIterator<Item = &'a FindingRecord>,
) -> Result<Subjects, StoreError> {
    let keys = records.into_iter().map(|record| &record.finding.key);
    Subjects::read(&state.store, organization, keys, state.clock.timestamp()).await
}
