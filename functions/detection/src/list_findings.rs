//! `GET /v1/findings`

use api::{Action, Caller, ListBody, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;

use crate::State;
use crate::findings::body::{FindingBody, FindingsBody};
use crate::findings::query::FindingQuery;
use crate::findings::subjects;

/// Returns the findings of the caller's organization, newest first.
///
/// Findings that are muted, and those that are only information, are left out unless they are asked for.
#[utoipa::path(
    get,
    path = "/v1/findings",
    tag = "findings",
    operation_id = "list_findings",
    security(("person" = [])),
    params(FindingQuery),
    responses(
        (status = 200, description = "A page of findings", body = FindingsBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
    )
)]
pub(crate) async fn list_findings(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    let query = FindingQuery::read(params)?;
    let organization = OrganizationAccess::readable(&state.store, person).await?.state;
    let page = query.page(&state.store, &person.organization_id).await?;
    let subjects = subjects(&state, &organization, &page.items).await?;
    let mut next = page.next;
    let mut list = ListBody::new("findings");
    let mut records = page.items.iter().peekable();
    while let Some(record) = records.next() {
        if list.push(&FindingBody::new(record, &subjects))?.is_break() && records.peek().is_some() {
            next = Some(record.position());
            break;
        }
    }
    list.finish(next.map(|position| position.to_string()).as_deref())
}
