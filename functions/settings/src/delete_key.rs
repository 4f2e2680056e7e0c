//! `DELETE /v1/keys/{id}`

use api::{Caller, Origin, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_store::KeyScope;
use http::StatusCode;

use crate::State;
use crate::key_events::{KeyNews, announce};
use crate::path_id::PathId;

/// Revokes a product key.
///
/// It is refused as soon as the authorizer asks again, at most a minute later. It stays in the list, and
/// each organisation that it could write for gets an event `monitor.key.revoked`. Doing it again changes
/// nothing.
#[utoipa::path(
    delete,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "delete_key",
    security(("operator" = [])),
    params(("id" = String, Path, description = "The key's public part", example = "0123456789abcdef")),
    responses(
        (status = 204, description = "The key is revoked"),
        (status = 403, description = "The caller is no operator", body = ProblemBody),
        (status = 404, description = "There is no such key", body = ProblemBody),
        (status = 503, description = "The key may be revoked, but not every organisation was told: try again", body = ProblemBody),
    )
)]
pub(crate) async fn delete_key(
    Extract(state): Extract<State>,
    caller: Caller,
    origin: Origin,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let operator = caller.operator()?;
    params.finish()?;
    let act = origin.act(operator.actor(), &state.clock);
    let key = state.store.product_keys_revoke(&id.existing("key")?, act.at).await?;
    let key = key.ok_or_else(|| Problem::not_found("key"))?;
    let told = match &key.organizations {
        KeyScope::Only(some) => some.iter().cloned().collect(),
        // However many there have become: a key that leaked is never kept for the sake of its event.
        KeyScope::All => state.store.organizations_ids(usize::MAX).await?.unwrap_or_default(),
    };
    // Also when the key was revoked before, by a request that got no further.
    announce(&state.store, KeyNews::Revoked, &key, &told, &act).await?;
    Ok(StatusCode::NO_CONTENT)
}
