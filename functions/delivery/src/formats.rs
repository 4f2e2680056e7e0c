//! Forms of events.

mod cloud_event;
mod ocsf;

use event_model::{Catalog, OrganizationId, Source, StreamFormat};
use event_store::{FeedEntry, FeedSequence};
use serde_json::value::to_raw_value;

use crate::message::EncodedEvent;

/// Writes the events of an organization in one form.
#[derive(Debug, Clone, Copy)]
pub struct Encoder<'a> {
    /// The organization.
    pub organization: &'a OrganizationId,
    /// The form.
    pub format: StreamFormat,
    /// The names and classes of event types. An event whose type it lacks is encoded too.
    pub catalog: &'a Catalog,
    /// Whether IP address, ISP and location are part of the form.
    pub show_details: bool,
    /// Origin of the dashboard, for links to findings.
    pub dashboard_url: &'a str,
}

impl Encoder<'_> {
    /// Encodes an entry of the feed. The same entry, catalog and setting give the same bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the entry cannot be written as JSON, which no entry of the feed causes.
    pub fn encode(
        &self,
        sequence: FeedSequence,
        entry: FeedEntry,
    ) -> Result<EncodedEvent, serde_json::Error> {
        let (source, id, kind, times) = match &entry {
            FeedEntry::Event(event) => {
                let times = ocsf::Times { occurred_at: event.occurred_at, recorded_at: event.recorded_at };
                (event.source().to_owned(), event.id.clone(), Some(event.kind.clone()), Some(times))
            }
            FeedEntry::Unreadable { source, id } => (source.clone(), id.clone(), None, None),
        };
        let body = entry.into_body(sequence, self.show_details);
        let body = match self.format {
            StreamFormat::Native => to_raw_value(&body),
            StreamFormat::CloudEvents => {
                to_raw_value(&cloud_event::CloudEvent::new(self.organization, sequence, &body))
            }
            StreamFormat::Ocsf => to_raw_value(&ocsf::event(&ocsf::Row {
                body: &body,
                times,
                organization: self.organization,
                entry: kind.as_ref().and_then(|kind| self.catalog.get(kind)),
                source_label: self.catalog.source_label(&source),
                dashboard_url: self.dashboard_url,
            })),
        }?;
        Ok(EncodedEvent {
            sequence,
            source: Source::recorded(source),
            id,
            kind,
            occurred_at: times.map(|times| times.occurred_at),
            recorded_at: times.map(|times| times.recorded_at),
            body,
        })
    }
}
