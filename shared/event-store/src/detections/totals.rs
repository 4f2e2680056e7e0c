//! What is known of the activity of a whole organization.

use event_model::{OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::detections::keys;
use crate::dynamodb::item::{from_item, item_key, number};
use crate::dynamodb::stored::millis;
use crate::{Control, StoreError};

/// What the nightly pass knows of the activity of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DetectionTotals {
    /// Members that were active in the last 30 days.
    pub active_members: u32,
    /// The time of the last complete pass.
    pub swept_at: Timestamp,
}

/// The row of the totals.
#[derive(Debug, Serialize, Deserialize)]
struct TotalsItem {
    active_members: u32,
    #[serde(with = "millis")]
    swept_at: Timestamp,
}

impl Control {
    /// Returns the totals of an organization; `None` before the first nightly pass.
    pub async fn detection_totals_get(
        &self,
        organization: &OrganizationId,
    ) -> Result<Option<DetectionTotals>, StoreError> {
        let item = self.table.get(item_key(&keys::profiles_pk(organization), keys::TOTALS_SK)).await?;
        let Some(item) = item else { return Ok(None) };
        let TotalsItem { active_members, swept_at } = from_item(item)?;
        Ok(Some(DetectionTotals { active_members, swept_at }))
    }

    /// Writes the totals of an organization.
    pub async fn detection_totals_put(
        &self,
        organization: &OrganizationId,
        totals: &DetectionTotals,
    ) -> Result<(), StoreError> {
        let DetectionTotals { active_members, swept_at } = totals;
        let update = self
            .table
            .update(item_key(&keys::profiles_pk(organization), keys::TOTALS_SK))
            .update_expression("SET active_members = :members, swept_at = :swept_at")
            .expression_attribute_values(":members", number(*active_members))
            .expression_attribute_values(":swept_at", number(swept_at.millis()));
        self.table.update_if(update).await.map(drop)
    }
}
