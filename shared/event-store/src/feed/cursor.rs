//! Cursors of the feed.

use event_model::{EventQuery, OrganizationId, Timestamp};

use crate::events::cursor::{open, seal};
use crate::feed::position::FeedPosition;
use crate::{CursorScope, InvalidCursor, Order};

/// Bytes of the binary form: position, then milliseconds since 1970, big endian.
const BYTES: usize = FeedPosition::BYTES + 8;

/// The place of a reader in the feed.
///
/// Like a [`Cursor`](crate::Cursor), its text is bound to an organization and filters, and carries no authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedCursor {
    /// Where the reader continues.
    pub position: FeedPosition,
    /// Time of the request that returned the cursor, or, while a late reader catches up, of its first one. It tells a
    /// late reader from one that comes to a gap of events that expired before.
    pub issued_at: Timestamp,
}

/// Name of the list, to which cursors are bound.
const LIST: &str = "feed";

impl FeedCursor {
    /// Returns what the cursors of a reader with these filters are bound to.
    pub fn scope(organization: &OrganizationId, query: &EventQuery) -> CursorScope {
        CursorScope::new(organization, LIST, query, Order::Ascending)
    }

    /// Returns the text of the cursor.
    pub fn seal(self, scope: &CursorScope) -> String {
        let Self { position, issued_at } = self;
        seal(&[position.to_bytes().as_slice(), &issued_at.millis().to_be_bytes()].concat(), scope)
    }

    /// Reads the text of a cursor.
    pub fn open(text: &str, scope: &CursorScope) -> Result<Self, InvalidCursor> {
        let bytes: [u8; BYTES] = open(text, scope)?;
        let (position, issued_at) = bytes.split_first_chunk().ok_or(InvalidCursor)?;
        let issued_at = <[u8; 8]>::try_from(issued_at).map_err(|_| InvalidCursor)?;
        Ok(Self {
            position: FeedPosition::from_bytes(*position).ok_or(InvalidCursor)?,
            issued_at: Timestamp::from_millis(i64::from_be_bytes(issued_at)).ok_or(InvalidCursor)?,
        })
    }
}
