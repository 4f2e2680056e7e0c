//! `PUT /v1/me/notifications`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Person, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use event_model::Timestamp;
use event_store::{ConflictRetry, FindingMails, NotifiedPerson};

use crate::notify::recipients::may_read_findings;
use crate::{NotificationsBody, NotificationsRequest, State, notification_events, notification_visit};

/// Maximum attempts while another request of the person writes their choice.
const ATTEMPTS_MAX: u32 = 6;

/// Chooses which e-mail about findings the caller gets.
///
/// The change is recorded as an event `monitor.notifications.changed`, in one transaction with it.
#[utoipa::path(
    put,
    path = "/v1/me/notifications",
    tag = "notifications",
    operation_id = "update_my_notifications",
    security(("person" = [])),
    request_body = NotificationsRequest,
    responses(
        (status = 200, description = "What the caller gets", body = NotificationsBody),
        (status = 400, description = "A field is invalid", body = ProblemBody),
        (status = 403, description = "The caller may not read the findings of the organization, or the plan does not include the monitor", body = ProblemBody),
        (status = 409, description = "Concurrent changes: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_my_notifications(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<Json<NotificationsBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    params.finish()?;
    let NotificationsRequest { own_account, findings } = body.read(NotificationsRequest::read)?;
    let findings = findings.map(FindingMails::from);
    allow_findings(person, findings)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let visit = loop {
        let mut visit = notification_visit::read(&state, person, act.at).await?;
        let wanted = chosen(&visit.person, own_account, findings, act.at);
        let Some(event) = notification_events::changed(&visit.person, &wanted, &organization, &act, None)
        else {
            notification_visit::store(&state, person, &visit).await?;
            break visit;
        };
        match state.store.notified_people_change(&organization, &wanted, &event).await {
            Ok(()) => {
                notification_visit::start(&state, person, act.at).await?;
                visit.person = wanted;
                break visit;
            }
            Err(error) => retry.after(error).await?,
        }
    };
    Ok(Json(NotificationsBody::new(state.rules.sends_mail(), &visit.person, visit.mailbox)))
}

/// Refuses a choice about findings of the organization by a role that may not read them.
fn allow_findings(person: &Person, findings: Option<FindingMails>) -> Result<(), Problem> {
    if findings.is_none() || may_read_findings(person.role) {
        return Ok(());
    }
    let detail = "your role does not allow mail about the organization's findings; leave out findings";
    Err(Problem::new(ProblemCode::Forbidden, detail))
}

fn chosen(
    read: &NotifiedPerson,
    own_account: bool,
    findings: Option<FindingMails>,
    at: Timestamp,
) -> NotifiedPerson {
    NotifiedPerson {
        own_account: Some(own_account),
        findings: findings.or(read.findings),
        changed_at: Some(at),
        ..read.clone()
    }
}
