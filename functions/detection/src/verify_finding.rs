//! `POST /v1/findings/{id}/verify`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use detections::Severity;
use serde::Serialize;

use crate::State;
use crate::findings::find;
use crate::findings::verification::{Verification, VerificationResult, verify};

/// A new evaluation of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Verification)]
#[schema(example = json!({"result": "same", "checked_events": 12, "missing_events": 0, "severity_now": "high",
    "explanation": "The evidence gives the finding, and the events around it give the same severity."}))]
pub(crate) struct VerificationBody {
    /// What the evaluation gives.
    pub result: VerificationResult,
    /// Number of events of the evidence that were read.
    pub checked_events: usize,
    /// Number of events of the evidence that are no longer stored.
    pub missing_events: usize,
    /// The severity from the events and settings that are known now; null if nothing is found.
    pub severity_now: Option<Severity>,
    /// The result in words.
    pub explanation: String,
}

impl From<Verification> for VerificationBody {
    fn from(verification: Verification) -> Self {
        let Verification { result, checked, missing, severity_now, explanation } = verification;
        Self { result, checked_events: checked, missing_events: missing, severity_now, explanation }
    }
}

/// Evaluates the rule of a finding again: first over the stored evidence alone, then over all events around it.
///
/// The rule has the parameters with which it found. What was new for a person is taken from the finding, because later
/// events changed their profile. Settings and events are those that are known now. Changes nothing.
#[utoipa::path(
    post,
    path = "/v1/findings/{id}/verify",
    tag = "findings",
    operation_id = "verify_finding",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the finding", example = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29")),
    responses(
        (status = 200, description = "What the evaluation gives", body = VerificationBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such finding", body = ProblemBody),
    )
)]
pub(crate) async fn verify_finding(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<VerificationBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    let organization = OrganizationAccess::readable(&state.store, person).await?.state;
    let record = find(&state.store, person, &id.existing("finding")?).await?;
    Ok(Json(verify(&state, &organization, &record).await?.into()))
}
