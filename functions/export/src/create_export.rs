//! `POST /v1/exports`

use std::collections::BTreeSet;
use std::error::Error;

use api::{
    Action, Caller, FilterParams, Gate, Json, JsonBody, Origin, Params, Person, Problem, ProblemBody,
    ProblemCode,
};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use event_model::{
    ExportId, FieldError, Metadata, NewEvent, Role, TimeRange, Timestamp, TypeSelector, limits,
};
use event_store::{
    Export, ExportFilters, ExportLease, ExportLimit, ExportProgress, ExportRequest, ExportState,
};
use http::{HeaderName, StatusCode, header};

use crate::columns::Column;
use crate::export_body::ExportBody;
use crate::export_order::{ExportOrder, ExportOrderBody};
use crate::{State, links};

/// When to try again while too many exports are open.
const RETRY_SECONDS: u32 = 10;
/// How long the record of an export is kept; its file is gone long before.
const RECORD_DAYS: i64 = 30;

/// Asks for a file of all events that match, as of this moment. A member's file is of their own events.
#[utoipa::path(
    post,
    path = "/v1/exports",
    tag = "exports",
    operation_id = "create_export",
    security(("person" = [])),
    request_body(content = ExportOrderBody, example = json!({"filters": {"user": ["ada@northwind.example"], "type": ["account.login.*"], "from": "2026-11-01T00:00:00Z"}, "format": "csv", "time_zone": "Europe/Zurich"})),
    responses(
        (status = 202, description = "It will be written; `Location` says where to look", body = ExportBody,
         headers(("location" = String, description = "The export"))),
        (status = 400, description = "A field is not as documented", body = ProblemBody),
        (status = 403, description = "The caller may not do this, or the plan, the monitor or hidden details forbid it", body = ProblemBody),
        (status = 429, description = "Too many exports of the caller or of the organization are not finished", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_export(
    Extract(state): Extract<State>,
    caller: Caller,
    origin: Origin,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::CreateExport)?;
    params.finish()?;
    let order = body.read(ExportOrder::read)?;
    let gate = Gate::readable(&state.store, person).await?;
    if order.filters.ip.is_some() {
        gate.allow_ip_filter()?;
    }
    allow_columns(&order, &gate)?;
    let act = origin.act(person.actor(), &state.clock);
    let id = ExportId::try_from(act.id.to_string())
        .map_err(|error| Problem::new(ProblemCode::Internal, "no id could be made").with_cause(error))?;
    let request = resolve_request(&state, person, &gate, order, id, act.at).await?;
    let event = links::event(&request, &act, "monitor.export.created", metadata(&request));
    create(&state, &request, &gate, &event).await?;
    let queue = state.queue.advance(&request.organization_id, act.at).await;
    let position = match queue {
        Ok(queue) => queue.position(&request.id),
        Err(error) => {
            // It is recorded and will be written: whoever looks next sets it going.
            tracing::warn!(error = &error as &dyn Error, "the queue of exports could not be read");
            None
        }
    };
    let body = ExportBody::new(&asked(request), position, gate.state.settings.show_details, act.at);
    let location = format!("/v1/exports/{}", body.id);
    let headers: [(HeaderName, String); 1] = [(header::LOCATION, location)];
    Ok((StatusCode::ACCEPTED, headers, Json(body)))
}

/// Records an export, unless too many are open.
async fn create(
    state: &State,
    request: &ExportRequest,
    gate: &Gate,
    event: &NewEvent,
) -> Result<(), Problem> {
    let mut created = state.store.exports_create(request, &gate.state, event).await?;
    if created == Err(ExportLimit::Person) {
        // Some of them may be finished already.
        state.queue.heal(&request.organization_id, &request.by.id, request.requested_at).await?;
        created = state.store.exports_create(request, &gate.state, event).await?;
    }
    let detail = match created {
        Ok(_) => return Ok(()),
        Err(ExportLimit::Person) => format!(
            "{} of your exports are not finished; wait for one or delete one",
            limits::OPEN_EXPORTS_PER_PERSON
        ),
        Err(ExportLimit::Organization) => {
            "too many exports of your organization are not finished; wait for one or delete one".to_owned()
        }
    };
    Err(Problem::new(ProblemCode::TooManyExports, detail).with_retry_after(RETRY_SECONDS))
}

/// Refuses to be asked for columns that would be absent.
fn allow_columns(order: &ExportOrder, gate: &Gate) -> Result<(), Problem> {
    let detail = order.columns.iter().flatten().position(|column| column.is_detail());
    match detail {
        Some(index) if !gate.state.settings.show_details => {
            let detail = "details are hidden in your organisation, so they cannot be exported";
            let fault = FieldError::new(format!("/columns/{index}"), "is hidden in your organisation");
            Err(Problem::new(ProblemCode::DetailsHidden, detail).with_errors(vec![fault]))
        }
        _ => Ok(()),
    }
}

/// Resolves everything that an export depends on, as it is at this moment.
async fn resolve_request(
    state: &State,
    person: &Person,
    gate: &Gate,
    order: ExportOrder,
    id: ExportId,
    requested_at: Timestamp,
) -> Result<ExportRequest, Problem> {
    let ExportOrder { mut filters, format, time_zone, columns } = order;
    let own = person.role == Role::Member;
    if own {
        filters.users = BTreeSet::from([person.user_id.to_string()]);
    }
    let range = range(&filters, gate, requested_at)?;
    let user_ids = if own {
        // Not looked up: an id that has the form of somebody's former address is still only an id.
        Some(BTreeSet::from([person.user_id.clone()]))
    } else {
        filters.resolve(&state.store, &person.organization_id, "/filters/user").await?.users
    };
    let FilterParams { users, types, sources, ip, outcomes, from, to } = filters;
    let filters = ExportFilters {
        users,
        types: types.iter().filter_map(|text| text.parse::<TypeSelector>().ok()).collect(),
        sources,
        ip: ip.and_then(|ip| ip.parse().ok()),
        outcomes,
        from,
        to,
    };
    Ok(ExportRequest {
        id,
        organization_id: person.organization_id.clone(),
        by: person.actor(),
        own,
        requested_at,
        filters,
        user_ids,
        range,
        retention_days: gate.state.settings.retention_days,
        format,
        time_zone: time_zone.map(|zone| zone.name().to_owned()),
        columns: columns
            .map(|columns| columns.into_iter().map(|column| Column::name(column).to_owned()).collect()),
        expires_at: requested_at.plus(chrono::Duration::days(RECORD_DAYS)),
    })
}

/// Returns the range of `occurred_at` that the file covers. Without an end it is as long as events may lie
/// ahead of the clock: an event of a producer whose clock is fast is in it if it is recorded.
fn range(filters: &FilterParams, gate: &Gate, requested_at: Timestamp) -> Result<TimeRange, Problem> {
    let kept_from = gate.state.settings.shown_since(requested_at);
    let from = filters.from.map_or(kept_from, |from| from.max(kept_from));
    let ahead = requested_at.plus(chrono::Duration::minutes(limits::CLOCK_SKEW_MINUTES));
    let to = filters.to.unwrap_or(ahead);
    TimeRange::new(from, to).map_err(|_| {
        let fault = if filters.to.is_some_and(|to| to <= kept_from) {
            FieldError::new("/filters/to", "is earlier than any event that is kept")
        } else {
            FieldError::new("/filters/from", "is in the future")
        };
        Problem::fields(vec![fault])
    })
}

fn metadata(request: &ExportRequest) -> Metadata {
    let texts = [
        ("format", request.format.to_string()),
        ("from", request.range.from().to_string()),
        ("to", request.range.to().to_string()),
        ("own_events_only", request.own.to_string()),
    ];
    texts.into_iter().filter_map(|(key, value)| links::pair(key, &value)).collect()
}

fn asked(request: ExportRequest) -> Export {
    Export {
        state: ExportState::Pending,
        progress: ExportProgress::default(),
        started_at: None,
        finished_at: None,
        files: None,
        failure: None,
        show_details: None,
        lease: ExportLease { fence: 0, until: Timestamp::MIN },
        attempts: 0,
        checkpoint: None,
        request,
    }
}
