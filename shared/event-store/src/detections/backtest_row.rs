//! The row of a back-test.

use std::collections::BTreeMap;

use chrono::Duration;
use detections::{Day, Key, Measures, Severity};
use event_model::{OrganizationId, TimeRange, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::detections::backtest::{
    Backtest, BacktestDay, BacktestFinding, BacktestProgress, BacktestResult, BacktestState, SeverityCounts,
};
use crate::detections::keys;
use crate::dynamodb::item::{Item, from_item};
use crate::dynamodb::stored::{millis, optional_millis, seconds};

/// The row of a back-test. Every write sets all attributes, so none may be left out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BacktestItem {
    pk: String,
    sk: String,
    rule: String,
    parameters: BTreeMap<String, u32>,
    #[serde(with = "millis")]
    from: Timestamp,
    #[serde(with = "millis")]
    to: Timestamp,
    #[serde(with = "millis")]
    requested_at: Timestamp,
    requested_by: UserId,
    state: BacktestState,
    #[serde(with = "millis")]
    heartbeat_at: Timestamp,
    events: u64,
    segments: u64,
    #[serde(with = "optional_millis")]
    read_to: Option<Timestamp>,
    result: Option<ResultItem>,
    version: u64,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct ResultItem {
    counts: SeverityCounts,
    days: Vec<DayItem>,
    examples: Vec<ExampleItem>,
    #[serde(with = "optional_millis")]
    counted_to: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DayItem {
    day: Day,
    counts: SeverityCounts,
}

#[derive(Debug, Serialize, Deserialize)]
struct ExampleItem {
    id: String,
    key: Key,
    severity: Severity,
    #[serde(with = "millis")]
    first_at: Timestamp,
    #[serde(with = "millis")]
    last_at: Timestamp,
    hits: u32,
    measures: Measures,
}

impl BacktestItem {
    pub(crate) fn new(organization: &OrganizationId, backtest: &Backtest) -> Self {
        let Backtest {
            id,
            rule,
            parameters,
            range,
            requested_at,
            requested_by,
            state,
            heartbeat_at,
            progress: BacktestProgress { events, segments, to },
            result,
            version,
        } = backtest.clone();
        Self {
            pk: keys::backtests_pk(organization),
            sk: keys::backtest_sk(&id),
            rule: rule.to_string(),
            parameters,
            from: range.from(),
            to: range.to(),
            requested_at,
            requested_by,
            state,
            heartbeat_at,
            events,
            segments,
            read_to: to,
            result: result.map(ResultItem::from),
            version,
            expires_at: requested_at.plus(Duration::days(Backtest::KEPT_DAYS)),
        }
    }

    fn into_backtest(self) -> Result<Option<Backtest>, StoreError> {
        let Self {
            pk,
            sk,
            rule,
            parameters,
            from,
            to,
            requested_at,
            requested_by,
            state,
            heartbeat_at,
            events,
            segments,
            read_to,
            result,
            version,
            expires_at: _,
        } = self;
        let key = format!("{pk} {sk}");
        let id = keys::parse_backtest_sk(&sk)
            .ok_or_else(|| StoreError::corrupt(&key, "has a sort key that is not a back-test's"))?;
        // A rule of a newer version, which this one cannot show.
        let Ok(rule) = rule.parse() else { return Ok(None) };
        let range = TimeRange::new(from, to).map_err(|error| StoreError::corrupt(&key, error))?;
        let result = result.map(|result| result.into_result(&key)).transpose()?;
        Ok(Some(Backtest {
            id,
            rule,
            parameters,
            range,
            requested_at,
            requested_by,
            state,
            heartbeat_at,
            progress: BacktestProgress { events, segments, to: read_to },
            result,
            version,
        }))
    }
}

/// Reads a back-test; `None` if it is about a rule that this version does not have.
pub(crate) fn read_backtest(item: Item) -> Result<Option<Backtest>, StoreError> {
    from_item::<BacktestItem>(item)?.into_backtest()
}

impl From<BacktestResult> for ResultItem {
    fn from(result: BacktestResult) -> Self {
        let BacktestResult { counts, days, examples, counted_to } = result;
        let day = |BacktestDay { day, counts }| DayItem { day, counts };
        Self {
            counts,
            days: days.into_iter().map(day).collect(),
            examples: examples.into_iter().map(ExampleItem::from).collect(),
            counted_to,
        }
    }
}

impl ResultItem {
    fn into_result(self, key: &str) -> Result<BacktestResult, StoreError> {
        let Self { counts, days, examples, counted_to } = self;
        let day = |DayItem { day, counts }| BacktestDay { day, counts };
        Ok(BacktestResult {
            counts,
            days: days.into_iter().map(day).collect(),
            examples: examples
                .into_iter()
                .map(|example| example.into_finding(key))
                .collect::<Result<_, _>>()?,
            counted_to,
        })
    }
}

impl From<BacktestFinding> for ExampleItem {
    fn from(finding: BacktestFinding) -> Self {
        let BacktestFinding { id, key, severity, first_at, last_at, hits, measures } = finding;
        Self { id: id.to_string(), key, severity, first_at, last_at, hits, measures }
    }
}

impl ExampleItem {
    fn into_finding(self, row: &str) -> Result<BacktestFinding, StoreError> {
        let Self { id, key, severity, first_at, last_at, hits, measures } = self;
        let id = id.parse().map_err(|error| StoreError::corrupt(row, error))?;
        Ok(BacktestFinding { id, key, severity, first_at, last_at, hits, measures })
    }
}

#[cfg(test)]
mod tests {
    use detections::{FindingId, RuleId};

    use super::*;
    use crate::dynamodb::item::to_item;

    fn backtest(result: Option<BacktestResult>) -> Backtest {
        let day = |day| Timestamp::MIN.plus(Duration::days(day));
        Backtest {
            id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
            rule: RuleId::AddressSpray,
            parameters: BTreeMap::from([("fails".to_owned(), 7)]),
            range: TimeRange::new(day(1), day(3)).expect("a range"),
            requested_at: day(9),
            requested_by: "u_admin".parse().expect("an id"),
            state: BacktestState::Done,
            heartbeat_at: day(10),
            progress: BacktestProgress { events: 7, segments: 2, to: Some(day(8)) },
            result,
            version: 3,
        }
    }

    #[test]
    fn backtest_row_reads_back() {
        let organization: OrganizationId = "org_a".parse().expect("an id");
        let day = Day::of(Timestamp::MIN.plus(Duration::days(2)));
        let counts = SeverityCounts::from([(Severity::Low, 4), (Severity::Critical, 1)]);
        let example = |key: Key| BacktestFinding {
            id: FindingId::new(&organization, RuleId::AddressSpray, &key, day),
            key,
            severity: Severity::Low,
            first_at: day.start(),
            last_at: day.start(),
            hits: 2,
            measures: Measures::default().number("fails", 10).text("address", Some("203.0.113.7")),
        };
        let person = "u_ada".parse().expect("an id");
        let examples = [
            Key::Organization,
            Key::Person("u_grace".parse().expect("an id")),
            Key::PersonCountry(person, "CH".to_owned()),
            Key::Kind("monitor.disabled".parse().expect("a type")),
        ];
        let result = BacktestResult {
            counts: counts.clone(),
            days: vec![BacktestDay { day, counts }],
            examples: examples.map(example).into(),
            counted_to: Some(day.start()),
        };
        for backtest in [backtest(None), backtest(Some(BacktestResult::default())), backtest(Some(result))] {
            let item = to_item(BacktestItem::new(&organization, &backtest)).expect("an item");
            assert_eq!(read_backtest(item).expect("a row"), Some(backtest));
        }
    }

    #[test]
    fn backtest_row_of_unknown_rule_is_left_out() {
        let mut item = BacktestItem::new(&"org_a".parse().expect("an id"), &backtest(None));
        item.rule = "account.from_the_future".to_owned();
        assert_eq!(item.into_backtest().expect("no error"), None);
    }
}
