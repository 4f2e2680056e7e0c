//! What is known of the activity of a whole organization.

use event_model::{OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::detections::keys;
use crate::dynamodb::item::{from_item, item_key, to_item};
use crate::dynamodb::stored::optional_millis;
use crate::{Control, StoreError};

/// What the nightly pass knows of the activity of an organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DetectionTotals {
    /// Members that were active in the last three days, or, if that is more, on earlier days less a seventh for each night;
    /// `None` before the first pass.
    pub active_members: Option<u32>,
    /// The time of the last complete pass; `None` before the first one.
    pub swept_at: Option<Timestamp>,
}

/// The row of the totals.
#[derive(Debug, Serialize, Deserialize)]
struct TotalsItem {
    active_members: Option<u32>,
    #[serde(with = "optional_millis")]
    swept_at: Option<Timestamp>,
}

impl Control {
    /// Returns the totals of an organization.
    pub async fn detection_totals_get(
        &self,
        organization: &OrganizationId,
    ) -> Result<DetectionTotals, StoreError> {
        let item = self.table.get(item_key(&keys::profiles_pk(organization), keys::TOTALS_SK)).await?;
        let Some(item) = item else { return Ok(DetectionTotals::default()) };
        let TotalsItem { active_members, swept_at } = from_item(item)?;
        Ok(DetectionTotals { active_members, swept_at })
    }

    /// Writes the totals of an organization.
    pub async fn detection_totals_put(
        &self,
        organization: &OrganizationId,
        totals: &DetectionTotals,
    ) -> Result<(), StoreError> {
        let DetectionTotals { active_members, swept_at } = *totals;
        let row = to_item(TotalsItem { active_members, swept_at })?;
        let update = self
            .table
            .update(item_key(&keys::profiles_pk(organization), keys::TOTALS_SK))
            .update_expression("SET active_members = :members, swept_at = :swept_at")
            .expression_attribute_values(":members", row["active_members"].clone())
            .expression_attribute_values(":swept_at", row["swept_at"].clone());
        self.table.update_if(update).await.map(drop)
    }
}
