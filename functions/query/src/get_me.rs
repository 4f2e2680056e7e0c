//! `GET /v1/me`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::{Email, Name, OrganizationState, Plan, RetentionDays, UserId};
use serde::{Deserialize, Serialize};

use crate::State;

/// The caller, with the plan and the settings of their organization.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Me)]
pub struct MeBody {
    /// The caller.
    pub user: MeUserBody,
    /// `owner`, `admin`, `auditor`, `member` or `operator`.
    #[schema(example = "admin")]
    pub role: String,
    /// The caller's organization. Operators have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<MeOrganizationBody>,
    /// The settings of the organization. Operators have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<MeSettingsBody>,
}

/// A caller.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeUser)]
pub struct MeUserBody {
    /// The id of the user.
    #[schema(example = "u_ada")]
    pub id: String,
    /// The name of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The caller's organization.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeOrganization)]
pub struct MeOrganizationBody {
    /// The id of the organization.
    #[schema(example = "org_northwind")]
    pub id: String,
    /// The name of the organization.
    #[schema(example = "Northwind")]
    pub name: String,
    /// The plan of the organization.
    pub plan: Plan,
    /// Whether the plan includes the activity monitor.
    pub includes_monitor: bool,
}

/// The settings of the caller's organization. Everyone whose activity is recorded can read them.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MeSettings)]
pub struct MeSettingsBody {
    /// If `true`, events are recorded.
    pub activity_monitor: bool,
    /// Whether IP addresses, ISPs and locations are shown.
    pub show_details: bool,
    /// Whether IP addresses, ISPs and locations of new events are stored.
    pub collect_details: bool,
    /// Retention of events in days.
    pub retention_days: RetentionDays,
}

/// Returns the caller.
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "users",
    operation_id = "get_me",
    security(("person" = [])),
    responses(
        (status = 200, description = "The caller", body = MeBody),
        (status = 403, description = "The caller is a product, or the organization is unknown", body = ProblemBody),
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
    // For any plan: the dashboard explains what the plan does not include.
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
