//! `PATCH /v1/findings/{id}`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource,
};
use axum::extract::State as Extract;
use event_store::{ConflictRetry, FindingChange};

use crate::State;
use crate::findings::body::FindingBody;
use crate::findings::patch::FindingPatch;
use crate::findings::{find, subjects};

/// Maximum attempts while a detector or another person writes the finding.
const ATTEMPTS_MAX: u32 = 8;

/// Assigns, closes or opens a finding of the caller's organization, or writes its note.
///
/// The change and its events (`monitor.finding.assigned`, `.closed`, `.reopened`) are one transaction. A closed finding
/// opens again by itself if its severity rises.
#[utoipa::path(
    patch,
    path = "/v1/findings/{id}",
    tag = "findings",
    operation_id = "update_finding",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the finding", example = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29")),
    request_body(content(
        (FindingPatch = "application/merge-patch+json"),
        (FindingPatch = "application/json"),
    )),
    responses(
        (status = 200, description = "The finding after the change", body = FindingBody),
        (status = 400, description = "A field is unknown or invalid, or a closed finding would have no resolution", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such finding", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the finding: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The media type is not supported", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_finding(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<FindingBody>, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    let id = id.existing("finding")?;
    let patch = body.read(FindingPatch::read)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let record = loop {
        let read = find(&state.store, person, &id).await?;
        let change = FindingChange::Handle(patch.clone().apply(&read)?);
        match state.store.findings_change(&organization, &read, change, &act).await {
            Ok(record) => break record,
            // The next attempt applies the patch to the new finding.
            Err(error) => retry.after(error).await?,
        }
    };
    let subjects = subjects(&state, &organization, [&record]).await?;
    Ok(Json(FindingBody::new(&record, &subjects)))
}
