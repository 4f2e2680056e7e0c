//! `POST /v1/streams/{id}/verify`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use event_model::{FieldError, OrganizationState, StreamKind, StreamState, Timestamp};
use event_store::{CODE_MAILS_PER_HOUR, DeliveryChange, MailedCode, StoreError, StoredDelivery, Stream};

use crate::call::{DelivererAction, DelivererResult, MailCode};
use crate::delivered_body::ResultBody;
use crate::verify_request::{ParsedVerification, VerifyRequest};
use crate::{State, stream_acts, stream_events, streams};

/// Seconds of an hour.
const HOUR: i64 = 3_600;

/// Asks the destination of a stream whether it wants the events. If it does, the stream starts.
///
/// A webhook must return the challenge of a signed request. For `s3`, a file is written and read back. The others must
/// accept a test message. For `email`, a request without a body mails a code, and the stream starts with a request that
/// has the code: at most 5 mails are sent in an hour, and a code is valid for an hour. The start and its event
/// `monitor.stream.verified` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/verify",
    tag = "streams",
    operation_id = "verify_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    request_body(content = Option<VerifyRequest>),
    responses(
        (status = 200, description = "The answer of the destination. If it was delivered, the stream is active: for `email` only with the code", body = ResultBody),
        (status = 400, description = "A field is invalid, or the code is not that of the last mail", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The destination is verified, or the stream changed meanwhile: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 429, description = "The organization has sent 5 codes in this hour", body = ProblemBody),
        (status = 503, description = "The destination could not be asked: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn verify_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<ResultBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let id = id.existing("stream")?;
    let ParsedVerification { code } = body.read_or_default(ParsedVerification::read)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id).await?;
    let stored = streams::delivery(&state, &stream).await?;
    if stored.delivery.state != StreamState::Verifying {
        return Err(streams::conflict(stream_acts::VERIFIED));
    }
    let now = state.clock.timestamp();
    let result = match (stream.kind(), code) {
        (StreamKind::Email, None) => return Ok(Json(mail_code(&state, &stream, now).await?.into())),
        (StreamKind::Email, Some(code)) => {
            check_code(&state, &stream, &code, now).await?;
            DelivererResult {
                delivered: true,
                status: None,
                reason: None,
                excerpt: String::new(),
                duration_ms: 0,
            }
        }
        (_, Some(_)) => {
            let fault = FieldError::new("/code", "is only for streams of kind email");
            return Err(Problem::fields(vec![fault]));
        }
        (_, None) => {
            let action = DelivererAction::Verify { code: None };
            // The receiver is not known to want the events, so nothing of its answer is shown.
            DelivererResult { excerpt: String::new(), ..streams::ask(&state, &stream, action).await? }
        }
    };
    if result.delivered {
        let act = request_source.act(person.actor(), &state.clock);
        let wanted = stream_acts::verify(&stored.delivery, stream.version, act.at);
        let event = stream_events::verified(&stream, &act);
        start(&state, &organization, &stored, wanted.map_err(streams::conflict)?, event).await?;
        streams::wake(&state, &stream).await;
    }
    Ok(Json(result.into()))
}

/// Starts the stream.
///
/// Only if nothing has written its delivery since before the destination was asked: every change of the destination
/// does. Otherwise the answer of one destination would start the stream to another.
async fn start(
    state: &State,
    organization: &OrganizationState,
    read: &StoredDelivery,
    wanted: event_store::Delivery,
    event: event_model::NewEvent,
) -> Result<(), Problem> {
    let change = DeliveryChange { read, wanted: &wanted };
    match state.store.deliveries_act(organization, &change, &[event]).await {
        Ok(()) => Ok(()),
        Err(StoreError::Conflict) => {
            Err(streams::conflict("the stream changed while its destination was asked; verify it again"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Mails a new code.
async fn mail_code(state: &State, stream: &Stream, now: Timestamp) -> Result<DelivererResult, Problem> {
    let code = MailCode::generate().map_err(|error| {
        Problem::new(ProblemCode::Internal, "no code could be made").with_cause(error.to_string())
    })?;
    let mailed = MailedCode {
        stream_id: stream.id.clone(),
        stream_version: stream.version,
        hash: code.hash().into(),
        mailed_at: now,
    };
    // Counted before it is sent: a mail whose result is unknown counts, too.
    if !state.store.control.mail_codes_add(&stream.organization_id, &mailed).await? {
        let detail = format!(
            "your organization has sent {CODE_MAILS_PER_HOUR} codes in this hour; try again in the next one"
        );
        let left = HOUR - now.millis() / 1_000 % HOUR;
        let seconds = u32::try_from(left).unwrap_or(u32::MAX);
        return Err(Problem::new(ProblemCode::TooManyRequests, detail).with_retry_after(seconds));
    }
    streams::ask(state, stream, DelivererAction::Verify { code: Some(code) }).await
}

/// Refuses a code that is not that of the last mail.
async fn check_code(state: &State, stream: &Stream, code: &MailCode, now: Timestamp) -> Result<(), Problem> {
    let Stream { organization_id, id, version, .. } = stream;
    match state.store.control.mail_codes_check(organization_id, id, *version, &code.hash(), now).await? {
        true => Ok(()),
        false => {
            let message = "is not the code of the last mail, or is older than an hour; ask for a new one";
            Err(Problem::fields(vec![FieldError::new("/code", message)]))
        }
    }
}
