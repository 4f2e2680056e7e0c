//! A request for a stream.

use api::EventFilters;
use detections::Severity;
use event_model::json_object::Object;
use event_model::{Catalog, EventQuery, Name, StreamFormat, StreamKind};
use event_store::{Destination, FeedStart};
use secrecy::SecretString;

use crate::destination_request::{DestinationRequest, ParsedDestination};
use crate::destination_rules::DestinationRules;

/// A stream to create.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = StreamRequest)]
#[schema(example = json!({"name": "SIEM", "kind": "webhook", "format": "ocsf", "filters": {"type": ["account.login.*"]},
    "start": "now", "destination": {"url": "https://siem.northwind.example/activity"}}))]
pub struct StreamRequest {
    /// The display name.
    pub name: Name,
    /// The kind of its destination. It cannot be changed.
    pub kind: StreamKind,
    /// The form of the events; `native` if absent. A webhook can get every form, `slack`, `teams` and `email` only
    /// `native`, the others `native` or `ocsf`.
    pub format: Option<StreamFormat>,
    /// The events to send; all if absent. It has no `from` and `to`: `start` decides where it begins.
    pub filters: Option<EventFilters>,
    /// Findings of a lower severity are not sent. Default: `high` for `slack`, `teams` and `email`, otherwise none.
    pub minimum_severity: Option<Severity>,
    /// The first event: `now` (the default), `beginning` (the oldest that is kept), an RFC 3339 time of recording, or a
    /// `cursor` of `GET /v1/feed` with the same filters.
    #[schema(example = "now")]
    pub start: Option<String>,
    /// Where the events are sent.
    pub destination: DestinationRequest,
}

/// Where a new stream starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StreamStart {
    /// At a point of the feed.
    Feed(FeedStart),
    /// At a cursor, which is not yet read.
    Cursor(String),
}

/// A parsed request.
#[derive(Debug, Clone)]
pub(crate) struct ParsedStream {
    pub(crate) name: Name,
    pub(crate) format: StreamFormat,
    pub(crate) filters: EventQuery,
    pub(crate) minimum_severity: Option<Severity>,
    pub(crate) start: StreamStart,
    pub(crate) destination: Destination,
    /// The secret of the destination that the request gives.
    pub(crate) secret: Option<SecretString>,
}

impl ParsedStream {
    /// Parses a request; `None` if a fault was found. Types and sources must be in `catalog`.
    pub(crate) fn read(
        request: &mut Object<'_, '_>,
        catalog: &Catalog,
        rules: &DestinationRules,
    ) -> Option<Self> {
        let name = request.required("name");
        let kind = request.required_with("kind", str::parse::<StreamKind>);
        if let Some(Err(fault)) = kind.map(|kind| rules.allow_kind(kind)) {
            request.fault("kind", fault);
        }
        let format = request.optional_with("format", str::parse);
        let filters = request.object("filters", |filters| read_filters(filters, catalog));
        let minimum_severity = request.optional_with("minimum_severity", str::parse);
        let start = request.optional_with("start", parse_start).unwrap_or(StreamStart::Feed(FeedStart::Now));
        let destination = match kind {
            Some(kind) => request.required_object("destination", |destination| {
                ParsedDestination::read(destination, kind, None, rules)
            }),
            None => {
                request.required_value("destination");
                None
            }
        };
        let kind = kind?;
        let format = check_format(request, kind, format.unwrap_or(StreamFormat::Native));
        let ParsedDestination { destination, secret } = destination?;
        Some(Self {
            name: name?,
            format: format?,
            filters: filters.unwrap_or_default(),
            minimum_severity: minimum_severity.or(default_severity(kind)),
            start,
            destination,
            secret,
        })
    }
}

/// Returns the minimum severity of a stream that sets none: people get few messages.
pub(crate) fn default_severity(kind: StreamKind) -> Option<Severity> {
    kind.is_for_people().then_some(Severity::High)
}

/// Refuses a form that destinations of this kind cannot get.
pub(crate) fn check_format(
    request: &mut Object<'_, '_>,
    kind: StreamKind,
    format: StreamFormat,
) -> Option<StreamFormat> {
    if kind.formats().contains(&format) {
        return Some(format);
    }
    let names: Vec<&str> = kind.formats().iter().map(|format| format.as_str()).collect();
    request.fault("format", format!("must be {} for {kind}", names.join(" or ")));
    None
}

/// Reads the filters of a stream.
pub(crate) fn read_filters(filters: &mut Object<'_, '_>, catalog: &Catalog) -> Option<EventQuery> {
    let query = EventQuery::from_json(filters, catalog)?;
    // A stream goes on without end, in the order of arrival.
    for (name, time) in [("from", query.from), ("to", query.to)] {
        if time.is_some() {
            filters.fault(name, "is not a filter of a stream: start decides where it begins");
        }
    }
    Some(query)
}

fn parse_start(text: &str) -> Result<StreamStart, &'static str> {
    match text.parse() {
        Ok(start) => Ok(StreamStart::Feed(start)),
        Err(_) if text.is_empty() => Err(INVALID_START),
        Err(_) => Ok(StreamStart::Cursor(text.to_owned())),
    }
}

/// Says what a start is.
pub(crate) const INVALID_START: &str =
    "must be now, beginning, an RFC 3339 time, or a cursor of the feed with the same filters";

#[cfg(test)]
mod tests;
