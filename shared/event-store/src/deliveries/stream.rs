//! Streams: what is sent to which destination.

use chrono::Duration;
use detections::Severity;
use event_model::{
    EventQuery, Name, OrganizationId, QueryUsers, StreamFormat, StreamId, StreamKind, Timestamp, UserId,
};

use crate::deliveries::destination::{Ciphertext, Destination};

/// Time for which requests have the signatures of both secrets after a rotation.
pub const SECRET_OVERLAP: Duration = Duration::hours(24);

/// A stream of an organization. It changes only by acts of people; how far it has delivered is a
/// [`Delivery`](crate::Delivery).
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The id.
    pub id: StreamId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: Name,
    /// The form of the events.
    pub format: StreamFormat,
    /// The events that are sent.
    pub filters: EventQuery,
    /// Ids of the actors that the filters name, resolved when they were set. A batch would change between attempts if they
    /// were resolved each time.
    pub users: QueryUsers,
    /// Minimum severity of findings that are sent; `None` for all.
    pub minimum_severity: Option<Severity>,
    /// Where they are sent.
    pub destination: Destination,
    /// The secret of the destination, which only the deliverer can read; `None` for kinds without one.
    pub secret: Option<Ciphertext>,
    /// The signing secret before the last rotation, and the time at which its signatures end.
    pub previous_secret: Option<(Ciphertext, Timestamp)>,
    /// Time of creation.
    pub created_at: Timestamp,
    /// The person who created it.
    pub created_by: UserId,
    /// Time of the last change by a person.
    pub changed_at: Timestamp,
    /// Number of changes, from 1.
    pub version: u64,
}

impl Stream {
    /// Returns the kind of its destination.
    pub fn kind(&self) -> StreamKind {
        self.destination.kind()
    }
}
