//! `GET /v1/exports`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::ExportId;
use event_store::{Export, ExportQueue};

use crate::export_body::{ExportBody, ExportsBody};
use crate::{State, ownership};

/// Default of `limit`.
const LIMIT: u16 = 50;
/// Maximum of `limit`.
const LIMIT_MAX: u16 = 100;

/// Returns the exports that the caller may read, newest first.
#[utoipa::path(
    get,
    path = "/v1/exports",
    tag = "exports",
    operation_id = "list_exports",
    security(("person" = [])),
    params(
        ("limit" = Option<u16>, Query, description = "Maximum number of exports on the page: 1 to 100 (50)", minimum = 1, maximum = 100, example = 50),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of exports", body = ExportsBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The plan does not include the monitor, or the monitor is off", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_exports(
    Extract(state): Extract<State>,
    caller: Caller,
    mut params: Params,
) -> Result<Json<ExportsBody>, Problem> {
    let person = caller.person(Action::UseExports)?;
    let limit = params.limit(LIMIT_MAX, LIMIT)?;
    let after = params.parsed("cursor", |text| {
        text.parse::<ExportId>().map_err(|_| "is not a next_cursor that this endpoint returned")
    })?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let show_details = access.state.settings.show_details;
    let organization = &person.organization_id;
    let now = state.clock.timestamp();
    let wanted = |export: &Export| ownership::may_read(person, export);
    let page = state.store.control.exports_page(organization, after.as_ref(), limit.into(), wanted).await?;
    let queue = if page.exports.iter().any(|export| export.state.is_open()) {
        state.scheduler.advance(organization, now).await?
    } else {
        ExportQueue::default()
    };
    let body =
        |export: &Export| ExportBody::new(export, queue.position(&export.request.id), show_details, now);
    Ok(Json(ExportsBody {
        exports: page.exports.iter().map(body).collect(),
        next_cursor: page.next.map(|id| id.to_string()),
    }))
}
