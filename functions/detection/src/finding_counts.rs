//! How many findings rules had.

use std::collections::BTreeMap;

use detections::{RuleId, Severity};
use event_model::{OrganizationId, TimeRange, Timestamp};
use event_store::{Control, FindingRecord, FindingScope, Resolution, StoreError};
use serde::Serialize;

/// Findings that are counted at most: about 5 MB. More are shown as a shorter time.
const COUNTED_MAX: usize = 1_000;

/// The findings of a rule by severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingCounts)]
pub struct SeverityCountsBody {
    /// Explained by their surroundings.
    pub info: u32,
    /// Attempts that did not succeed.
    pub low: u32,
    /// To look at within the day.
    pub medium: u32,
    /// To look at now.
    pub high: u32,
    /// Data was taken.
    pub critical: u32,
}

impl SeverityCountsBody {
    /// Adds findings.
    pub(crate) fn add(&mut self, severity: Severity, count: u32) {
        *match severity {
            Severity::Info => &mut self.info,
            Severity::Low => &mut self.low,
            Severity::Medium => &mut self.medium,
            Severity::High => &mut self.high,
            Severity::Critical => &mut self.critical,
        } += count;
    }
}

/// The findings of a rule in the last 30 days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RuleFindings)]
pub struct RuleFindingsBody {
    /// Those that are not muted.
    #[serde(flatten)]
    pub by_severity: SeverityCountsBody,
    /// Those that are muted.
    pub muted: u32,
}

/// What findings were, in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ClosedFindings)]
pub struct ClosedBody {
    /// Attacks, or abuse.
    pub malicious: u32,
    /// What the rule describes, and allowed.
    pub expected: u32,
    /// Not what the rule describes.
    pub false_alarm: u32,
    /// The events were wrong.
    pub wrong_data: u32,
    /// Tests.
    pub test: u32,
}

impl ClosedBody {
    fn add(&mut self, resolution: Resolution) {
        *match resolution {
            Resolution::Malicious => &mut self.malicious,
            Resolution::Expected => &mut self.expected,
            Resolution::FalseAlarm => &mut self.false_alarm,
            Resolution::WrongData => &mut self.wrong_data,
            Resolution::Test => &mut self.test,
        } += 1;
    }

    /// Returns the share of attacks among the attacks and the false alarms; `None` without any.
    pub(crate) fn precision(&self) -> Option<f64> {
        let judged = self.malicious + self.false_alarm;
        (judged > 0).then(|| f64::from(self.malicious) / f64::from(judged))
    }
}

/// The findings of each rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FindingCounts {
    pub(crate) rules: BTreeMap<RuleId, (RuleFindingsBody, ClosedBody)>,
    /// Start of the time whose findings are counted, if there are too many to count all.
    pub(crate) cut_at: Option<Timestamp>,
}

impl FindingCounts {
    /// Counts the findings whose first hit is in `range`.
    pub(crate) async fn read(
        control: &Control,
        organization: &OrganizationId,
        range: TimeRange,
    ) -> Result<Self, StoreError> {
        let mut counts = Self::default();
        let all = FindingScope::All;
        let add = |record: &FindingRecord| counts.add(record);
        let cut_at = control.findings_each(organization, &all, range, COUNTED_MAX, add).await?;
        Ok(Self { cut_at, ..counts })
    }

    fn add(&mut self, record: &FindingRecord) {
        let (findings, closed) = self.rules.entry(record.finding.rule).or_default();
        match record.muted_by {
            Some(_) => findings.muted += 1,
            None => findings.by_severity.add(record.severity(), 1),
        }
        if let Some(resolution) = record.resolution {
            closed.add(resolution);
        }
    }
}
