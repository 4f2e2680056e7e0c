//! `GET /v1/events`

use api::{Action, Caller, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use event_model::{Outcome, Source};

use crate::State;
use crate::listing::{self, EventsBody, Whose};

/// Returns everybody's events of the caller's organisation that match all filters, newest first.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "events",
    operation_id = "list_events",
    security(("person" = [])),
    params(
        ("user" = Option<Vec<String>>, Query, description = "Id or e-mail address, now or before, of an actor; repeatable to 50", example = json!(["ada@northwind.example"])),
        ("type" = Option<Vec<String>>, Query, description = "A type, or all that begin alike (`pass.item.*`); repeatable", example = json!(["account.login.*"])),
        ("source" = Option<Vec<Source>>, Query, description = "The product that sent it; repeatable"),
        ("ip" = Option<String>, Query, description = "An IPv4 or IPv6 address in any spelling, or a network in CIDR form", example = "2001:db8::/32"),
        ("outcome" = Option<Vec<Outcome>>, Query, description = "How it went; repeatable"),
        ("from" = Option<String>, Query, description = "The first moment (RFC 3339)", example = "2026-11-01T00:00:00Z"),
        ("to" = Option<String>, Query, description = "The first moment after (RFC 3339)", example = "2026-12-01T00:00:00Z"),
        ("order" = Option<String>, Query, description = "`desc` (newest first, the default) or `asc`", example = "desc"),
        ("limit" = Option<u16>, Query, description = "The most events of the page: 1 to 1000 (50)", minimum = 1, maximum = 1000, example = 50),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same filters"),
    ),
    responses(
        (status = 200, description = "A page of events", body = EventsBody),
        (status = 400, description = "A parameter is not as documented", body = ProblemBody,
         example = json!({"type": "urn:activity-monitor:problem:invalid_parameter", "title": "Bad Request", "status": 400, "detail": "the parameter limit is not a whole number from 1 to 1000", "code": "invalid_parameter", "request_id": "JKJaXmPLvHcESHA=", "errors": [{"pointer": "limit", "message": "is not a whole number from 1 to 1000"}]})),
        (status = 403, description = "The caller may not read this, or the plan, the monitor or hidden details forbid it", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_events(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    listing::page(&state, person, Whose::Everybodys, params).await
}
