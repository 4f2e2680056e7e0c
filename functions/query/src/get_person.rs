//! `GET /v1/people/{id}`

use std::collections::BTreeSet;

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use detections::Day;
use event_model::UserId;
use event_store::FindingScope;

use crate::State;
use crate::people::activity::{Activity, count_events};
use crate::people::body::{PeopleCoverageBody, PeopleGap, PersonDetailBody};
use crate::people::listing::{OpenFindings, extract};
use crate::people::row::PersonRow;

/// Returns a person of the caller's organization with what is usual for them.
#[utoipa::path(
    get,
    path = "/v1/people/{id}",
    tag = "users",
    operation_id = "get_person",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the person", example = "u_ada")),
    responses(
        (status = 200, description = "The person", body = PersonDetailBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "No event of the organization names this person as its actor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_person(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<PersonDetailBody>, Problem> {
    let caller = caller.person(Action::ReadOrganization)?;
    params.finish()?;
    let organization = OrganizationAccess::readable(&state.store, caller).await?.state;
    let id: UserId = id.existing("person")?;
    let (control, org) = (&state.store.control, &caller.organization_id);
    let at = state.clock.timestamp();
    let key = (org.clone(), id.clone());
    let directory = control.snapshot(&BTreeSet::new(), &BTreeSet::from([key.clone()])).await?;
    let Some((user, _)) = { directory }.users.remove(&key) else { return Err(Problem::not_found("person")) };
    // The progress is read first: a profile that is read later knows at least these events.
    let progress = state.feed.detector_progress(control, org).await?;
    let scope = FindingScope::User(id.clone());
    let (mut profiles, findings) = tokio::try_join!(
        control.profiles_get(org, std::slice::from_ref(&id)),
        OpenFindings::read(control, org, &scope),
    )?;
    let profile = profiles.remove(&id).map(|stored| stored.profile);
    let mut rows = [PersonRow {
        user,
        activity: Activity::default(),
        profile: profile.as_ref().map(extract),
        open_findings: findings.of(&id),
    }];
    let counted_from = count_events(&state, &organization, &mut rows, at).await?;
    let gaps = PeopleGap::marked([
        (counted_from.is_some(), PeopleGap::Events),
        (!findings.is_complete, PeopleGap::Findings),
    ]);
    let coverage = PeopleCoverageBody::new(at, counted_from, gaps, progress.evaluated_to);
    let [row] = rows;
    let show_details = organization.settings.show_details;
    Ok(Json(PersonDetailBody::new(row, profile.as_ref(), coverage, Day::of(at), show_details)))
}
