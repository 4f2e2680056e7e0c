//! `POST /v1/me/findings/{id}/answer`

use std::net::IpAddr;

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use detections::AddressNet;
use event_model::Event;
use event_store::{ANSWERS_MAX, AnswerKind, ConflictRetry, FindingChange};
use serde::Serialize;

use crate::State;
use crate::findings::answer_request::AnswerRequest;
use crate::findings::evidence::EvidenceEvents;
use crate::findings::my_body::{MyFindingBody, OwnEvents};
use crate::findings::{find_own, subjects};

/// Maximum attempts while a detector or another person writes the finding.
const ATTEMPTS_MAX: u32 = 8;

event_model::wire_enum! {
    /// What an answer changed.
    pub(crate) enum AnswerEffect {
        /// The finding is critical and open, and the people who handle findings are told.
        Raised = "raised",
        /// The answer is a note for the people who handle findings. It changes nothing else.
        Noted = "noted",
    }
}

/// What an answer changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Answered)]
pub(crate) struct AnsweredBody {
    /// What the answer changed.
    pub effect: AnswerEffect,
    /// The effect in words.
    #[schema(example = "Your administrators are told that this was not you.")]
    pub detail: &'static str,
    /// The finding after the answer.
    pub finding: MyFindingBody,
}

/// Records whether the caller did what a finding on their own account is about.
///
/// `not_mine` makes the finding critical and opens it again. `mine` is a note: it closes nothing. An answer from an
/// address of the evidence is also only a note, because someone else may use the account. The answer and its event
/// `monitor.finding.answered` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/me/findings/{id}/answer",
    tag = "findings",
    operation_id = "answer_my_finding",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the finding", example = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29")),
    request_body = AnswerRequest,
    responses(
        (status = 200, description = "What the answer changed", body = AnsweredBody),
        (status = 400, description = "A field is invalid", body = ProblemBody),
        (status = 403, description = "The plan or the monitor does not allow it", body = ProblemBody),
        (status = 404, description = "There is no such finding on the caller's own account", body = ProblemBody),
        (status = 409, description = "The finding has 10 answers, or it changed at the same time: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn answer_my_finding(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<AnsweredBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    params.finish()?;
    let id = id.existing("finding")?;
    let AnswerRequest { answer, note } = body.read(AnswerRequest::read)?;
    let organization = OrganizationAccess::readable(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let (record, evidence, in_question) = loop {
        let read = find_own(&state.store, person, &id).await?;
        if read.answers.len() >= ANSWERS_MAX {
            let detail = format!("this finding has {ANSWERS_MAX} answers; talk to your administrators");
            return Err(Problem::new(ProblemCode::Conflict, detail));
        }
        let evidence = EvidenceEvents::of(&state.store, &organization, &read, act.at).await?;
        let in_question = act.ip.is_some_and(|ip| has_address(&evidence, ip));
        let change = FindingChange::Answer { answer, in_question, note: note.clone() };
        match state.store.findings_change(&organization, &read, change, &act).await {
            Ok(record) => break (record, evidence, in_question),
            Err(error) => retry.after(error).await?,
        }
    };
    let subjects = subjects(&state, &organization, [&record]).await?;
    let show_details = organization.settings.show_details;
    let own = OwnEvents { user: &person.user_id, evidence: &evidence, show_details };
    let finding = MyFindingBody::new(&record, &subjects, &own);
    let (effect, detail) = effect(answer, in_question);
    Ok(Json(AnsweredBody { effect, detail, finding }))
}

/// Returns `true` if an event of the evidence came from the address, or from the same network of IPv6.
fn has_address(evidence: &EvidenceEvents, ip: IpAddr) -> bool {
    let mut addresses = evidence.iter().filter_map(Event::ip);
    addresses.any(|address| AddressNet::of(address) == AddressNet::of(ip))
}

fn effect(answer: AnswerKind, in_question: bool) -> (AnswerEffect, &'static str) {
    match (answer, in_question) {
        (_, true) => (
            AnswerEffect::Noted,
            "Your answer is a note for your administrators and changes nothing, because it came from an address that is part of this finding. Answer again from another network, or talk to your administrators.",
        ),
        (AnswerKind::NotMine, false) => {
            (AnswerEffect::Raised, "Your administrators are told that this was not you.")
        }
        (AnswerKind::Mine, false) => {
            (AnswerEffect::Noted, "Your answer is a note for your administrators, who close the finding.")
        }
    }
}
