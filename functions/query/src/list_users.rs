//! `GET /v1/users`

use api::{Action, Caller, Gate, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::User;
use serde::{Deserialize, Serialize};

use crate::State;

/// People of one answer: more than a person reads before typing another letter.
const LIMIT: u16 = 100;
/// People of an answer when no number is asked for.
const LIMIT_DEFAULT: u16 = 20;
/// Bytes of what is searched for: the longest e-mail address.
const QUERY_BYTES: usize = event_model::limits::EMAIL_BYTES;

/// People who acted.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UsersBody {
    /// Those who match, by their id.
    pub users: Vec<UserBody>,
}

/// One who acted.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UserBody {
    /// Their id: what the parameter `user` takes.
    #[schema(example = "u_ada")]
    pub id: String,
    /// Their name in the latest event that was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Lovelace")]
    pub name: Option<String>,
    /// Their e-mail address in the latest event that was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ada@northwind.example")]
    pub email: Option<String>,
    /// Addresses that they had before.
    pub former_emails: Vec<String>,
    /// Names that they had before.
    pub former_names: Vec<String>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        let User { id, name, email, former_emails, former_names, seen_at: _ } = user;
        Self {
            id: id.into(),
            name: name.map(String::from),
            email: email.map(String::from),
            former_emails: former_emails.into_iter().map(String::from).collect(),
            former_names: former_names.into_iter().map(String::from).collect(),
        }
    }
}

/// Returns those whose name or e-mail address, now or before, contains a text.
#[utoipa::path(
    get,
    path = "/v1/users",
    tag = "users",
    operation_id = "list_users",
    security(("person" = [])),
    params(
        ("q" = Option<String>, Query, description = "A part of a name or e-mail address, in any case, with or without accents; all when absent", example = "lovel"),
        ("limit" = Option<u16>, Query, description = "The most people: 1 to 100 (20)", minimum = 1, maximum = 100, example = 20),
    ),
    responses(
        (status = 200, description = "Those who match", body = UsersBody),
        (status = 400, description = "A parameter is not as documented", body = ProblemBody),
        (status = 403, description = "The caller may not read this", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_users(
    Extract(state): Extract<State>,
    caller: Caller,
    mut params: Params,
) -> Result<Json<UsersBody>, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    let query = params.parsed("q", parse_query)?.unwrap_or_default();
    let limit = params.parsed("limit", parse_limit)?.unwrap_or(LIMIT_DEFAULT);
    params.finish()?;
    Gate::readable(&state.store, person).await?;
    let users = state.store.users_search(&person.organization_id, &query, limit.into()).await?;
    Ok(Json(UsersBody { users: users.into_iter().map(UserBody::from).collect() }))
}

fn parse_query(text: &str) -> Result<String, String> {
    if text.len() > QUERY_BYTES {
        return Err(format!("is longer than {QUERY_BYTES} bytes"));
    }
    Ok(text.trim().to_owned())
}

fn parse_limit(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(limit @ 1..=LIMIT) => Ok(limit),
        _ => Err(format!("is not a whole number from 1 to {LIMIT}")),
    }
}
