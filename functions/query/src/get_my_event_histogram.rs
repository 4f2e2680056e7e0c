//! `GET /v1/me/events/histogram`

use api::{Action, Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::{Outcome, Source};

use crate::State;
use crate::histogram::{self, Bucket, HistogramBody};
use crate::listing::Whose;

/// Counts the caller's own events that match all filters, over time.
#[utoipa::path(
    get,
    path = "/v1/me/events/histogram",
    tag = "events",
    operation_id = "get_my_event_histogram",
    security(("person" = [])),
    params(
        ("type" = Option<Vec<String>>, Query, description = "A type, or all that begin alike (`pass.item.*`); repeatable", example = json!(["account.login.*"])),
        ("source" = Option<Vec<Source>>, Query, description = "The product that sent it; repeatable"),
        ("ip" = Option<String>, Query, description = "An IPv4 or IPv6 address in any spelling, or a network in CIDR form", example = "2001:db8::/32"),
        ("outcome" = Option<Vec<Outcome>>, Query, description = "How it went; repeatable"),
        ("from" = Option<String>, Query, description = "The first moment (RFC 3339)", example = "2026-11-01T00:00:00Z"),
        ("to" = Option<String>, Query, description = "The first moment after (RFC 3339)", example = "2026-12-01T00:00:00Z"),
        ("time_zone" = Option<String>, Query, description = "IANA time zone whose hours and days the buckets are aligned to (UTC)", example = "Europe/Zurich"),
        ("bucket" = Option<Bucket>, Query, description = "Size of the buckets; `auto` chooses one for the range (auto). A histogram has at most 1000 buckets", example = "hour"),
    ),
    responses(
        (status = 200, description = "Counts over time", body = HistogramBody),
        (status = 400, description = "A parameter is not as documented", body = ProblemBody,
         example = json!({"type": "urn:activity-monitor:problem:invalid_parameter", "title": "Bad Request", "status": 400, "detail": "the parameter limit is not a whole number from 1 to 1000", "code": "invalid_parameter", "request_id": "JKJaXmPLvHcESHA=", "errors": [{"pointer": "limit", "message": "is not a whole number from 1 to 1000"}]})),
        (status = 403, description = "The caller may not read this, or the plan, the monitor or hidden details forbid it", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_my_event_histogram(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<HistogramBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    histogram::count(&state, person, Whose::Own, params).await.map(Json)
}
