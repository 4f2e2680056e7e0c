//! `GET /v1/people`

use api::{Action, Caller, ListBody, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use serde_json::json;

use crate::State;
use crate::people::body::{PeopleBody, PersonBody};
use crate::people::listing::Listing;
use crate::people::params::PeopleParams;
use crate::people::sort::{PeoplePosition, SortKey};

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
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    let params = PeopleParams::read(params)?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    params.allow(&access)?;
    let scope = params.cursor_scope(&person.organization_id);
    let position = params.cursor.as_deref().map(|cursor| PeoplePosition::open(cursor, &scope)).transpose();
    let (at, after) = position
        .map_err(|error| Problem::parameter("cursor", error))?
        .map_or((state.clock.timestamp(), None), |(at, after)| (at, Some(after)));
    let wanted = |state| params.second_factor.is_empty() || params.second_factor.contains(&state);
    let Listing { rows, coverage } =
        Listing::read(&state, &access.state, &params.words()?, wanted, at).await?;
    let total = rows.len();
    let mut keyed: Vec<_> = rows.into_iter().map(|row| (SortKey::of(&row, params.sort), row)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.compare(b, params.order));
    let is_passed =
        |key: &SortKey| after.as_ref().is_some_and(|after| key.compare(after, params.order).is_le());
    let mut rest = keyed.into_iter().skip_while(|(key, _)| is_passed(key)).peekable();
    let mut list = ListBody::new("people");
    let (mut left, mut next) = (params.limit, None);
    while let Some((key, row)) = rest.next() {
        left -= 1;
        let is_full = list.push(&PersonBody::new(row, access.state.settings.show_details))?.is_break();
        if (is_full || left == 0) && rest.peek().is_some() {
            next = Some(PeoplePosition::new(at, key).seal(&scope));
        }
        if is_full || left == 0 {
            break;
        }
    }
    let coverage = serde_json::to_value(&coverage).unwrap_or_default();
    let mut members = vec![("total", json!(total))];
    members.extend(
        coverage.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value.clone())),
    );
    members.push(("next_cursor", json!(next.as_ref().map(event_store::Cursor::as_str))));
    list.finish_with(&members)
}
