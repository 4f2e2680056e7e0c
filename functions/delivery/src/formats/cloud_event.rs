//! CloudEvents 1.0 in JSON.

use event_model::{FeedEntryBody, FeedEventBody, OrganizationId, UnreadableEventBody};
use event_store::FeedSequence;
use serde::Serialize;

/// The type of a row that could not be read. It has no dot, so no event type is equal to it.
const UNREADABLE: &str = "unreadable";

/// An event as CloudEvents 1.0 define it (<https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md>).
///
/// `source` and `id` together are unique, as `source` names the organization and the product.
#[derive(Debug, Serialize)]
pub(super) struct CloudEvent<'a> {
    specversion: &'static str,
    id: &'a str,
    source: String,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    /// The actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    datacontenttype: &'static str,
    /// Extension of the specification: the place in the feed, as a text that sorts.
    sequence: String,
    /// Extension of the specification: the time of recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    recordedtime: Option<&'a str>,
    data: &'a FeedEntryBody,
}

impl<'a> CloudEvent<'a> {
    /// Creates the form of an entry of the feed, which is its `data`.
    pub(super) fn new(
        organization: &OrganizationId,
        sequence: FeedSequence,
        data: &'a FeedEntryBody,
    ) -> Self {
        let (id, source, kind, event) = match data {
            FeedEntryBody::Event(entry) => {
                let FeedEventBody { sequence: _, event } = &**entry;
                (&event.id, &event.source, event.kind.as_str(), Some(event))
            }
            FeedEntryBody::Unreadable(UnreadableEventBody { sequence: _, source, id, unreadable: _ }) => {
                (id, source, UNREADABLE, None)
            }
        };
        Self {
            specversion: "1.0",
            id,
            source: format!("/organizations/{organization}/{source}"),
            kind,
            time: event.map(|event| event.occurred_at.as_str()),
            subject: event.map(|event| event.actor.id.as_str()),
            datacontenttype: "application/json",
            sequence: sequence.padded(),
            recordedtime: event.map(|event| event.recorded_at.as_str()),
            data,
        }
    }
}
