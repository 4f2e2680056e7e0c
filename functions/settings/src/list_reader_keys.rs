//! `GET /v1/reader-keys`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_store::{KeyPosition, Listed};

use crate::page_params::page_params;
use crate::{ReaderKeyBody, ReaderKeysBody, State};

/// Returns the reader keys of the caller's organization, including revoked ones, newest first. No response contains a
/// secret.
#[utoipa::path(
    get,
    path = "/v1/reader-keys",
    tag = "reader keys",
    operation_id = "list_reader_keys",
    security(("person" = [])),
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Maximum keys on one page (50)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of keys", body = ReaderKeysBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_reader_keys(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<ReaderKeysBody>, Problem> {
    let person = caller.person(Action::ListReaderKeys)?;
    let (limit, after) = page_params(params, |text| text.parse::<KeyPosition>().ok())?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let control = &state.store.control;
    let Listed { items, next } =
        control.reader_keys_page(&person.organization_id, after.as_ref(), limit).await?;
    let reader_keys = items.into_iter().map(ReaderKeyBody::from).collect();
    Ok(Json(ReaderKeysBody { reader_keys, next_cursor: next.map(|position| position.to_string()) }))
}
