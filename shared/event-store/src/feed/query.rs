//! Reads segments by number.

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use event_model::OrganizationId;

use crate::dynamodb::item::{number, text};
use crate::feed::segment::Segment;
use crate::{Feed, StoreError};

/// Segments to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SegmentQuery<'a> {
    pub(crate) organization: &'a OrganizationId,
    /// Lowest number, included.
    pub(crate) from: u64,
    /// Highest number, included.
    pub(crate) to: u64,
    pub(crate) newest_first: bool,
    /// Maximum segments. A page also ends after 1 MB.
    pub(crate) limit: u16,
}

/// A page of segments.
#[derive(Debug)]
pub(crate) struct SegmentPage {
    pub(crate) segments: Vec<Segment>,
    /// Whether unread segments may remain in the range.
    pub(crate) has_more: bool,
    /// Read units that the page cost.
    pub(crate) units: f64,
}

impl Feed {
    /// Returns one page of segments, strongly consistent: an eventually consistent page could miss a segment between
    /// two others, which a reader would take for an expired one.
    pub(crate) async fn segments(&self, query: SegmentQuery<'_>) -> Result<SegmentPage, StoreError> {
        let SegmentQuery { organization, from, to, newest_first, limit } = query;
        let request = self
            .table
            .client
            .query()
            .table_name(&*self.table.name)
            .key_condition_expression("pk = :pk AND n BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(organization.as_str()))
            .expression_attribute_values(":from", number(from))
            .expression_attribute_values(":to", number(to))
            .scan_index_forward(!newest_first)
            .limit(limit.into())
            .consistent_read(true)
            // For the read budget.
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let response = request.send().await.map_err(|error| StoreError::sdk("Query", error))?;
        let units = response.consumed_capacity().and_then(ConsumedCapacity::capacity_units);
        let has_more = response.last_evaluated_key.is_some_and(|key| !key.is_empty());
        // Required: a malformed response must be an error, not an empty page.
        let items =
            response.items.ok_or_else(|| StoreError::internal("Query", "the response has no items"))?;
        let segments = items.into_iter().map(Segment::from_item).collect::<Result<_, _>>()?;
        Ok(SegmentPage { segments, has_more, units: units.unwrap_or_default() })
    }

    /// Returns existing segments from the number `from` on and before `before`, in order: at most `limit`, and at most
    /// 1 MB. Empty if there is none.
    pub async fn segments_between(
        &self,
        organization: &OrganizationId,
        from: u64,
        before: u64,
        limit: u16,
    ) -> Result<Vec<Segment>, StoreError> {
        if from >= before {
            return Ok(Vec::new());
        }
        let query = SegmentQuery { organization, from, to: before - 1, newest_first: false, limit };
        Ok(self.segments(query).await?.segments)
    }

    /// Returns the newest segment of an organization; `None` if it has none.
    pub async fn head(&self, organization: &OrganizationId) -> Result<Option<Segment>, StoreError> {
        let query = SegmentQuery { organization, from: 1, to: u64::MAX, newest_first: true, limit: 1 };
        Ok(self.segments(query).await?.segments.pop())
    }

    /// Returns the first existing segment with this number or a higher one.
    pub async fn first_from(
        &self,
        organization: &OrganizationId,
        from: u64,
    ) -> Result<Option<Segment>, StoreError> {
        let query = SegmentQuery { organization, from, to: u64::MAX, newest_first: false, limit: 1 };
        Ok(self.segments(query).await?.segments.pop())
    }
}
