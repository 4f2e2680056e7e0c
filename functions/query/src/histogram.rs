//! Counts of events over time.

use api::{OrganizationAccess, Params, Person, Problem};
use chrono::Duration;
use chrono_tz::Tz;
use event_model::{EventFilter, Outcome, RetentionDays, TimeRange, Timestamp};
use event_store::{BoundedStep, EventReader, Order, ReadBudget, ReadRequest, ReadSize};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::buckets::{BUCKETS, BucketSize, Buckets};
use crate::listing::Whose;

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
    /// The IANA time zone whose hours and days the buckets are aligned to.
    #[schema(example = "Europe/Zurich")]
    pub time_zone: String,
    /// The size of the buckets.
    pub bucket: BucketSize,
    /// The buckets, oldest first, including empty ones. Each ends where the next starts, the last at
    /// `to`. `from` and `to` may cut the first and the last.
    pub buckets: Vec<BucketBody>,
    /// Events in all buckets.
    pub total: u64,
    /// Whether everything was counted.
    pub complete: bool,
    /// Where counting stopped to bound its cost: from there back to `from` nothing was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
}

/// A size of buckets to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Hours of the time zone.
    Hour,
    /// Days of the time zone.
    Day,
    /// A size that suits the range.
    Auto,
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
    let zone = params.parsed("time_zone", parse_zone)?.unwrap_or(Tz::UTC);
    let bucket = params.parsed("bucket", parse_bucket)?.unwrap_or(Bucket::Auto);
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let mut filter = whose.filter(state, &access, person, &filters).await?;
    let now = state.clock.timestamp();
    let (from, to) = span(&filters.range()?, &filter, &access, now);
    let size = match bucket {
        Bucket::Hour => BucketSize::Hour,
        Bucket::Day => BucketSize::Day,
        Bucket::Auto => BucketSize::for_range((from, to)),
    };
    let buckets = Buckets::new((from, to), size, zone).ok_or_else(too_many_buckets)?;
    let mut counts = vec![(0, 0); buckets.len()];
    let mut counted_from = None;
    let body = |counts: &[(u64, u64)], counted_from: Option<Timestamp>| HistogramBody {
        from: from.to_string(),
        to: to.to_string(),
        time_zone: zone.name().to_owned(),
        bucket: size,
        buckets: bodies(&buckets, counts),
        total: counts.iter().map(|(total, _)| total).sum(),
        complete: counted_from.is_none(),
        counted_from: counted_from.map(|time| time.to_string()),
    };
    let Ok(range) = TimeRange::new(from, to) else {
        return Ok(body(&counts, None));
    };
    filter.range = range;
    let request = ReadRequest {
        state: &access.state,
        filter,
        order: Order::Descending,
        after: None,
        size: ReadSize::Bulk,
        now,
    };
    let mut reader = EventReader::new(&state.store.events, request);
    let budget = ReadBudget { rows: state.budget.rows.saturating_mul(BUDGET_FACTOR) };
    loop {
        match reader.next_within(budget).await? {
            BoundedStep::Event(event) => {
                let (total, failures) = &mut counts[buckets.index(event.occurred_at)];
                *total += 1;
                *failures +=
                    u64::from(matches!(event.outcome.known(), Some(Outcome::Failure | Outcome::Blocked)));
            }
            BoundedStep::BudgetSpent => {
                counted_from = reader.position().map(event_store::Position::time);
                break;
            }
            BoundedStep::End => break,
        }
    }
    Ok(body(&counts, counted_from))
}

/// Returns the part of `range` in which events can be.
fn span(
    range: &TimeRange,
    filter: &EventFilter,
    access: &OrganizationAccess,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let shown_since = access.state.settings.shown_since(now);
    // The monitor's own events outlive a shorter retention.
    let monitor_since = now.minus(RetentionDays::default().duration());
    let kept_since = if filter.admits_monitor() { shown_since.min(monitor_since) } else { shown_since };
    // Clocks of producers may be ahead by this much.
    let latest = now.plus(Duration::minutes(event_model::limits::CLOCK_SKEW_MINUTES));
    (range.from().max(kept_since), range.to().min(latest))
}

fn bodies(buckets: &Buckets, counts: &[(u64, u64)]) -> Vec<BucketBody> {
    let body = |(start, (total, failures)): (Timestamp, &(u64, u64))| BucketBody {
        start: start.to_string(),
        total: *total,
        failures: *failures,
    };
    buckets.starts().zip(counts).map(body).collect()
}

fn parse_zone(text: &str) -> Result<Tz, &'static str> {
    text.parse().map_err(|_| "is not an IANA time zone such as Europe/Zurich")
}

fn parse_bucket(text: &str) -> Result<Bucket, &'static str> {
    match text {
        "hour" => Ok(Bucket::Hour),
        "day" => Ok(Bucket::Day),
        "auto" => Ok(Bucket::Auto),
        _ => Err("is not one of hour, day, auto"),
    }
}

fn too_many_buckets() -> Problem {
    Problem::parameter(
        "bucket",
        format!("makes more than {BUCKETS} buckets; use a larger size or a shorter time"),
    )
}
