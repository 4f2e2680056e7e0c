//! Keeps the numbering of a feed alive.

use chrono::Duration;
use event_model::{OrganizationId, Timestamp};

use crate::feed::segment::{KEPT_MIN, Segment};
use crate::{Feed, StoreError};

/// Time that a segment without entries is kept.
const EMPTY_KEPT: Duration = Duration::days(400);

impl Feed {
    /// Appends a segment without entries if the newest one expires soon. Returns `true` if it did.
    ///
    /// An organization without new events for its whole retention would otherwise lose its newest segment. The next
    /// event would then start again at number 1, before the positions of its readers.
    pub async fn keep_head(&self, organization: &OrganizationId, now: Timestamp) -> Result<bool, StoreError> {
        let Some(head) = self.head(organization).await? else { return Ok(false) };
        if head.expires_at > now.plus(KEPT_MIN / 2) {
            return Ok(false);
        }
        let mut segment = Segment::after(Some(&head), organization, &[], now)?;
        // A reader that was offline for weeks finds it, and knows that it missed nothing.
        segment.expires_at = now.plus(EMPTY_KEPT);
        // If another writer was faster, its segment is the newest one and expires later.
        self.table.insert(segment.to_item()?).await
    }
}
