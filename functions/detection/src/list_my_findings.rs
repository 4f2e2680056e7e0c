//! `GET /v1/me/findings`

use api::{Action, Caller, ListBody, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use event_model::TimeRange;
use event_store::{FindingPosition, FindingScope};

use crate::State;
use crate::findings::evidence::EvidenceEvents;
use crate::findings::my_body::{MyFindingBody, MyFindingsBody, OwnEvents};
use crate::findings::query;
use crate::findings::subjects;

/// Maximum of `limit`. The evidence of each finding is read.
const LIMIT: u16 = 20;
/// Default of `limit`.
const LIMIT_DEFAULT: u16 = 10;

/// Returns findings about the caller's own account, newest first, with the caller's own events that show them.
///
/// Only of rules whose findings the person may see. Findings that are muted, or only information, are left out.
#[utoipa::path(
    get,
    path = "/v1/me/findings",
    tag = "findings",
    operation_id = "list_my_findings",
    security(("person" = [])),
    params(
        ("limit" = Option<u16>, Query, description = "Maximum number of findings: 1 to 20. 10 by default", minimum = 1, maximum = 20, example = 10),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of findings", body = MyFindingsBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The plan or the monitor does not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn list_my_findings(
    Extract(state): Extract<State>,
    caller: Caller,
    mut params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    let limit = params.limit(LIMIT, LIMIT_DEFAULT)?;
    let after = params.parsed("cursor", str::parse::<FindingPosition>)?;
    params.finish()?;
    let organization = OrganizationAccess::readable(&state.store, person).await?.state;
    let (store, user) = (&state.store, &person.user_id);
    let scope = FindingScope::User(user.clone());
    let page = query::page(store, &person.organization_id, &scope, TimeRange::ALL, after, limit, |record| {
        record.is_shown_to(user)
    });
    let page = page.await?;
    let events =
        page.items.iter().flat_map(|record| &record.finding.evidence).map(|evidence| &evidence.event);
    let evidence = EvidenceEvents::read(store, &organization, events, state.clock.timestamp()).await?;
    let subjects = subjects(&state, &organization, &page.items).await?;
    let own = OwnEvents { user, evidence: &evidence, show_details: organization.settings.show_details };
    let mut list = ListBody::new("findings");
    for record in &page.items {
        // At most 20 findings of 10 events: below the limit of a list.
        let _ = list.push(&MyFindingBody::new(record, &subjects, &own))?;
    }
    list.finish(page.next.map(|position| position.to_string()).as_deref())
}
