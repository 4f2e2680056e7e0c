//! Detections on the wire.

use serde::Serialize;

use crate::RuleBody;
use crate::evaluability::EvaluableBody;
use crate::finding_counts::{ClosedBody, RuleFindingsBody};

/// A rule with its settings and what it found.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Detection)]
pub struct DetectionBody {
    /// The rule with its settings.
    #[serde(flatten)]
    pub rule: RuleBody,
    /// Whether it could see everything in the last 30 days.
    pub evaluable: EvaluableBody,
    /// Its findings since `counted_from`, by time of their first hit.
    pub last_30_days: RuleFindingsBody,
    /// What those of them that are closed were.
    pub closed: ClosedBody,
    /// `malicious` / (`malicious` + `false_alarm`); null without any.
    #[schema(example = 0.75)]
    pub precision: Option<f64>,
}

/// The rules of the detections.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Detections)]
pub struct DetectionsBody {
    /// The rules.
    pub detections: Vec<DetectionBody>,
    /// Start of the time whose findings are counted (UTC): 30 days ago, or later if there are too many findings.
    #[schema(example = "2026-11-01T08:00:00.000Z")]
    pub counted_from: String,
    /// Time up to which the detector has evaluated recorded events (UTC); null if it has not started.
    #[schema(example = "2026-12-01T07:59:58.120Z")]
    pub evaluated_to: Option<String>,
    /// Number of the newest segment of the feed that the detector has evaluated; null if it has not started.
    #[schema(example = 1042)]
    pub evaluated_segment: Option<u64>,
    /// Number of the newest segment of the feed; null if it has none.
    #[schema(example = 1042)]
    pub feed_segment: Option<u64>,
}
