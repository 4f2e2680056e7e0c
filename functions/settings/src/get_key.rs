//! `GET /v1/keys/{id}`

use api::{Caller, Json, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::KeyId;

use crate::{KeyBody, State};

/// Returns a product key, also if it is revoked. The response does not contain its secret.
#[utoipa::path(
    get,
    path = "/v1/keys/{id}",
    tag = "keys",
    operation_id = "get_key",
    security(("operator" = [])),
    params(("id" = String, Path, description = "The id of the key", example = "0123456789abcdef")),
    responses(
        (status = 200, description = "The key", body = KeyBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 404, description = "The key does not exist", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_key(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<KeyBody>, Problem> {
    caller.operator()?;
    params.finish()?;
    let id: KeyId = id.existing("key")?;
    let key = state.store.control.product_keys_get(&id).await?;
    let key = key.ok_or_else(|| Problem::not_found("key"))?;
    let receipt = state.store.control.receipts_of_keys(std::slice::from_ref(&id)).await?.remove(&id);
    Ok(Json(KeyBody::new(key, receipt)))
}
