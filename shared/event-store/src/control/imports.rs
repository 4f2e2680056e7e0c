//! Days before the monitor was first turned on for which a backfill key sent events.
//!
//! One item per day, so that ingest needs only INSERT. Coverage shows the span from the first to the last.

use chrono::{Duration, NaiveDate, NaiveTime};
use event_model::{OrganizationId, TimeRange, Timestamp};

use crate::control::keys;
use crate::control::list::{List, Listed};
use crate::dynamodb::item::{item_key, key_of};
use crate::{Control, StoreError};

impl Control {
    /// Records that events which occurred on `day` (UTC) are imported. Succeeds if this is already recorded.
    pub async fn imports_insert(
        &self,
        organization: &OrganizationId,
        day: NaiveDate,
    ) -> Result<(), StoreError> {
        self.table.insert(item_key(&keys::imports_pk(organization), &day.to_string())).await.map(drop)
    }

    /// Returns the time from the first to the last day (UTC) with imported events; `None` if there are none.
    pub async fn imports_span(&self, organization: &OrganizationId) -> Result<Option<TimeRange>, StoreError> {
        let pk = keys::imports_pk(organization);
        let Some(first) = self.import_day(&pk, false).await? else { return Ok(None) };
        let last = self.import_day(&pk, true).await?.unwrap_or(first);
        let start = |day: NaiveDate| Timestamp::from_datetime(day.and_time(NaiveTime::MIN).and_utc());
        let end = start(last).plus(Duration::days(1));
        let corrupt = |_| StoreError::corrupt(&pk, "has days that are not in order");
        TimeRange::new(start(first), end).map(Some).map_err(corrupt)
    }

    async fn import_day(&self, pk: &str, newest_first: bool) -> Result<Option<NaiveDate>, StoreError> {
        let list = List { pk, prefix: "", newest_first };
        let Listed { items, next: _ } = self.list(list, None, 1).await?;
        let Some(item) = items.first() else { return Ok(None) };
        let (_, sk) = key_of(item).unwrap_or_default();
        let day = sk.parse().map_err(|error| StoreError::corrupt(format!("{pk} {sk}"), error))?;
        Ok(Some(day))
    }
}
