//! `GET /v1/organizations`

use api::{Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::OrganizationId;
use event_store::Listed;

use crate::page_params::page_params;
use crate::{OrganizationBody, OrganizationsBody, State};

/// Returns the organizations, sorted by id.
#[utoipa::path(
    get,
    path = "/v1/organizations",
    tag = "organizations",
    operation_id = "list_organizations",
    security(("operator" = [])),
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Maximum organizations on one page (50)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of organizations", body = OrganizationsBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_organizations(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<OrganizationsBody>, Problem> {
    caller.operator()?;
    let (limit, after) = page_params(params, |text| text.parse::<OrganizationId>().ok())?;
    let Listed { items, next } = state.store.control.organizations_page(after.as_ref(), limit).await?;
    let organizations = items.into_iter().map(|record| OrganizationBody::from(record.organization));
    Ok(Json(OrganizationsBody {
        organizations: organizations.collect(),
        next_cursor: next.map(String::from),
    }))
}
