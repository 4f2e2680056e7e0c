//! Appends the records of one stream batch to the feeds of their organizations.

use std::collections::BTreeMap;
use std::time::Instant;

use aws_lambda_events::dynamodb::EventRecord;
use event_model::OrganizationId;
use event_store::{FeedRecord, ImageRecord, StoreError, error_chain};
use futures::StreamExt;
use lambda::stream::Failure;

use crate::State;

/// Organizations of one batch that are appended to at once.
const ORGANIZATIONS_AT_ONCE: usize = 8;
/// Time that is left for the answer.
const ANSWER_TIME: std::time::Duration = std::time::Duration::from_secs(2);
/// The event name of an inserted item. The mapping filters the others; a removed item stays in the feed until it
/// expires there.
const INSERT: &str = "INSERT";

/// The records of one organization in a batch.
#[derive(Debug, Default)]
struct Part {
    /// Sequence number of the first record. Lambda delivers the batch again from the first failed one.
    first: String,
    records: Vec<FeedRecord>,
}

/// Appends every record once and returns the organizations that failed, by their first record.
///
/// An organization that fails does not stop the others. Records that are delivered again are recognized by the feed.
pub async fn sequence(state: &State, records: Vec<EventRecord>, deadline: Instant) -> Vec<Failure> {
    let deadline = tokio::time::Instant::from_std(deadline.checked_sub(ANSWER_TIME).unwrap_or(deadline));
    let (parts, mut unreadable) = split(records);
    let now = state.clock.timestamp();
    let appends = parts.into_iter().map(|(organization, Part { first, records })| async move {
        let count = records.len();
        (first, count, state.feed.append(&organization, records, now, deadline).await)
    });
    // Boxed: the compiler otherwise needs long for the nested futures.
    let appends: Vec<_> = appends.map(Box::pin).collect();
    let mut results = futures::stream::iter(appends).buffer_unordered(ORGANIZATIONS_AT_ONCE);
    let (mut appended, mut failures) = (0, Vec::new());
    while let Some((first, count, result)) = results.next().await {
        match result {
            Ok(done) => appended += done.appended,
            // A feed with a damaged segment fails until it is repaired. Its records must not hold up those of other
            // organizations for the hours in which Lambda would deliver them again: the sweep appends them then.
            Err(error @ StoreError::Corrupt { .. }) => {
                unreadable += count;
                tracing::error!(error = error_chain(&error), records = count, "a feed cannot be read");
            }
            Err(error) => failures.push(failure(first, error)),
        }
    }
    state.metrics.write(now, &[], &[("FeedAppended", appended), ("FeedUnreadable", unreadable)]);
    failures
}

fn failure(sequence_number: String, error: StoreError) -> Failure {
    Failure { sequence_number, cause: error.into() }
}

/// Groups the records by organization, in the order of the stream. Also returns how many could not be read.
fn split(records: Vec<EventRecord>) -> (BTreeMap<OrganizationId, Part>, usize) {
    let mut parts: BTreeMap<OrganizationId, Part> = BTreeMap::new();
    let mut unreadable = 0;
    for EventRecord { change, event_name, .. } in records {
        if event_name != INSERT {
            continue;
        }
        let pk = change.keys.get("pk");
        let pk = match pk {
            Some(serde_dynamo::AttributeValue::S(pk)) => pk.as_str(),
            _ => "",
        };
        match FeedRecord::of_image(pk, change.new_image.into()) {
            Ok(ImageRecord { organization, record, unreadable: error }) => {
                if let Some(error) = error {
                    unreadable += 1;
                    tracing::error!(error = error_chain(&error), "a stream record cannot be read");
                }
                let part = parts.entry(organization).or_default();
                if part.first.is_empty() {
                    part.first = change.sequence_number.unwrap_or_default();
                }
                part.records.push(record);
            }
            // No organization, so no feed: the log and the metric are all that can show it.
            Err(error) => {
                unreadable += 1;
                tracing::error!(error = error_chain(&error), "a stream record belongs to no organization");
            }
        }
    }
    (parts, unreadable)
}
