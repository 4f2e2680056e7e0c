//! Counts of events over time.

use api::{Gate, Params, Person, Problem};
use chrono::Duration;
use event_model::{Outcome, TimeRange, Timestamp};
use event_store::{EventReader, Order, ReadRequest, ReadSize, Step};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::listing::Whose;

/// Buckets of one histogram: more than the pixels that tell two of them apart.
const BUCKETS: u16 = 500;
/// Buckets of a histogram when no number is asked for.
const BUCKETS_DEFAULT: u16 = 60;
/// Rows read for each row of a page's budget: a histogram is asked for once where pages are asked for
/// often, and 100,000 rows are counted in a few seconds.
const BUDGET_FACTOR: u32 = 4;

/// Counts of events over time.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HistogramBody {
    /// The first moment that was counted (UTC).
    #[schema(example = "2026-11-14T00:00:00.000Z")]
    pub from: String,
    /// The first moment after (UTC).
    #[schema(example = "2026-11-21T00:00:00.000Z")]
    pub to: String,
    /// Seconds that each bucket spans; the last may be cut short by `to`.
    pub bucket_seconds: u64,
    /// The buckets, oldest first, empty ones too.
    pub buckets: Vec<BucketBody>,
    /// Events in all buckets.
    pub total: u64,
    /// Whether everything was counted.
    pub complete: bool,
    /// Where counting stopped to bound its cost: from there back to `from` nothing was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
}

/// One bucket.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BucketBody {
    /// Its first moment (UTC).
    pub start: String,
    /// Events in it.
    pub total: u64,
    /// Those of them that failed or were blocked.
    pub failures: u64,
}

/// Returns the histogram that `params` ask for.
///
/// Counts from the newest event back: when the budget runs out, what is missing is the oldest part.
pub(crate) async fn count(
    state: &State,
    person: &Person,
    whose: Whose,
    mut params: Params,
) -> Result<HistogramBody, Problem> {
    let filters = whose.take_filters(&mut params)?;
    let buckets = params.parsed("buckets", parse_buckets)?.unwrap_or(BUCKETS_DEFAULT);
    params.finish()?;
    let gate = Gate::readable(&state.store, person).await?;
    let mut filter = whose.filter(state, &gate, person, &filters).await?;
    let now = state.clock.timestamp();
    let scale = Scale::new(&filters.range()?, &gate, now, buckets);
    let mut counts = vec![(0, 0); scale.count()];
    let mut counted_from = None;
    let Ok(range) = TimeRange::new(scale.from, scale.to) else {
        return Ok(scale.body(&counts, None));
    };
    filter.range = range;
    let request = ReadRequest {
        state: &gate.state,
        filter,
        order: Order::Descending,
        after: None,
        size: ReadSize::Bulk,
        now,
    };
    let mut reader = EventReader::new(&state.store, request);
    let budget = state.budget.rows.saturating_mul(BUDGET_FACTOR);
    loop {
        if reader.rows_read() >= budget && reader.is_hungry() {
            counted_from = reader.position().map(event_store::Position::time);
            break;
        }
        match reader.step().await? {
            Step::Event(event) => {
                let (total, failures) = &mut counts[scale.bucket(event.occurred_at)];
                *total += 1;
                *failures += u64::from(matches!(event.outcome, Outcome::Failure | Outcome::Blocked));
            }
            Step::Skipped => {}
            Step::End => break,
        }
    }
    Ok(scale.body(&counts, counted_from))
}

/// Where buckets begin and end.
struct Scale {
    from: Timestamp,
    to: Timestamp,
    seconds: i64,
}

impl Scale {
    /// Parts `range`, as far as anything can be in it, into at most `buckets`.
    fn new(range: &TimeRange, gate: &Gate, now: Timestamp, buckets: u16) -> Self {
        let kept_since = now.minus(gate.state.settings.retention_days.duration());
        // Clocks ahead of ours are accepted by so much.
        let latest = now.plus(Duration::minutes(event_model::limits::CLOCK_SKEW_MINUTES));
        let (from, to) = (range.from().max(kept_since), range.to().min(latest));
        let millis = (to.millis() - from.millis()).max(0).unsigned_abs();
        let seconds = i64::try_from(millis.div_ceil(1_000 * u64::from(buckets))).unwrap_or(i64::MAX).max(1);
        Self { from, to, seconds }
    }

    fn count(&self) -> usize {
        let millis = (self.to.millis() - self.from.millis()).max(0).unsigned_abs();
        usize::try_from(millis.div_ceil(self.seconds.unsigned_abs() * 1_000)).unwrap_or_default()
    }

    fn bucket(&self, time: Timestamp) -> usize {
        let bucket = (time.millis() - self.from.millis()) / (self.seconds * 1_000);
        usize::try_from(bucket).unwrap_or_default().min(self.count().saturating_sub(1))
    }

    fn body(&self, counts: &[(u64, u64)], counted_from: Option<Timestamp>) -> HistogramBody {
        let starts = (0_i64..).map(|index| self.from.plus(Duration::seconds(index * self.seconds)));
        let buckets = starts.zip(counts).map(|(start, (total, failures))| BucketBody {
            start: start.to_string(),
            total: *total,
            failures: *failures,
        });
        HistogramBody {
            from: self.from.to_string(),
            to: self.to.to_string(),
            bucket_seconds: self.seconds.unsigned_abs(),
            buckets: buckets.collect(),
            total: counts.iter().map(|(total, _)| total).sum(),
            complete: counted_from.is_none(),
            counted_from: counted_from.map(|time| time.to_string()),
        }
    }
}

fn parse_buckets(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(buckets @ 1..=BUCKETS) => Ok(buckets),
        _ => Err(format!("is not a whole number from 1 to {BUCKETS}")),
    }
}
