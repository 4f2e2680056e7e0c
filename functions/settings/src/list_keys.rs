//! `GET /v1/keys`

use api::{Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::KeyId;
use event_store::{KeyPosition, Listed};

use crate::page_params::page_params;
use crate::{KeyBody, KeysBody, State};

/// Returns the product keys, including revoked ones, newest first. No response contains a secret.
#[utoipa::path(
    get,
    path = "/v1/keys",
    tag = "keys",
    operation_id = "list_keys",
    security(("operator" = [])),
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Maximum keys on one page (50)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of keys", body = KeysBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_keys(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<KeysBody>, Problem> {
    caller.operator()?;
    let (limit, after) = page_params(params, |text| text.parse::<KeyPosition>().ok())?;
    let Listed { items, next } = state.store.control.product_keys_page(after.as_ref(), limit).await?;
    let ids: Vec<KeyId> = items.iter().map(|key| key.id.clone()).collect();
    let mut receipts = state.store.control.receipts_of_keys(&ids).await?;
    let keys = items.into_iter().map(|key| {
        let receipt = receipts.remove(&key.id);
        KeyBody::new(key, receipt)
    });
    Ok(Json(KeysBody { keys: keys.collect(), next_cursor: next.map(|position| position.to_string()) }))
}
