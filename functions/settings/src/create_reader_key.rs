//! `POST /v1/reader-keys`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use event_model::limits;
use event_store::{ReaderKey, ReaderKeySecret};
use http::StatusCode;

use crate::reader_key_body::NewReaderKey;
use crate::{CreatedReaderKeyBody, ReaderKeyBody, ReaderKeyRequest, State, reader_key_events};

/// Creates a reader key: the credentials of a program, such as a SIEM, that reads the feed of the caller's organization.
///
/// The key can do nothing else. Only this response contains the secret. The key and its event
/// `monitor.reader_key.created` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/reader-keys",
    tag = "reader keys",
    operation_id = "create_reader_key",
    security(("person" = [])),
    request_body = ReaderKeyRequest,
    responses(
        (status = 201, description = "The key and its secret", body = CreatedReaderKeyBody),
        (status = 400, description = "A field is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 409, description = "The organization has 20 reader keys that are not revoked: revoke one. Or its keys changed at the same time: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_reader_key(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<CreatedReaderKeyBody>), Problem> {
    let person = caller.person(Action::ManageReaderKeys)?;
    params.finish()?;
    let NewReaderKey { name } = body.read(NewReaderKey::read)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let secret = ReaderKeySecret::generate().map_err(|error| {
        Problem::new(ProblemCode::Internal, "no key could be made").with_cause(error.to_string())
    })?;
    let key = ReaderKey {
        id: secret.id().clone(),
        name,
        organization_id: person.organization_id.clone(),
        created_at: act.at,
        created_by: person.user_id.clone(),
        revoked_at: None,
        last_used_at: None,
    };
    let event = reader_key_events::created(&key, &act);
    if !state.store.reader_keys_create(&key, &secret, &organization, &event).await? {
        let most = limits::READER_KEYS_PER_ORGANIZATION;
        let detail = format!("your organization has {most} reader keys; revoke one that is not used");
        return Err(Problem::new(ProblemCode::Conflict, detail));
    }
    let key = ReaderKeyBody::from(key);
    Ok((StatusCode::CREATED, Json(CreatedReaderKeyBody { secret: secret.expose(), key })))
}
