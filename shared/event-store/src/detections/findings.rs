//! Reads findings.

use std::collections::HashMap;

use detections::FindingId;
use event_model::{OrganizationId, TimeRange, Timestamp};

use crate::control::list::Listed;
use crate::detections::finding::FindingRecord;
use crate::detections::finding_row::FindingItem;
use crate::detections::keys::{self, FindingPosition, FindingScope};
use crate::dynamodb::item::{from_item, item_key, key_of};
use crate::dynamodb::table::{ItemPage, RangeQuery};
use crate::{Control, StoreError};

/// Findings of one request of [`Control::findings_each`].
const PAGE: u16 = 100;

impl Control {
    /// Returns a finding of an organization, strongly consistent.
    pub async fn findings_get(
        &self,
        organization: &OrganizationId,
        id: &FindingId,
    ) -> Result<Option<FindingRecord>, StoreError> {
        let key = item_key(&keys::findings_pk(organization), &keys::finding_sk(*id));
        let item = self.table.get(key).await?;
        item.map(|item| from_item::<FindingItem>(item)?.into_record()).transpose()
    }

    /// Returns at most `limit` findings of a list after the position `after`, newest first. `range` limits the time of
    /// their first hit that was known when they were opened.
    pub async fn findings_page(
        &self,
        organization: &OrganizationId,
        scope: &FindingScope,
        range: TimeRange,
        after: Option<&FindingPosition>,
        limit: u16,
    ) -> Result<Listed<FindingRecord, FindingPosition>, StoreError> {
        let (pk, prefix) = (keys::findings_pk(organization), scope.sk_prefix());
        // A start out of the range is refused, and a cursor may come with another range.
        if after.is_some_and(|after| after.at < range.from()) {
            return Ok(Listed { items: Vec::new(), next: None });
        }
        let after = after.filter(|after| after.at < range.to());
        let query = RangeQuery {
            pk: &pk,
            // No sort key is equal to the bound of `to`, so it is excluded.
            sk_from: &format!("{prefix}{}", FindingPosition::bound(range.from())),
            sk_to: &format!("{prefix}{}", FindingPosition::bound(range.to())),
            newest_first: true,
            start: after.map(|after| item_key(&pk, &format!("{prefix}{}", after.sk()))),
            // One more than requested shows whether there is a next page.
            limit: i32::from(limit) + 1,
        };
        let ItemPage { items, next } = self.table.query_range(query).await?;
        let position = |item| {
            let (_, sk) = key_of(item).unwrap_or_default();
            let position = sk.strip_prefix(&prefix).and_then(FindingPosition::parse_sk);
            position.ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "is not the place of a finding"))
        };
        let mut positions = items.iter().map(position).collect::<Result<Vec<_>, _>>()?;
        // A page also ends at 1 MB.
        let has_more = positions.len() > usize::from(limit) || next.is_some();
        positions.truncate(limit.into());
        let next = positions.last().copied().filter(|_| has_more);
        Ok(Listed { items: self.findings_at(organization, &positions).await?, next })
    }

    /// Passes the findings of a list to `take`, newest first. Stops after about `max` and then returns the time of the last
    /// one: earlier findings were not read. `range` limits the time of their first hit that was known when they were opened.
    pub async fn findings_each(
        &self,
        organization: &OrganizationId,
        scope: &FindingScope,
        range: TimeRange,
        max: usize,
        mut take: impl FnMut(&FindingRecord),
    ) -> Result<Option<Timestamp>, StoreError> {
        let (mut after, mut read) = (None, 0);
        loop {
            let page = self.findings_page(organization, scope, range, after.as_ref(), PAGE).await?;
            read += page.items.len();
            page.items.iter().for_each(&mut take);
            after = page.next;
            match after {
                None => return Ok(None),
                Some(last) if read >= max => return Ok(Some(last.at)),
                Some(_) => {}
            }
        }
    }

    /// Returns the number of findings of a list, up to `max`. Eventually consistent.
    pub async fn findings_count(
        &self,
        organization: &OrganizationId,
        scope: &FindingScope,
        max: u16,
    ) -> Result<usize, StoreError> {
        self.table.count_prefix(&keys::findings_pk(organization), &scope.sk_prefix(), max).await
    }

    /// Returns the findings at these positions, in the same order.
    async fn findings_at(
        &self,
        organization: &OrganizationId,
        positions: &[FindingPosition],
    ) -> Result<Vec<FindingRecord>, StoreError> {
        let pk = keys::findings_pk(organization);
        let keys = positions.iter().map(|position| item_key(&pk, &keys::finding_sk(position.id)));
        let mut records: HashMap<FindingId, FindingRecord> = HashMap::new();
        for item in self.table.batch_get(keys.collect()).await? {
            let record = from_item::<FindingItem>(item)?.into_record()?;
            records.insert(record.id(), record);
        }
        // DynamoDB deletes an expired finding and its places in lists at different times.
        Ok(positions.iter().filter_map(|position| records.remove(&position.id)).collect())
    }
}
