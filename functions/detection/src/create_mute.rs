//! `POST /v1/mutes`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use axum::response::{IntoResponse, Response};
use detections::{Mute, MuteSubject};
use event_model::{FieldError, MuteId, OrganizationState, Timestamp, limits};
use http::StatusCode;

use crate::findings::{self, body::FindingBody};
use crate::mute_body::MutePreviewBody;
use crate::mute_preview::{Preview, Wanted};
use crate::mute_request::ParsedMute;
use crate::{MuteBody, MuteRequest, State, setting_events};

/// Mutes a rule for a subject: its findings are recorded, but not shown or reported until the end of the mute.
///
/// A mute has a reason, and ends after at most 90 days. A finding is about an address or a place only if all of its events
/// come from there. With `preview`, no mute is created: the response tells what it would have hidden. The mute and its
/// event `monitor.mute.created` are one transaction. It applies to findings that are found within a minute after it.
#[utoipa::path(
    post,
    path = "/v1/mutes",
    tag = "detections",
    operation_id = "create_mute",
    security(("person" = [])),
    request_body = MuteRequest,
    responses(
        (status = 200, description = "What the mute would have hidden in the last 30 days, for `preview`", body = MutePreviewBody),
        (status = 201, description = "The mute", body = MuteBody),
        (status = 400, description = "A field is invalid, or the rule cannot be muted", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, the plan does not include the monitor, or the subject is an address or a place and details are hidden", body = ProblemBody),
        (status = 409, description = "The organization has 100 active mutes: delete one", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_mute(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    let act = request_source.act(person.actor(), &state.clock);
    let ParsedMute { rule, subject, mute } = body.read(|request| ParsedMute::read(request, act.at))?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    allow_subject(&subject, &organization)?;
    let Some((reason, until)) = mute else {
        return preview(&state, &organization, Wanted { rule, subject: &subject }, act.at).await;
    };
    let mute = Mute {
        id: MuteId::recorded(act.id.to_string()),
        rule,
        subject,
        reason,
        until,
        created_at: act.at,
        created_by: person.user_id.clone(),
        deleted_at: None,
    };
    let event = setting_events::mute_created(&mute, &person.organization_id, &act);
    if !state.store.mutes_create(&mute, &organization, &event).await? {
        let most = limits::MUTES_PER_ORGANIZATION;
        let detail = format!("your organization has {most} active mutes; delete one that is not needed");
        return Err(Problem::new(ProblemCode::Conflict, detail));
    }
    let body = MuteBody::new(&mute, 0, organization.settings.show_details, act.at);
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Refuses an address or a place while details are hidden: a preview would disclose who comes from there.
fn allow_subject(subject: &MuteSubject, organization: &OrganizationState) -> Result<(), Problem> {
    if organization.settings.show_details || !subject.kind().is_detail() {
        return Ok(());
    }
    let detail = "details are hidden in your organization, so addresses and places cannot be muted";
    let fault = FieldError::new("/subject/kind", "is hidden in your organization");
    Err(Problem::new(ProblemCode::DetailsHidden, detail).with_errors(vec![fault]))
}

async fn preview(
    state: &State,
    organization: &OrganizationState,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Result<Response, Problem> {
    let Preview { count, is_complete, shown } =
        Preview::read(&state.store, organization, wanted, now).await?;
    let subjects = findings::subjects(state, organization, &shown).await?;
    let findings = shown.iter().map(|record| FindingBody::new(record, &subjects)).collect();
    Ok(Json(MutePreviewBody { count, complete: is_complete, findings }).into_response())
}
