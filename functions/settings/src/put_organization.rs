//! `PUT /v1/organizations/{id}`

use api::{Caller, Json, JsonBody, Params, PathId, Problem, ProblemBody, ProblemCode, RequestSource};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use event_model::{FieldError, Organization, OrganizationId};
use event_store::ConflictRetry;
use http::StatusCode;

use crate::etag::{Conditions, etag};
use crate::key_events::announce_to_new_organization;
use crate::organization_body::OrganizationUpdate;
use crate::{OrganizationBody, OrganizationRequest, State};

/// Maximum attempts while other requests write the organization.
const ATTEMPTS_MAX: u32 = 8;

/// Creates an organization, or replaces its name, plan and write shards.
///
/// Settings and events do not change. A plan without the monitor stops the collection of events with the next
/// request. `GET /v1/settings/coverage` shows this to admins.
#[utoipa::path(
    put,
    path = "/v1/organizations/{id}",
    tag = "organizations",
    operation_id = "put_organization",
    security(("operator" = [])),
    params(
        ("id" = String, Path, description = "The id of the organization: 1 to 64 characters of A-Z a-z 0-9 _ -", example = "org_northwind"),
        ("If-Match" = Option<String>, Header, description = "The change is refused if the organization no longer has this `ETag`", example = "\"v3\""),
        ("If-None-Match" = Option<String>, Header, description = "`*`: the request is refused if the organization exists", example = "*"),
    ),
    request_body = OrganizationRequest,
    responses(
        (status = 200, description = "The current organization", body = OrganizationBody,
         headers(("ETag" = String, description = "The version of the organization, for `If-Match`"))),
        (status = 201, description = "The organization was created", body = OrganizationBody,
         headers(("ETag" = String, description = "The version of the organization, for `If-Match`"))),
        (status = 400, description = "The id or a field is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 409, description = "The number of write shards would decrease, or concurrent changes: try again", body = ProblemBody),
        (status = 412, description = "The organization changed after the version in `If-Match`", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn put_organization(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    conditions: Conditions,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let operator = caller.operator()?;
    params.finish()?;
    let id: OrganizationId = id.fresh("id")?;
    let update = body.read(|request| OrganizationUpdate::read(request, &id))?;
    let act = request_source.act(operator.actor(), &state.clock);
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let (status, record) = loop {
        let read = state.store.control.organizations_get(&id).await?;
        conditions.check(read.as_ref().map(|record| record.version))?;
        let organization = update.organization(&id, read.as_ref().map(|record| &record.organization));
        if let Some(old) = &read {
            refuse_shrinking(&old.organization, &organization)?;
        }
        let control = &state.store.control;
        let (status, written) = match &read {
            Some(read) => {
                let by = Some(&act.actor);
                (StatusCode::OK, control.organizations_update(read, &organization, by, act.at).await)
            }
            None => (StatusCode::CREATED, control.organizations_create(&organization).await),
        };
        match written {
            Ok(record) => break (status, record),
            Err(error) => retry.after(error).await?,
        }
    };
    // Also if this request did not create it: an earlier attempt may have stopped after the creation.
    if record.version == 1 {
        announce_to_new_organization(&state.store, &id, &act).await?;
    }
    Ok((status, etag(record.version), Json(OrganizationBody::from(record.organization))))
}

fn refuse_shrinking(old: &Organization, new: &Organization) -> Result<(), Problem> {
    if new.write_shards >= old.write_shards {
        return Ok(());
    }
    let message = format!(
        "is less than {}, and only grows: events in the others would be lost to readers",
        old.write_shards.count()
    );
    Err(Problem::new(ProblemCode::Conflict, format!("/write_shards {message}"))
        .with_errors(vec![FieldError::new("/write_shards", message)]))
}
