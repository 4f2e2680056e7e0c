//! A request for a back-test.

use std::collections::BTreeMap;

use chrono::Duration;
use detections::{Config, RuleId};
use event_model::json_object::Object;
use event_model::{FieldError, Settings, TimeRange, Timestamp};
use serde::Serialize;

use crate::rule_patch::{ParameterPatch, read_parameters, set_parameters};

/// Maximum days of the range of a back-test.
const DAYS_MAX: i64 = 366;

/// A back-test to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = BacktestRequest)]
#[schema(example = json!({"parameters": {"fails": 20}, "from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"}))]
pub struct BacktestRequest {
    /// Values of parameters by name. Null stands for the default, and an absent parameter has its current value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Option<u32>>,
    /// Start of the range. Findings with a hit in the range count.
    pub from: Timestamp,
    /// End of the range, exclusive: at most 366 days after the start, and not in the future.
    pub to: Timestamp,
}

/// A parsed request for a back-test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParsedBacktest {
    parameters: ParameterPatch,
    from: Timestamp,
    to: Timestamp,
}

impl ParsedBacktest {
    /// Parses a request about `rule` at `now`; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>, rule: RuleId, now: Timestamp) -> Option<Self> {
        request.refuse_null();
        let parameters = read_parameters(request, rule.rule().about().parameters);
        let from = request.required_with("from", Timestamp::parse);
        let to = request.required_with("to", Timestamp::parse);
        let (from, to) = (from?, to?);
        if to > now {
            request.fault("to", "is in the future");
        } else if from >= to {
            request.fault("from", "must be earlier than to");
        } else if from.plus(Duration::days(DAYS_MAX)) < to {
            request.fault("to", format!("must be at most {DAYS_MAX} days after from"));
        }
        Some(Self { parameters, from, to })
    }

    /// Returns the part of the range whose events are kept.
    pub(crate) fn range(&self, settings: &Settings, now: Timestamp) -> Result<TimeRange, FieldError> {
        let from = self.from.max(settings.shown_since(now));
        TimeRange::new(from, self.to)
            .map_err(|_| FieldError::new("/to", "is earlier than any event that is kept"))
    }

    /// Returns the value of every parameter of `rule`: those of the request, and the current ones of `config`.
    pub(crate) fn parameters(&self, rule: RuleId, config: &Config) -> BTreeMap<String, u32> {
        let mut config = config.clone();
        set_parameters(&mut config.rules.entry(rule).or_default().parameters, &self.parameters, rule);
        let values = config.parameters(rule.rule());
        values.values().iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
    }
}
