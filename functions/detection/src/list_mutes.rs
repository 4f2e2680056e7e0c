//! `GET /v1/mutes`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use detections::Mute;
use event_store::{FindingScope, StoreError};
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::{MuteBody, MutesBody, State};

/// Mutes whose findings are counted at once.
const COUNTS_AT_ONCE: usize = 8;
/// Findings of one mute that are counted.
const COUNTED_MAX: u16 = 1_000;

/// Returns the mutes of the caller's organization, newest first, also those that have ended, with the number of findings
/// that each has hidden. These are listed by `GET /v1/findings` with `muted=true`.
#[utoipa::path(
    get,
    path = "/v1/mutes",
    tag = "detections",
    operation_id = "list_mutes",
    security(("person" = [])),
    responses(
        (status = 200, description = "The mutes", body = MutesBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_mutes(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<MutesBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let (id, control) = (&organization.organization.id, &state.store.control);
    let (now, show_details) = (state.clock.timestamp(), organization.settings.show_details);
    let mutes = control.mutes_list(id).await?;
    let body = async |mute: Mute| {
        let scope = FindingScope::Mute(mute.id.clone());
        let hidden = control.findings_count(id, &scope, COUNTED_MAX).await?;
        Ok::<_, StoreError>(MuteBody::new(&mute, hidden, show_details, now))
    };
    let mutes = stream::iter(mutes.into_iter().rev()).map(body).buffered(COUNTS_AT_ONCE);
    Ok(Json(MutesBody { mutes: mutes.try_collect().await? }))
}
