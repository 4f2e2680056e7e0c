//! Counts of events over time.

use std::ops::ControlFlow;

use api::{OrganizationAccess, Params, Person, Problem};
use chrono::Duration;
use chrono_tz::Tz;
use event_model::{EventFilter, Outcome, RetentionDays, TimeRange, Timestamp, limits};
use event_store::{Order, ReadBudget, ReadRequest, ReadSize};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::buckets::{BUCKETS, BucketSize, Buckets};
use crate::scope::Scope;

/// Read budget of a histogram, as a multiple of the budget of a page: clients request far fewer histograms than
/// pages, and 100,000 rows are counted in a few seconds.
const BUDGET_FACTOR: u32 = 4;

/// Counts of events over time.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Histogram)]
pub struct HistogramBody {
    /// Start of the counted range, inclusive (UTC).
    #[schema(example = "2026-11-14T00:00:00.000Z")]
    pub from: String,
    /// End of the counted range, exclusive (UTC).
    #[schema(example = "2026-11-21T00:00:00.000Z")]
    pub to: String,
    /// IANA time zone of the buckets: they start at its full hours or days.
    #[schema(example = "Europe/Zurich")]
    pub time_zone: String,
    /// Size of the buckets.
    pub bucket: BucketSize,
    /// The buckets, oldest first, including empty ones. Each ends where the next starts, and the last ends at
    /// `to`. The first and the last can be shorter than the others.
    pub buckets: Vec<BucketBody>,
    /// Number of events in all buckets.
    pub total: u64,
    /// Whether all events were counted.
    pub complete: bool,
    /// Where counting stopped to limit its cost: earlier events were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
}

event_model::wire_enum! {
    /// A requested bucket size.
    #[derive(Default)]
    pub enum Bucket {
        /// An hour of the time zone.
        Hour = "hour",
        /// A day of the time zone.
        Day = "day",
        /// A size that fits the range.
        #[default]
        Auto = "auto",
    }
}

/// One bucket.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = HistogramBucket)]
pub struct BucketBody {
    /// Start of the bucket, inclusive (UTC).
    pub start: String,
    /// Number of events.
    pub total: u64,
    /// Number of events with the outcome `failure` or `blocked`.
    pub failures: u64,
}

/// The parameters of a histogram besides its filters.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistogramParams {
    /// IANA time zone of the buckets: they start at its full hours or days. UTC by default.
    #[param(value_type = Option<String>, example = "Europe/Zurich")]
    time_zone: Tz,
    /// Size of the buckets. `auto`, the default, selects one that fits the range. A histogram has at most 1000 buckets.
    #[param(value_type = Option<Bucket>, example = "hour")]
    bucket: Bucket,
}

impl HistogramParams {
    fn read(params: &mut Params) -> Result<Self, Problem> {
        Ok(Self {
            time_zone: params.parsed("time_zone", parse_zone)?.unwrap_or(Tz::UTC),
            bucket: params.parsed("bucket", str::parse)?.unwrap_or_default(),
        })
    }
}

/// Returns the histogram that `params` ask for.
///
/// Counts from the newest event backward: if the budget is spent, the oldest part is missing.
pub(crate) async fn count(
    scope: Scope,
    state: &State,
    person: &Person,
    mut params: Params,
) -> Result<HistogramBody, Problem> {
    let query = scope.read_query(&mut params, state, person).await?;
    let HistogramParams { time_zone, bucket } = HistogramParams::read(&mut params)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let filter = query.filter(state, &access, person).await?;
    let now = state.clock.timestamp();
    let (from, to) = readable_range(&filter, &access, now);
    let size = match bucket {
        Bucket::Hour => BucketSize::Hour,
        Bucket::Day => BucketSize::Day,
        Bucket::Auto => BucketSize::for_range((from, to)),
    };
    let mut buckets = Buckets::new((from, to), size, time_zone).ok_or_else(too_many_buckets)?;
    let mut counted_from = None;
    if let Ok(range) = TimeRange::new(from, to) {
        let request = ReadRequest {
            state: &access.state,
            filter: EventFilter { range, ..filter },
            order: Order::Descending,
            after: None,
            size: ReadSize::Bulk,
            now,
        };
        let budget = ReadBudget { rows: state.budget.rows.saturating_mul(BUDGET_FACTOR) };
        let rest = state.store.events.page(request, budget, |event| {
            let is_failure = matches!(event.outcome.known(), Some(Outcome::Failure | Outcome::Blocked));
            buckets.add(event.occurred_at, is_failure);
            Ok::<_, Problem>(ControlFlow::Continue(()))
        });
        counted_from = rest.await?.map(|position| position.time());
    }
    Ok(HistogramBody {
        from: from.to_string(),
        to: to.to_string(),
        time_zone: time_zone.name().to_owned(),
        bucket: size,
        total: buckets.total(),
        buckets: buckets.into_bodies(),
        complete: counted_from.is_none(),
        counted_from: counted_from.map(|time| time.to_string()),
    })
}

/// Returns the part of the filter's range that can have events. It can be empty.
fn readable_range(
    filter: &EventFilter,
    access: &OrganizationAccess,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let shown_since = access.state.settings.shown_since(now);
    // Events of the monitor itself outlive a shorter retention.
    let monitor_since = now.minus(RetentionDays::default().duration());
    let kept_since = if filter.admits_monitor() { shown_since.min(monitor_since) } else { shown_since };
    // The clocks of producers can be ahead by this much.
    let latest = now.plus(Duration::minutes(limits::CLOCK_SKEW_MINUTES));
    (filter.range.from().max(kept_since), filter.range.to().min(latest))
}

fn parse_zone(text: &str) -> Result<Tz, &'static str> {
    text.parse().map_err(|_| "is not an IANA time zone such as Europe/Zurich")
}

fn too_many_buckets() -> Problem {
    Problem::parameter(
        "bucket",
        format!("makes more than {BUCKETS} buckets; use a larger size or a shorter time"),
    )
}
