//! `DELETE /v1/reader-keys/{id}`

use api::{Action, Caller, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use http::StatusCode;

use crate::{State, reader_key_events};

/// Revokes a reader key of the caller's organization.
///
/// The gateway refuses the key after at most 60 seconds, when its cache expires. The key stays in the list. The
/// revocation and its event `monitor.reader_key.revoked` are one transaction. The request is idempotent.
#[utoipa::path(
    delete,
    path = "/v1/reader-keys/{id}",
    tag = "reader keys",
    operation_id = "delete_reader_key",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the key", example = "0123456789abcdef")),
    responses(
        (status = 204, description = "The key is revoked"),
        (status = 403, description = "The caller is not an owner or admin", body = ProblemBody),
        (status = 404, description = "The organization has no such key", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the organization's keys: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_reader_key(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::ManageReaderKeys)?;
    params.finish()?;
    // With any plan: a credential that leaked must be revocable at all times.
    let organization = OrganizationAccess::load(&state.store, person).await?.state;
    let id = id.existing("reader key")?;
    let key = state.store.control.reader_keys_get(&person.organization_id, &id).await?;
    let key = key.ok_or_else(|| Problem::not_found("reader key"))?;
    let act = request_source.act(person.actor(), &state.clock);
    let event = reader_key_events::revoked(&key, &act);
    state.store.reader_keys_revoke(&key, &organization, &event).await?;
    Ok(StatusCode::NO_CONTENT)
}
