//! `GET /v1/organizations/{id}`

use api::{Caller, Json, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::IntoResponse;

use crate::etag::etag;
use crate::{OrganizationBody, State};

/// Returns an organization.
#[utoipa::path(
    get,
    path = "/v1/organizations/{id}",
    tag = "organizations",
    operation_id = "get_organization",
    security(("operator" = [])),
    params(("id" = String, Path, description = "The id of the organization", example = "org_northwind")),
    responses(
        (status = 200, description = "The organization", body = OrganizationBody,
         headers(("ETag" = String, description = "The version of the organization, for `If-Match`"))),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 404, description = "The organization does not exist", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_organization(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<impl IntoResponse, Problem> {
    caller.operator()?;
    params.finish()?;
    let record = state.store.control.organizations_get(&id.existing("organization")?).await?;
    let record = record.ok_or_else(|| Problem::not_found("organization"))?;
    Ok((etag(record.version), Json(OrganizationBody::from(record.organization))))
}
