//! `POST /v1/exports`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Person, Problem, ProblemBody, ProblemCode,
    RequestSource, read_with_catalog, resolve_users,
};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use event_model::{
    Catalog, EventQuery, ExportId, FieldError, NewEvent, QueryUsers, Role, TimeRange, Timestamp, limits,
};
use event_store::{Export, ExportLimit, ExportRequest, error_chain};
use http::{HeaderName, StatusCode, header};

use crate::export_body::ExportBody;
use crate::export_request::{ExportRequestBody, ParsedRequest};
use crate::{State, audit};

/// `Retry-After` while too many exports are open.
const RETRY_SECONDS: u32 = 10;
/// Retention of the record of an export in days; its file is removed earlier.
const RECORD_DAYS: i64 = 30;

/// Creates an export: a file of all matching events that are recorded now. A member exports only their own events.
#[utoipa::path(
    post,
    path = "/v1/exports",
    tag = "exports",
    operation_id = "create_export",
    security(("person" = [])),
    request_body(content = ExportRequestBody, example = json!({"filters": {"user": ["ada@northwind.example"], "type": ["account.login.*"], "from": "2026-11-01T00:00:00Z"}, "format": "csv", "time_zone": "Europe/Zurich"})),
    responses(
        (status = 202, description = "The export is queued; `Location` is its URL", body = ExportBody,
         headers(("location" = String, description = "The export"))),
        (status = 400, description = "A field is not as documented", body = ProblemBody),
        (status = 403, description = "The caller may not do this, or the plan, the monitor or hidden details forbid it", body = ProblemBody),
        (status = 429, description = "Too many exports of the caller or of the organization are not finished", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_export(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::UseExports)?;
    params.finish()?;
    let read = |catalog: &Catalog| body.read(|request| ParsedRequest::read(request, catalog));
    let (parsed, _) = read_with_catalog(&state.store, state.clock.timestamp(), read).await?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    access.allow_query(&parsed.query)?;
    allow_columns(&parsed, &access)?;
    let act = request_source.act(person.actor(), &state.clock);
    let id = ExportId::try_from(act.id.to_string()).map_err(|error| {
        Problem::new(ProblemCode::Internal, "no export id could be created").with_cause(error)
    })?;
    let request = resolve_request(&state, person, &access, parsed, id, act.at).await?;
    let event = audit::created(&request, &act);
    create(&state, &request, &access, &event).await?;
    let queue = state.scheduler.advance(&request.organization_id, act.at).await;
    let position = match queue {
        Ok(queue) => queue.position(&request.id),
        Err(error) => {
            // The export is recorded; the next request about exports starts it.
            tracing::warn!(error = error_chain(&error), "the export queue could not be advanced");
            None
        }
    };
    let body =
        ExportBody::new(&Export::pending(request), position, access.state.settings.show_details, act.at);
    let location = format!("/v1/exports/{}", body.id);
    let headers: [(HeaderName, String); 1] = [(header::LOCATION, location)];
    Ok((StatusCode::ACCEPTED, headers, Json(body)))
}

/// Records an export unless too many are open.
async fn create(
    state: &State,
    request: &ExportRequest,
    access: &OrganizationAccess,
    event: &NewEvent,
) -> Result<(), Problem> {
    let mut created = state.store.exports_create(request, &access.state, event).await?;
    if created == Err(ExportLimit::Person) {
        state
            .scheduler
            .remove_finished(&request.organization_id, &request.by.id, request.requested_at)
            .await?;
        created = state.store.exports_create(request, &access.state, event).await?;
    }
    let detail = match created {
        Ok(_) => return Ok(()),
        Err(ExportLimit::Person) => format!(
            "you have {} unfinished exports; wait for one to finish or delete one",
            limits::OPEN_EXPORTS_PER_PERSON
        ),
        Err(ExportLimit::Organization) => {
            "your organization has too many unfinished exports; wait for one to finish or delete one"
                .to_owned()
        }
    };
    Err(Problem::new(ProblemCode::TooManyExports, detail).with_retry_after(RETRY_SECONDS))
}

/// Refuses columns of details that are hidden.
fn allow_columns(parsed: &ParsedRequest, access: &OrganizationAccess) -> Result<(), Problem> {
    let detail = parsed.columns.iter().flatten().position(|column| column.is_detail());
    match detail {
        Some(index) if !access.state.settings.show_details => {
            let detail = "details are hidden in your organization, so they cannot be exported";
            let fault = FieldError::new(format!("/columns/{index}"), "is hidden in your organization");
            Err(Problem::new(ProblemCode::DetailsHidden, detail).with_errors(vec![fault]))
        }
        _ => Ok(()),
    }
}

/// Resolves everything that an export depends on, as of now.
async fn resolve_request(
    state: &State,
    person: &Person,
    access: &OrganizationAccess,
    parsed: ParsedRequest,
    id: ExportId,
    requested_at: Timestamp,
) -> Result<ExportRequest, Problem> {
    let ParsedRequest { mut query, format, time_zone, columns } = parsed;
    let own = person.role == Role::Member;
    if own {
        query.restrict_to(&person.user_id);
    }
    let range = range(&query, access, requested_at)?;
    let users = if own {
        // No lookup: the id of a member can look like the former e-mail address of another person.
        QueryUsers::only(person.user_id.clone())
    } else {
        resolve_users(&state.store, &person.organization_id, &query, "/filters/").await?
    };
    Ok(ExportRequest {
        id,
        organization_id: person.organization_id.clone(),
        by: person.actor(),
        own,
        requested_at,
        query,
        users,
        range,
        retention_days: access.state.settings.retention_days,
        format,
        time_zone: time_zone.map(|zone| zone.name().to_owned()),
        columns: columns
            .map(|columns| columns.into_iter().map(|column| column.as_str().to_owned()).collect()),
        expires_at: requested_at.plus(chrono::Duration::days(RECORD_DAYS)),
    })
}

/// Returns the range of `occurred_at` that the file covers. Without an end it includes the allowed clock skew, so that
/// the events of a producer whose clock is fast are in it.
fn range(
    query: &EventQuery,
    access: &OrganizationAccess,
    requested_at: Timestamp,
) -> Result<TimeRange, Problem> {
    let kept_from = access.state.settings.shown_since(requested_at);
    let from = query.from.map_or(kept_from, |from| from.max(kept_from));
    let ahead = requested_at.plus(chrono::Duration::minutes(limits::CLOCK_SKEW_MINUTES));
    let to = query.to.unwrap_or(ahead);
    TimeRange::new(from, to).map_err(|_| {
        let fault = if query.to.is_some_and(|to| to <= kept_from) {
            FieldError::new("/filters/to", "is earlier than any event that is kept")
        } else {
            FieldError::new("/filters/from", "is in the future")
        };
        Problem::fields(vec![fault])
    })
}
