//! `PUT /v1/views/{id}`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody,
    read_with_catalog,
};
use axum::extract::State as Extract;
use event_model::{Catalog, FieldError, SavedView};

use crate::State;
use crate::view_body::ViewBody;
use crate::view_request::{ParsedView, ViewRequest, allow_scope};

/// Replaces a view. Its scope cannot change. Of two changes at the same time, the later one stays.
#[utoipa::path(
    put,
    path = "/v1/views/{id}",
    tag = "views",
    operation_id = "update_view",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the view", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    request_body = ViewRequest,
    responses(
        (status = 200, description = "The view after the change", body = ViewBody),
        (status = 400, description = "A field is invalid, or the scope is another one", body = ProblemBody),
        (status = 403, description = "The role, the plan or the monitor does not allow it, or a filter needs details that are hidden", body = ProblemBody),
        (status = 404, description = "The caller sees no such view", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_view(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<ViewBody>, Problem> {
    let person = caller.person(Action::UseViews)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let (control, organization) = (&state.store.control, &person.organization_id);
    let (id, shared) = (id.existing("view")?, person.may(Action::ReadOrganization));
    let view = control.views_get(organization, &person.user_id, &id, shared).await?;
    let view = view.ok_or_else(|| Problem::not_found("view"))?;
    allow_scope(view.scope, person)?;
    let read = |catalog: &Catalog| body.read(|request| ParsedView::read(request, catalog));
    let (parsed, _) = read_with_catalog(&state.store, state.clock.timestamp(), read).await?;
    if parsed.scope != view.scope {
        return Err(Problem::fields(vec![FieldError::new("/scope", "cannot be changed: save another view")]));
    }
    parsed.allow(person)?;
    access.allow_query(&parsed.content.query)?;
    let changed_by = person.user_id.clone();
    let view = SavedView { changed_by, changed_at: state.clock.timestamp(), content: parsed.content, ..view };
    if !control.views_update(organization, &view).await? {
        return Err(Problem::not_found("view"));
    }
    Ok(Json(ViewBody::from(view)))
}
