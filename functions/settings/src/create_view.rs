//! `POST /v1/views`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    RequestSource, read_with_catalog,
};
use axum::extract::State as Extract;
use event_model::{Catalog, SavedView, ViewId, ViewScope, limits};
use http::StatusCode;

use crate::State;
use crate::view_body::ViewBody;
use crate::view_request::{ParsedView, ViewRequest};

/// Saves a view of a list of events: its filters, time, order and bucket size under a name.
///
/// A view is a bookmark. It gives no access: its events are read with the rights of the person who opens it.
#[utoipa::path(
    post,
    path = "/v1/views",
    tag = "views",
    operation_id = "create_view",
    security(("person" = [])),
    request_body = ViewRequest,
    responses(
        (status = 201, description = "The view", body = ViewBody),
        (status = 400, description = "A field is invalid", body = ProblemBody),
        (status = 403, description = "The role, the plan or the monitor does not allow it, or a filter needs details that are hidden", body = ProblemBody),
        (status = 409, description = "There are 50 own views, or 100 of the organization: delete one", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_view(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<ViewBody>), Problem> {
    let person = caller.person(Action::UseViews)?;
    params.finish()?;
    let read = |catalog: &Catalog| body.read(|request| ParsedView::read(request, catalog));
    let (parsed, _) = read_with_catalog(&state.store, state.clock.timestamp(), read).await?;
    parsed.allow(person)?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    access.allow_query(&parsed.content.query)?;
    let act = request_source.act(person.actor(), &state.clock);
    let ParsedView { scope, content } = parsed;
    let view = SavedView {
        id: ViewId::recorded(act.id.to_string()),
        scope,
        created_by: person.user_id.clone(),
        created_at: act.at,
        changed_by: person.user_id.clone(),
        changed_at: act.at,
        content,
    };
    if !state.store.control.views_create(&person.organization_id, &view).await? {
        let detail = match scope {
            ViewScope::Own => {
                format!("you have {} views; delete one that you do not need", limits::VIEWS_PER_PERSON)
            }
            ViewScope::Organization => format!(
                "your organization has {} views; delete one that is not needed",
                limits::VIEWS_PER_ORGANIZATION
            ),
        };
        return Err(Problem::new(ProblemCode::Conflict, detail));
    }
    Ok((StatusCode::CREATED, Json(ViewBody::from(view))))
}
