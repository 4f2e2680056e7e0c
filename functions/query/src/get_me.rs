//! `GET /v1/me`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::{Email, Name, OrganizationState, Plan, RetentionDays, UserId};
use serde::{Deserialize, Serialize};

use crate::State;

/// Who is calling, and what their organisation has and chose.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Me)]
pub struct MeBody {
    /// The person.
    pub user: MeUserBody,
    /// `owner`, `admin`, `auditor`, `member` or `operator`.
    #[schema(example = "admin")]
    pub role: String,
    /// Their organisation; operators have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<MeOrganizationBody>,
    /// What their organisation chose; operators have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<MeSettingsBody>,
}

/// The person who is calling.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeUser)]
pub struct MeUserBody {
    /// Their id.
    #[schema(example = "u_ada")]
    pub id: String,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The caller's organisation.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeOrganization)]
pub struct MeOrganizationBody {
    /// Its id.
    #[schema(example = "org_northwind")]
    pub id: String,
    /// Its name.
    #[schema(example = "Northwind")]
    pub name: String,
    /// What it pays for.
    pub plan: Plan,
    /// Whether the plan includes the activity monitor.
    pub includes_monitor: bool,
}

/// What the caller's organisation chose: everyone whose activity is recorded may know.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeSettings)]
pub struct MeSettingsBody {
    /// Whether events are collected.
    pub activity_monitor: bool,
    /// Whether IP address, ISP and location are shown.
    pub show_details: bool,
    /// Whether IP address, ISP and location of new events are stored.
    pub collect_details: bool,
    /// Days that events are kept.
    pub retention_days: RetentionDays,
}

/// Returns who is calling.
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "users",
    operation_id = "get_me",
    security(("person" = [])),
    responses(
        (status = 200, description = "Who is calling", body = MeBody),
        (status = 403, description = "A product key is nobody, or the organisation is not known", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_me(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<MeBody>, Problem> {
    params.finish()?;
    if let Caller::Operator(operator) = &caller {
        let user = me(&operator.user_id, operator.name.as_ref(), operator.email.as_ref());
        return Ok(Json(MeBody { user, role: "operator".to_owned(), organization: None, settings: None }));
    }
    let person = caller.person(Action::ReadOwn)?;
    // Whatever the plan: the dashboard explains what is missing, and to whom.
    let OrganizationState { organization, settings, .. } =
        OrganizationAccess::load(&state.store, person).await?.state;
    Ok(Json(MeBody {
        user: me(&person.user_id, person.name.as_ref(), person.email.as_ref()),
        role: person.role.to_string(),
        organization: Some(MeOrganizationBody {
            id: organization.id.into(),
            name: organization.name.into(),
            plan: organization.plan,
            includes_monitor: organization.plan.includes_monitor(),
        }),
        settings: Some(MeSettingsBody {
            activity_monitor: settings.activity_monitor,
            show_details: settings.show_details,
            collect_details: settings.collect_details,
            retention_days: settings.retention_days,
        }),
    }))
}

fn me(id: &UserId, name: Option<&Name>, email: Option<&Email>) -> MeUserBody {
    MeUserBody { id: id.to_string(), name: name.map(Name::to_string), email: email.map(Email::to_string) }
}
