//! Cursors of the feed.

use crate::events::cursor::{open, seal};
use crate::feed::position::FeedPosition;
use crate::{CursorScope, InvalidCursor};

/// A position in the feed, as text. Like a [`Cursor`](crate::Cursor), it is bound to an organization and filters, and
/// carries no authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedCursor(String);

impl FeedCursor {
    /// Creates the cursor of a position.
    pub fn seal(position: FeedPosition, scope: &CursorScope) -> Self {
        Self(seal(&position.to_bytes(), scope))
    }

    /// Returns the position of a cursor's text.
    pub fn open(text: &str, scope: &CursorScope) -> Result<FeedPosition, InvalidCursor> {
        FeedPosition::from_bytes(open(text, scope)?).ok_or(InvalidCursor)
    }
}

impl From<FeedCursor> for String {
    fn from(cursor: FeedCursor) -> String {
        cursor.0
    }
}
