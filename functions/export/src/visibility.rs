//! Who may see and remove which exports.

use api::{Person, Problem};
use event_model::{ExportId, Role};
use event_store::{Export, ExportState, Store};

/// Tells whether `person` may see `export`: a member sees those that they asked for as a member, which
/// hold their own events only.
pub(crate) fn may_see(person: &Person, export: &Export) -> bool {
    match person.role {
        Role::Owner | Role::Admin | Role::Auditor => true,
        Role::Member => export.request.own && export.request.by.id == person.user_id,
    }
}

/// Tells whether `person` may remove `export`.
pub(crate) fn may_remove(person: &Person, export: &Export) -> bool {
    match person.role {
        Role::Owner | Role::Admin => true,
        Role::Auditor | Role::Member => export.request.by.id == person.user_id,
    }
}

/// Returns an export that `person` may see. To all others it is as if there were none.
pub(crate) async fn find(store: &Store, person: &Person, id: &str) -> Result<Export, Problem> {
    let export = find_deleted(store, person, id).await?;
    if export.state == ExportState::Deleted { Err(missing()) } else { Ok(export) }
}

/// Returns an export that `person` may see, even if it is deleted and its objects are not removed yet.
pub(crate) async fn find_deleted(store: &Store, person: &Person, id: &str) -> Result<Export, Problem> {
    let id: ExportId = id.parse().map_err(|_| missing())?;
    let export = store.control.exports_find(&person.organization_id, &id).await?;
    export.filter(|export| may_see(person, export)).ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::not_found("export")
}
