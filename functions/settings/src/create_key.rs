//! `POST /v1/keys`

use api::{
    Caller, Json, JsonBody, Params, Problem, ProblemBody, ProblemCode, RequestSource, read_with_catalog,
};
use axum::extract::State as Extract;
use event_model::{Catalog, FieldError, OrganizationId};
use event_store::{KeyScope, ProductKey, ProductKeySecret, Store};
use http::StatusCode;

use crate::key_body::NewKey;
use crate::key_events::{KeyEvent, announce};
use crate::{CreatedKeyBody, KeyBody, KeyRequest, State};

/// Maximum organizations for a key for all organizations: one request records an event in each of them, which takes a
/// few seconds. With more organizations, a key must name its own.
const ORGANIZATIONS_TOLD: usize = 10_000;

/// Creates a product key.
///
/// Only this response contains the secret. Each organization that the key may send events for gets an event
/// `monitor.key.created`. An organization that is created later gets one for every key with scope `all`.
#[utoipa::path(
    post,
    path = "/v1/keys",
    tag = "keys",
    operation_id = "create_key",
    security(("operator" = [])),
    request_body = KeyRequest,
    responses(
        (status = 201, description = "The key and its secret", body = CreatedKeyBody),
        (status = 400, description = "A field is invalid, or an organization does not exist", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 409, description = "There are more than 10,000 organizations: list the organizations of the key", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_key(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<CreatedKeyBody>), Problem> {
    let operator = caller.operator()?;
    params.finish()?;
    let read = |catalog: &Catalog| body.read(|request| NewKey::read(request, catalog));
    let (new, _) = read_with_catalog(&state.store, state.clock.timestamp(), read).await?;
    let NewKey { name, sources, organizations, backfill } = new;
    check_organizations(&state.store, &organizations).await?;
    let act = request_source.act(operator.actor(), &state.clock);
    let secret = ProductKeySecret::generate().map_err(|error| {
        Problem::new(ProblemCode::Internal, "no key could be made").with_cause(error.to_string())
    })?;
    let id = secret.id().clone();
    let key = ProductKey {
        id,
        name,
        sources,
        organizations,
        backfill,
        created_at: act.at,
        revoked_at: None,
        last_used_at: None,
    };
    // First the key, then the events: an organization that is created in between finds the key. No client can use the
    // key before its events are recorded, because only this response contains the secret.
    state.store.control.product_keys_create(&key, &secret).await?;
    let told = match &key.organizations {
        KeyScope::Only(some) => some.iter().cloned().collect(),
        KeyScope::All => all_organizations(&state.store).await?,
    };
    announce(&state.store, KeyEvent::Created, &key, &told, &act).await?;
    Ok((StatusCode::CREATED, Json(CreatedKeyBody { secret: secret.expose(), key: KeyBody::new(key, None) })))
}

/// Refuses a scope that names an unknown organization, or that is for all of too many organizations.
async fn check_organizations(store: &Store, scope: &KeyScope<OrganizationId>) -> Result<(), Problem> {
    let some = match scope {
        KeyScope::All => return all_organizations(store).await.map(drop),
        KeyScope::Only(some) => some,
    };
    let known = store.control.organizations_states(some).await?;
    let unknown = some.iter().filter(|id| !known.contains_key(id));
    let faults: Vec<FieldError> = unknown
        .map(|id| FieldError::new("/organizations", format!("has {id}, which is not an organization")))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Problem::fields(faults)) }
}

async fn all_organizations(store: &Store) -> Result<Vec<OrganizationId>, Problem> {
    store.control.organizations_ids(ORGANIZATIONS_TOLD).await?.ok_or_else(|| {
        let message = format!("is all of more than {ORGANIZATIONS_TOLD}: name those that the key is for");
        Problem::new(ProblemCode::Conflict, format!("/organizations {message}"))
            .with_errors(vec![FieldError::new("/organizations", message)])
    })
}
