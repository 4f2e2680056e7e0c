//! `GET /v1/people`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::State;
use crate::people::body::{PeopleBody, PersonBody};
use crate::people::page::PeoplePage;
use crate::people::params::PeopleParams;

/// Returns the people of the caller's organization with what they did in the last 28 days, and what the record shows of
/// their second factor.
///
/// People are those whom events name as actors. Searching, sorting and filtering are over all of them, up to 10,000. The
/// answer says in `complete` and `incomplete` whether something is missing, and in `evaluated_to` up to when the detector
/// has looked at recorded events.
#[utoipa::path(
    get,
    path = "/v1/people",
    tag = "users",
    operation_id = "list_people",
    security(("person" = [])),
    params(PeopleParams),
    responses(
        (status = 200, description = "A page of people", body = PeopleBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, the plan does not include the monitor, or details are hidden and the order would disclose them", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_people(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<PeopleBody>, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    let params = PeopleParams::read(params)?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    params.allow(&access)?;
    let scope = params.cursor_scope(&person.organization_id);
    let PeoplePage { rows, total, coverage, next } =
        PeoplePage::read(&state, &access.state, &params, &scope).await?;
    let show_details = access.state.settings.show_details;
    Ok(Json(PeopleBody {
        // At most 100 people of a few kilobytes: below the limit of a list.
        people: rows.into_iter().map(|row| PersonBody::new(row, show_details)).collect(),
        total,
        coverage,
        next_cursor: next.map(String::from),
    }))
}
