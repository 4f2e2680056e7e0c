//! `GET /v1/findings/{id}`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::State;
use crate::findings::baseline::BaselineBody;
use crate::findings::body::FindingBody;
use crate::findings::detail_body::{FindingDetailsBody, event_bodies};
use crate::findings::evidence::EvidenceEvents;
use crate::findings::nearby::{followed_by, neighbors};
use crate::findings::{find, subjects};

/// Returns a finding of the caller's organization with its evidence, what is usual for the person, what followed, and the
/// findings around it.
#[utoipa::path(
    get,
    path = "/v1/findings/{id}",
    tag = "findings",
    operation_id = "get_finding",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the finding", example = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29")),
    responses(
        (status = 200, description = "The finding", body = FindingDetailsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such finding", body = ProblemBody),
    )
)]
pub(crate) async fn get_finding(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<FindingDetailsBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    let organization = OrganizationAccess::readable(&state.store, person).await?.state;
    let record = find(&state.store, person, &id.existing("finding")?).await?;
    let (store, now, show_details) =
        (&state.store, state.clock.timestamp(), organization.settings.show_details);
    let evidence = EvidenceEvents::of(store, &organization, &record, now).await?;
    let user = record.finding.key.person();
    let (profiles, followed_by, neighbors) = futures::try_join!(
        store.control.profiles_get(&person.organization_id, user.map_or(&[], std::slice::from_ref)),
        followed_by(store, &organization, &record, now),
        neighbors(store, &organization, &record, &evidence, show_details),
    )?;
    let records: Vec<_> = std::iter::once(&record).chain(&neighbors).collect();
    let subjects = subjects(&state, &organization, records).await?;
    let (events, missing) = evidence.in_order(&record);
    let baseline = user.and_then(|user| profiles.get(user));
    Ok(Json(FindingDetailsBody {
        finding: FindingBody::new(&record, &subjects),
        evidence: event_bodies(events, show_details),
        missing,
        parameters: record.parameters.clone(),
        baseline: baseline.map(|stored| BaselineBody::new(&record, stored, show_details)),
        followed_by: event_bodies(followed_by, show_details),
        neighbors: neighbors.iter().map(|other| FindingBody::new(other, &subjects)).collect(),
    }))
}
