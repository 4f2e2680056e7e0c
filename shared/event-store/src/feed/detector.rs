//! How far the detector is.

use event_model::{OrganizationId, Timestamp};

use crate::{Consumer, Control, Feed, StoreError};

/// How far the detector is in the feed of an organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DetectorProgress {
    /// Time at which the last evaluated segment was written: every event that was in the feed then is evaluated.
    pub evaluated_to: Option<Timestamp>,
    /// Number of the last evaluated segment.
    pub evaluated_segment: Option<u64>,
    /// Number of the last segment of the feed.
    pub feed_segment: Option<u64>,
}

impl Consumer {
    /// Returns the detector as a consumer of the feed of an organization.
    pub fn detector(organization_id: OrganizationId) -> Self {
        Self { organization_id, name: "detector".to_owned() }
    }
}

impl Feed {
    /// Returns how far the detector is.
    pub async fn detector_progress(
        &self,
        control: &Control,
        organization: &OrganizationId,
    ) -> Result<DetectorProgress, StoreError> {
        let next = control.consumers_get(&Consumer::detector(organization.clone())).await?;
        let evaluated_segment = next.and_then(|next| next.checked_sub(1)).filter(|number| *number > 0);
        let head = self.head(organization).await?;
        let evaluated_to = match (evaluated_segment, &head) {
            (None, _) => None,
            (Some(number), Some(head)) if head.number == number => Some(head.written_at),
            (Some(number), _) => {
                let segments = self.segments_between(organization, number, number + 1, 1).await?;
                segments.first().map(|segment| segment.written_at)
            }
        };
        Ok(DetectorProgress { evaluated_to, evaluated_segment, feed_segment: head.map(|head| head.number) })
    }
}
