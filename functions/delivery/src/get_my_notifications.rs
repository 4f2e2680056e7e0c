//! `GET /v1/me/notifications`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::{NotificationsBody, State, notification_visit};

/// Returns which e-mail about findings the caller gets.
///
/// Stores the caller's address, role and name, as their token has them, at most once a day: mail goes to persons who have
/// been here, with the role that they had. Findings about a person's own account are also mailed to persons who have not
/// been here, at the address of their latest event.
#[utoipa::path(
    get,
    path = "/v1/me/notifications",
    tag = "notifications",
    operation_id = "get_my_notifications",
    security(("person" = [])),
    responses(
        (status = 200, description = "What the caller gets", body = NotificationsBody),
        (status = 403, description = "The plan does not include the monitor", body = ProblemBody),
    )
)]
pub(crate) async fn get_my_notifications(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<NotificationsBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let visit = notification_visit::read(&state, person, state.clock.timestamp()).await?;
    notification_visit::store(&state, person, &visit).await?;
    Ok(Json(NotificationsBody::new(state.rules.sends_mail(), &visit.person, visit.mailbox)))
}
