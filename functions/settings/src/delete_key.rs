//! `DELETE /v1/keys/{id}`

use std::time::Duration;

use api::{Caller, Params, PathId, Problem, ProblemBody, ProblemCode, RequestSource};
use axum::extract::State as Extract;
use event_model::{MonitorAct, OrganizationId};
use event_store::{KeyScope, ProductKey, Revocation, Store};
use http::StatusCode;
use tokio::time::Instant;

use crate::State;
use crate::key_events::{KeyEvent, announce};

/// Organizations that get the event between two writes of the progress.
const PAGE: u16 = 500;
/// Maximum time in which one request starts pages: the last page must end within the function's 29 seconds.
const TELL_TIME: Duration = Duration::from_secs(15);

/// Revokes a product key.
///
/// The gateway refuses the key after at most 60 seconds, when its cache expires. The key stays in the list. Each
/// organization that it could send events for gets an event `monitor.key.revoked`. The request is idempotent.
#[utoipa::path(
    delete,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "delete_key",
    security(("operator" = [])),
    params(("id" = String, Path, description = "The id of the key", example = "0123456789abcdef")),
    responses(
        (status = 204, description = "The key is revoked"),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 404, description = "The key does not exist", body = ProblemBody),
        (status = 503, description = "The key may be revoked, but some organizations have no event yet: try again", body = ProblemBody),
    )
)]
pub(crate) async fn delete_key(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let operator = caller.operator()?;
    params.finish()?;
    let act = request_source.act(operator.actor(), &state.clock);
    let revocation = state.store.control.product_keys_revoke(&id.existing("key")?, act.at).await?;
    let Revocation { key, told_to } = revocation.ok_or_else(|| Problem::not_found("key"))?;
    // Also if the key was revoked before: that request may have stopped before it recorded every event.
    match &key.organizations {
        KeyScope::Only(some) => {
            let told: Vec<_> = some.iter().cloned().collect();
            announce(&state.store, KeyEvent::Revoked, &key, &told, &act).await?;
        }
        KeyScope::All => tell_all(&state.store, &key, told_to, &act).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Records the revocation of the key in every organization after `told_to`.
///
/// Stores the progress after each page, and completes at least one page even if no time is left. So repeated requests
/// finish for any number of organizations.
async fn tell_all(
    store: &Store,
    key: &ProductKey,
    told_to: Option<OrganizationId>,
    act: &MonitorAct,
) -> Result<(), Problem> {
    let until = Instant::now() + TELL_TIME;
    let mut after = told_to;
    loop {
        let page = store.control.organizations_ids_page(after.as_ref(), PAGE).await?;
        announce(store, KeyEvent::Revoked, key, &page.items, act).await?;
        if let Some(last) = page.items.last() {
            store.control.product_keys_told(&key.id, last).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
        if Instant::now() >= until {
            let detail = "the key is revoked, but not every organization was told yet; repeat the request";
            return Err(Problem::new(ProblemCode::Unavailable, detail));
        }
    }
}
