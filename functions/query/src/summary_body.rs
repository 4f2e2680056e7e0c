//! The response of a summary.

use serde::{Deserialize, Serialize};

use crate::buckets::BucketSize;

/// Counts of events: over time, and by their values.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Summary)]
pub struct SummaryBody {
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
    /// Number of events with the outcome `failure` or `blocked` in all buckets.
    pub failures: u64,
    /// Whether all events were counted.
    pub complete: bool,
    /// Where counting stopped to limit its cost: earlier events were not counted, neither in the buckets nor in the
    /// facets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
    /// The requested facets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<FacetsBody>,
    /// The time before, with `compare=previous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousBody>,
}

/// Counts of events in the time before the range.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PreviousSummary)]
pub struct PreviousBody {
    /// Start of the time, inclusive (UTC). If the range consists of whole days of the time zone, the time has as many
    /// days. Otherwise, it is as long as the range up to now.
    pub from: String,
    /// End of the time, exclusive (UTC): the start of the range.
    pub to: String,
    /// The buckets of the time, aligned like those of the range. Their number can differ from that of the range.
    pub buckets: Vec<BucketBody>,
    /// Number of events in all buckets.
    pub total: u64,
    /// Number of events with the outcome `failure` or `blocked` in all buckets.
    pub failures: u64,
    /// Whether all events were counted. If not, the counts are no comparison for the whole range.
    pub complete: bool,
    /// Earlier events were not counted: counting stopped there to limit its cost, or the organization no longer keeps
    /// them. Equal to `to` if no event of this time was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
}

/// One bucket.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SummaryBucket)]
pub struct BucketBody {
    /// Start of the bucket, inclusive (UTC).
    pub start: String,
    /// Number of events.
    pub total: u64,
    /// Number of events with the outcome `failure` or `blocked`.
    pub failures: u64,
}

/// The requested facets. An event without the property is in no value of its facet.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Facets)]
pub struct FacetsBody {
    /// Actors, by id. The label is the newest name in the range, or the newest e-mail address, or the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<FacetBody>,
    /// Event types. The label is from the catalog.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<FacetBody>,
    /// Sources. The label is from the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<FacetBody>,
    /// Outcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<FacetBody>,
    /// Countries (ISO 3166-1 alpha-2): all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<FacetBody>,
    /// Internet service providers: `AS3303`, or the name if the number is unknown. The label is the newest name in the
    /// range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isp: Option<FacetBody>,
    /// IP addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<FacetBody>,
    /// Devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<FacetBody>,
    /// Targets: `type:id`. The label is the newest name in the range, or the id. An event with several targets is counted
    /// once for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<FacetBody>,
}

/// The values of one property of the counted events.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FacetValues)]
pub struct FacetBody {
    /// Number of different values.
    pub distinct: u64,
    /// The most frequent values, at most 50: by count, then by label.
    pub values: Vec<FacetValueBody>,
}

/// One value of a facet.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FacetValue)]
pub struct FacetValueBody {
    /// The value, which the filter of the same name takes.
    #[schema(example = "u_hannah")]
    pub value: String,
    /// The name of the value.
    #[schema(example = "Hannah Vogel")]
    pub label: String,
    /// Kind of target. Only in the facet `target`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "item")]
    pub kind: Option<String>,
    /// Number of events.
    pub count: u64,
    /// Number of different actors of these events.
    pub people: u64,
}
