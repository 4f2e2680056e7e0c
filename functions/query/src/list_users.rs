//! `GET /v1/users`

use api::{Action, Caller, ListBody, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use event_model::{SearchWords, User};
use event_store::UserPosition;
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
#[schema(as = Users)]
pub struct UsersBody {
    /// The people who match, by id.
    pub users: Vec<UserBody>,
    /// Where to go on, as the parameter `cursor`; null when there is nothing more. A page may be shorter than
    /// `limit`, or empty, and still have a cursor: it ends when it has read as much as one request may.
    pub next_cursor: Option<String>,
}

/// One who acted.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = User)]
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

/// Returns the people whose id, name or e-mail address, now or before, contains each word of a text.
#[utoipa::path(
    get,
    path = "/v1/users",
    tag = "users",
    operation_id = "list_users",
    security(("person" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words, in any order: parts of an id, name or e-mail address, in any case, with or without accents; all people when absent", example = "lovel"),
        ("limit" = Option<u16>, Query, description = "The most people: 1 to 100 (20)", minimum = 1, maximum = 100, example = 20),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same `q`"),
    ),
    responses(
        (status = 200, description = "A page of the people who match", body = UsersBody),
        (status = 403, description = "The role, the plan or the monitor does not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn list_users(
    Extract(state): Extract<State>,
    caller: Caller,
    mut params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    let words = params.parsed("q", parse_query)?.unwrap_or_default();
    let limit = params.limit(LIMIT, LIMIT_DEFAULT)?;
    let after = params.parsed("cursor", str::parse::<UserPosition>)?;
    params.finish()?;
    OrganizationAccess::readable(&state.store, person).await?;
    let organization = &person.organization_id;
    let page = state.store.control.users_search(organization, &words, limit.into(), after.as_ref()).await?;
    let mut next = page.next;
    let mut list = ListBody::new("users");
    let mut users = page.users.into_iter().peekable();
    while let Some(user) = users.next() {
        let position = UserPosition::of(&user);
        if list.push(&UserBody::from(user))?.is_break() && users.peek().is_some() {
            next = Some(position);
            break;
        }
    }
    list.finish(next.map(|position| position.to_string()).as_deref())
}

fn parse_query(text: &str) -> Result<SearchWords, String> {
    if text.len() > QUERY_BYTES {
        return Err(format!("is longer than {QUERY_BYTES} bytes"));
    }
    Ok(SearchWords::new(text))
}
