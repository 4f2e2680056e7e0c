//! `GET /v1/views`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::State;
use crate::view_body::{ViewBody, ViewsBody};

/// Returns the views that the caller saved and, for owners, admins and auditors, those of the organization.
#[utoipa::path(
    get,
    path = "/v1/views",
    tag = "views",
    operation_id = "list_views",
    security(("person" = [])),
    responses(
        (status = 200, description = "The views", body = ViewsBody),
        (status = 400, description = "There are no parameters", body = ProblemBody),
        (status = 403, description = "The caller is not a person, or the plan or the monitor does not allow it", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_views(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<ViewsBody>, Problem> {
    let person = caller.person(Action::UseViews)?;
    params.finish()?;
    OrganizationAccess::readable(&state.store, person).await?;
    let shared = person.may(Action::ReadOrganization);
    let views = state.store.control.views_list(&person.organization_id, &person.user_id, shared).await?;
    Ok(Json(ViewsBody { views: views.into_iter().map(ViewBody::from).collect(), next_cursor: None }))
}
