//! Changes of a stream.

use api::EventFilters;
use detections::Severity;
use event_model::json_object::Object;
use event_model::{Catalog, EventQuery, Name, StreamFormat};
use event_store::Stream;

use crate::destination_request::{DestinationRequest, ParsedDestination};
use crate::destination_rules::DestinationRules;
use crate::stream_request::{check_format, default_severity, read_filters};

/// Changes of a stream (JSON merge patch, RFC 7396). An absent member does not change.
#[derive(Debug, utoipa::ToSchema)]
#[schema(as = StreamPatch)]
#[schema(example = json!({"name": "SIEM, production", "filters": {"source": ["pass"]}}))]
pub struct StreamPatch {
    /// The display name.
    #[schema(value_type = Name, required = false)]
    pub name: Option<Name>,
    /// The form of the events.
    #[schema(value_type = StreamFormat, required = false)]
    pub format: Option<StreamFormat>,
    /// The events to send. The filters replace the stored ones. Null removes them.
    pub filters: Option<EventFilters>,
    /// Findings of a lower severity are not sent. Null sets the default of the kind.
    pub minimum_severity: Option<Severity>,
    /// Changes of the destination. The stream must be verified again. Another URL or site needs the token or API key
    /// again, which is sent there. A new URL of `slack` or `teams`, a new token or API key is set here, too.
    #[schema(value_type = DestinationRequest, required = false)]
    pub destination: Option<DestinationRequest>,
}

/// Parsed changes.
#[derive(Debug, Clone)]
pub(crate) struct ParsedPatch {
    name: Option<Name>,
    format: Option<StreamFormat>,
    pub(crate) filters: Option<EventQuery>,
    minimum_severity: Option<Option<Severity>>,
    pub(crate) destination: Option<ParsedDestination>,
}

impl ParsedPatch {
    /// Parses changes of `stream`; `None` if a fault was found. Types and sources must be in `catalog`.
    pub(crate) fn read(
        request: &mut Object<'_, '_>,
        stream: &Stream,
        catalog: &Catalog,
        rules: &DestinationRules,
    ) -> Option<Self> {
        request.refuse_null();
        let kind = stream.kind();
        let name = request.optional("name");
        let format = request.optional_with("format", str::parse);
        let format = format.and_then(|format| check_format(request, kind, format));
        let minimum_severity = match request.value("minimum_severity") {
            Some(value) if value.is_null() => Some(default_severity(kind)),
            Some(value) => request.text("minimum_severity", value, str::parse).map(Some),
            None => None,
        };
        let filters = match request.value("filters") {
            Some(value) if value.is_null() => Some(EventQuery::default()),
            Some(_) => request.object("filters", |filters| read_filters(filters, catalog)),
            None => None,
        };
        let destination = request.object("destination", |destination| {
            ParsedDestination::read(destination, kind, Some(&stream.destination), rules)
        });
        Some(Self { name, format, filters, minimum_severity, destination })
    }

    /// Returns `stream` with the changes. Actors of new filters and a new secret are not yet resolved.
    pub(crate) fn apply(&self, stream: &Stream) -> Stream {
        let Self { name, format, filters, minimum_severity, destination } = self;
        Stream {
            name: name.clone().unwrap_or_else(|| stream.name.clone()),
            format: format.unwrap_or(stream.format),
            filters: filters.clone().unwrap_or_else(|| stream.filters.clone()),
            minimum_severity: minimum_severity.unwrap_or(stream.minimum_severity),
            destination: match destination {
                Some(parsed) => parsed.destination.clone(),
                None => stream.destination.clone(),
            },
            ..stream.clone()
        }
    }
}

#[cfg(test)]
mod tests;
