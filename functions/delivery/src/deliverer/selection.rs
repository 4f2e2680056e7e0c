//! Which entries of the feed a stream sends.

use detections::Severity;
use event_model::{Catalog, Event, EventFilter, TimeRange, Timestamp};
use event_store::{FeedEntry, Stream};

use crate::finding::FindingEvent;
use crate::message::EncodedEvent;

/// Prefix of the types of events of streams.
const STREAM: &str = "monitor.stream.";
/// Least severe findings that people get messages about, unless the stream says otherwise.
const DEFAULT_MINIMUM: Severity = Severity::High;

/// An event that is sent.
#[derive(Debug)]
pub(crate) struct Selected {
    pub(crate) event: EncodedEvent,
    /// Time at which the event expires; `None` for a row that could not be read.
    pub(crate) expires_at: Option<Timestamp>,
    /// The change of a finding that it reports.
    pub(crate) finding: Option<FindingEvent>,
}

/// The entries that one stream sends.
pub(crate) struct Selection<'a> {
    stream: &'a Stream,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(stream: &'a Stream) -> Self {
        Self { stream }
    }

    /// Returns the filter of the stream, with the types that the catalog has now.
    pub(crate) fn filter(&self, catalog: &Catalog) -> EventFilter {
        self.stream.filters.filter(catalog, self.stream.users.clone(), TimeRange::ALL)
    }

    /// Returns `None` if an entry that matches the filter is not sent; otherwise the change of a finding
    /// that it reports, if any.
    pub(crate) fn admits(&self, entry: &FeedEntry) -> Option<Option<FindingEvent>> {
        let is_for_people = self.stream.kind().is_for_people();
        let FeedEntry::Event(event) = entry else { return (!is_for_people).then_some(None) };
        let Some(finding) = FindingEvent::read(event) else {
            return (!is_for_people && !self.is_own(event)).then_some(None);
        };
        let is_sent = match (is_for_people, self.stream.minimum_severity) {
            (true, minimum) => finding.is_for_people(minimum.unwrap_or(DEFAULT_MINIMUM)),
            (false, minimum) => minimum.is_none_or(|minimum| finding.severity >= minimum),
        };
        is_sent.then_some(Some(finding))
    }

    /// Returns `true` if the event is about a change of state of this stream. If it was sent, each failure would make the
    /// next batch.
    fn is_own(&self, event: &Event) -> bool {
        event.kind.as_str().starts_with(STREAM)
            && event.targets.iter().any(|target| target.id.as_str() == self.stream.id.as_str())
    }
}

/// Returns when an entry expires; `None` for a row that could not be read.
pub(crate) fn expires_at(entry: &FeedEntry) -> Option<Timestamp> {
    match entry {
        FeedEntry::Event(event) => Some(event.expires_at),
        FeedEntry::Unreadable { .. } => None,
    }
}
