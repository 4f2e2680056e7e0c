//! Access of a person to exports: to all, or only to their own.

use api::{Action, Person, Problem};
use event_model::ExportId;
use event_store::{Export, ExportState, Store};

/// Returns `true` if `person` may read `export`. A member reads the exports that they created as a member: only
/// these hold nothing but their own events.
pub(crate) fn may_read(person: &Person, export: &Export) -> bool {
    person.may(Action::ReadOrganization) || (export.request.own && export.request.by.id == person.user_id)
}

/// Returns an export that `person` may read; all others are not found.
pub(crate) async fn find(store: &Store, person: &Person, id: &str) -> Result<Export, Problem> {
    let export = find_deleted(store, person, id).await?;
    if export.state == ExportState::Deleted { Err(missing()) } else { Ok(export) }
}

/// Returns an export that `person` may read, even if it is deleted and its objects are not removed yet.
pub(crate) async fn find_deleted(store: &Store, person: &Person, id: &str) -> Result<Export, Problem> {
    let id: ExportId = id.parse().map_err(|_| missing())?;
    let export = store.control.exports_find(&person.organization_id, &id).await?;
    export.filter(|export| may_read(person, export)).ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::not_found("export")
}
