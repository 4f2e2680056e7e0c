//! `GET /v1/settings/coverage`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::{CoverageHistory, OrganizationState, Role, Timestamp};
use event_store::Listed;

use crate::page_params::page_params;
use crate::{CoverageBody, State, coverage_periods};

/// Returns the periods in which events of the caller's organization were collected or not, newest first.
///
/// A period begins with each change of the settings, and when the plan gains or loses the monitor. The first period
/// has no start: the monitor was off before it was first turned on. Parts of that period with events from a backfill
/// key are `imported`. Members do not see the people who made changes.
#[utoipa::path(
    get,
    path = "/v1/settings/coverage",
    tag = "settings",
    operation_id = "list_coverage",
    security(("person" = [])),
    params(
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Maximum settings changes on one page (50)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of periods", body = CoverageBody,
         example = json!({"periods": [
            {"from": "2026-11-21T19:23:11.123Z", "to": null, "status": "on",
             "changed_by": {"id": "u_ada", "name": "Ada Lovelace", "email": "ada@northwind.example"},
             "changes": [{"setting": "activity_monitor", "from": "false", "to": "true"}]},
            {"from": null, "to": "2026-11-21T19:23:11.123Z", "status": "off", "reason": "monitor_off", "changes": []}],
            "next_cursor": null})),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not a person of an organization, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_coverage(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<CoverageBody>, Problem> {
    let person = caller.person(Action::ReadCoverage)?;
    let (limit, until) = page_params(params, |text| Timestamp::parse(text).ok())?;
    let OrganizationState { organization, settings, .. } =
        OrganizationAccess::entitled(&state.store, person).await?.state;
    let Listed { items, next } = state.store.control.coverage_page(&organization.id, until, limit).await?;
    let plans = state.store.control.plans_list(&organization.id).await?;
    let days = state.store.control.imports_span(&organization.id).await?;
    let history = CoverageHistory { settings: items, plans, plan: organization.plan, imported: None };
    let history = history.with_imports(days, settings.first_on_at);
    let mut periods = coverage_periods::periods(&history, until, next.is_none());
    if person.role == Role::Member {
        periods.iter_mut().for_each(|period| period.changed_by = None);
    }
    Ok(Json(CoverageBody { periods, next_cursor: next.map(|at| at.to_string()) }))
}
