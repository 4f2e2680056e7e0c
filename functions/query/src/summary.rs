//! Counts of events: over time, and by their values.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use api::{OrganizationAccess, Params, Person, Problem};
use chrono::Duration;
use chrono_tz::Tz;
use event_model::{Bucket, EventFilter, RetentionDays, TimeRange, Timestamp, limits};

use crate::State;
use crate::buckets::{BUCKETS, BucketSize, Buckets};
use crate::facet::Facet;
use crate::facet_counts::FacetCounts;
use crate::previous_range::previous_start;
use crate::scope::Scope;
use crate::summary_body::{PreviousBody, SummaryBody};

event_model::wire_enum! {
    /// What the range is compared with.
    pub enum Compare {
        /// The time before.
        Previous = "previous",
    }
}

/// The parameters of a summary besides its filters.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryParams {
    /// IANA time zone of the buckets: they start at its full hours or days. UTC by default.
    #[param(value_type = Option<String>, example = "Europe/Zurich")]
    time_zone: Tz,
    /// Size of the buckets. `auto`, the default, selects one that fits the range. A summary has at most 1000 buckets.
    #[param(value_type = Option<Bucket>, example = "hour")]
    bucket: Bucket,
    /// Properties whose values are counted too, separated by commas or repeated. `country`, `isp` and `ip` are refused
    /// while details are hidden. One's own events have no facet `user`.
    #[param(value_type = Option<Vec<Facet>>, style = Form, explode = false, required = false, example = json!(["user", "country"]))]
    facets: BTreeSet<Facet>,
    /// `previous` also counts the time before the range: as many days if the range consists of whole days of the time
    /// zone, otherwise as much time as the range has up to now.
    #[param(value_type = Option<Compare>, example = "previous")]
    compare: Option<Compare>,
}

impl SummaryParams {
    fn read(params: &mut Params, scope: Scope) -> Result<Self, Problem> {
        Ok(Self {
            time_zone: params.parsed("time_zone", parse_zone)?.unwrap_or(Tz::UTC),
            bucket: params.parsed("bucket", str::parse)?.unwrap_or_default(),
            facets: Facet::read(params, scope)?,
            compare: params.parsed("compare", str::parse)?,
        })
    }
}

/// Returns the summary that `params` ask for.
///
/// Counts from the newest event backward: if the budget is spent, the oldest part is missing. The time before the range
/// is the oldest part of the same pass.
pub(crate) async fn count(
    scope: Scope,
    state: &State,
    person: &Person,
    mut params: Params,
) -> Result<SummaryBody, Problem> {
    let query = scope.read_query(&mut params, state, person).await?;
    let SummaryParams { time_zone, bucket, facets, compare } = SummaryParams::read(&mut params, scope)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    Facet::allow(&facets, &access)?;
    let filter = query.filter(state, &access, person).await?;
    let now = state.clock.timestamp();
    let (from, to) = readable_range(&filter, &access, now);
    let size = match bucket {
        Bucket::Hour => BucketSize::Hour,
        Bucket::Day => BucketSize::Day,
        Bucket::Auto => BucketSize::for_range((from, to)),
    };
    let divide = |range| Buckets::new(range, size, time_zone).ok_or_else(too_many_buckets);
    let mut buckets = divide((from, to))?;
    let mut facets = FacetCounts::new(facets);
    let mut previous = match compare {
        Some(Compare::Previous) => {
            // The part of the range that is still to come has nothing to compare.
            let start = previous_start((from, to.min(now)), time_zone).min(from);
            let kept_since = complete_since(&filter, &access, now).clamp(start, from);
            Some(Previous { from: start, kept_since, buckets: divide((start, from))? })
        }
        None => None,
    };
    let first = previous.as_ref().map_or(from, |previous| previous.kept_since);
    let mut stopped_at = None;
    if let Ok(range) = TimeRange::new(first, to) {
        let filter = EventFilter { range, ..filter };
        let pass = state.pass_events(&access.state, filter, now, |event| {
            if event.occurred_at >= from {
                buckets.add(event);
                facets.add(event);
                if facets.is_full() {
                    return ControlFlow::Break(());
                }
            } else if let Some(previous) = &mut previous {
                previous.buckets.add(event);
            }
            ControlFlow::Continue(())
        });
        stopped_at = pass.await?;
    }
    let counted_from = stopped_at.filter(|time| *time >= from);
    Ok(SummaryBody {
        from: from.to_string(),
        to: to.to_string(),
        time_zone: time_zone.name().to_owned(),
        bucket: size,
        total: buckets.total(),
        failures: buckets.failures(),
        buckets: buckets.into_bodies(),
        complete: counted_from.is_none(),
        counted_from: counted_from.map(|time| time.to_string()),
        facets: facets.body(&query.catalog),
        previous: previous.map(|previous| previous.into_body(from, stopped_at)),
    })
}

/// Counts of the time before the range.
struct Previous {
    from: Timestamp,
    /// Earlier events of this time are not kept, so that they are not counted.
    kept_since: Timestamp,
    buckets: Buckets,
}

impl Previous {
    /// Returns the body of a time that ends at `to`. `stopped_at` is the time at which the pass stopped.
    fn into_body(self, to: Timestamp, stopped_at: Option<Timestamp>) -> PreviousBody {
        let Self { from, kept_since, buckets } = self;
        let not_kept = (kept_since > from).then_some(kept_since);
        let counted_from = stopped_at.map(|time| time.min(to)).or(not_kept);
        PreviousBody {
            from: from.to_string(),
            to: to.to_string(),
            total: buckets.total(),
            failures: buckets.failures(),
            buckets: buckets.into_bodies(),
            complete: counted_from.is_none(),
            counted_from: counted_from.map(|time| time.to_string()),
        }
    }
}

/// Returns the part of the filter's range that can have events. It can be empty.
fn readable_range(
    filter: &EventFilter,
    access: &OrganizationAccess,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let shown_since = access.state.settings.shown_since(now);
    let kept_since = if filter.admits_monitor() { shown_since.min(monitor_since(now)) } else { shown_since };
    // The clocks of producers can be ahead by this much.
    let latest = now.plus(Duration::minutes(limits::CLOCK_SKEW_MINUTES));
    (filter.range.from().max(kept_since), filter.range.to().min(latest))
}

/// Returns since when all matching events are kept.
fn complete_since(filter: &EventFilter, access: &OrganizationAccess, now: Timestamp) -> Timestamp {
    let shown_since = access.state.settings.shown_since(now);
    if filter.admits_only_monitor() { shown_since.min(monitor_since(now)) } else { shown_since }
}

/// Returns since when events of the monitor are kept: they outlive a shorter retention.
fn monitor_since(now: Timestamp) -> Timestamp {
    now.minus(RetentionDays::default().duration())
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
