//! `GET /v1/users`

use api::{Action, Caller, ListBody, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use event_model::{SearchWords, User};
use event_store::UserPosition;
use serde::{Deserialize, Serialize};

use crate::State;

/// Maximum of `limit`: more people than anyone reads before they refine the search.
const LIMIT: u16 = 100;
/// Default of `limit`.
const LIMIT_DEFAULT: u16 = 20;
/// Maximum length of `q` in bytes: that of an e-mail address.
const QUERY_BYTES: usize = event_model::limits::EMAIL_BYTES;

/// A page of actors.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Users)]
pub struct UsersBody {
    /// The actors who match, sorted by id.
    pub users: Vec<UserBody>,
    /// Value of the parameter `cursor` for the next page; null if there are no more actors. A page with a cursor can
    /// have fewer actors than `limit`, or none: it ends when its read budget is spent.
    pub next_cursor: Option<String>,
}

/// An actor.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = User)]
pub struct UserBody {
    /// The id, a value for the filter `user`.
    #[schema(example = "u_ada")]
    pub id: String,
    /// The name in the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Lovelace")]
    pub name: Option<String>,
    /// The e-mail address in the latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ada@northwind.example")]
    pub email: Option<String>,
    /// Former e-mail addresses.
    pub former_emails: Vec<String>,
    /// Former names.
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

/// Returns the actors whose id, name or e-mail address, current or former, contains each word of a text.
#[utoipa::path(
    get,
    path = "/v1/users",
    tag = "users",
    operation_id = "list_users",
    security(("person" = [])),
    params(
        ("q" = Option<String>, Query, description = "Words in any order: parts of an id, name or e-mail address. Case and accents are ignored. All actors if absent", example = "lovel"),
        ("limit" = Option<u16>, Query, description = "Maximum number of actors: 1 to 100. 20 by default", minimum = 1, maximum = 100, example = 20),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page, with the same `q`"),
    ),
    responses(
        (status = 200, description = "A page of actors", body = UsersBody),
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

pub(crate) fn parse_query(text: &str) -> Result<SearchWords, String> {
    if text.len() > QUERY_BYTES {
        return Err(format!("is longer than {QUERY_BYTES} bytes"));
    }
    Ok(SearchWords::new(text))
}
