//! Keys of the items of streams in the control table. Only this module writes and parses their text.
//!
//! Each kind of item has its own partitions: IAM can limit a grant to partitions, not to sort keys, and each function
//! writes only some of them.

use event_model::{OrganizationId, StreamId, Timestamp};
use sha2::{Digest, Sha256};

use crate::FeedSequence;

/// Number of partitions of deliveries. The schedule reads all of them every minute, and a wake-up reads a part of one.
pub const DELIVERY_SHARDS: u8 = 8;

/// Prefix of the sort keys of streams.
pub(crate) const STREAM_SK_PREFIX: &str = "STREAM#";
/// Sort key of the version of the list of streams of an organization.
pub(crate) const LIST_SK: &str = "LIST";
/// Sort key of the codes that an organization has mailed.
pub(crate) const MAIL_CODES_SK: &str = "MAIL_CODES";

/// Returns the partition of the streams of an organization.
pub(crate) fn streams_pk(organization: &OrganizationId) -> String {
    format!("STREAMS#{organization}")
}

/// Returns the partition of the codes that an organization has mailed. It is not that of its streams, because every list
/// of streams reads all of theirs. An organization id never contains `#`, so it is of no other organization either.
pub(crate) fn mail_codes_pk(organization: &OrganizationId) -> String {
    format!("{}#CODES", streams_pk(organization))
}

/// Returns the sort key of a stream.
pub(crate) fn stream_sk(id: &StreamId) -> String {
    format!("{STREAM_SK_PREFIX}{id}")
}

/// Reads the sort key of a stream.
pub(crate) fn parse_stream_sk(sk: &str) -> Option<StreamId> {
    sk.strip_prefix(STREAM_SK_PREFIX)?.parse().ok()
}

/// Returns the number of the partition of the deliveries of an organization, below [`DELIVERY_SHARDS`]. It is part of
/// stored keys, so it never changes.
pub(crate) fn delivery_shard(organization: &OrganizationId) -> u8 {
    Sha256::digest(organization.as_str())[0] % DELIVERY_SHARDS
}

/// Returns a partition of deliveries, of all organizations of a shard.
pub(crate) fn deliveries_pk(shard: u8) -> String {
    format!("DELIVERIES#{shard}")
}

/// Returns the prefix of the sort keys of the deliveries of an organization. An organization id never contains `#`, so
/// the prefix of one is not that of another.
pub(crate) fn delivery_sk_prefix(organization: &OrganizationId) -> String {
    format!("{organization}#")
}

/// Returns the sort key of a delivery.
pub(crate) fn delivery_sk(organization: &OrganizationId, stream: &StreamId) -> String {
    delivery_sk_prefix(organization) + stream.as_str()
}

/// Reads the sort key of a delivery.
pub(crate) fn parse_delivery_sk(sk: &str) -> Option<(OrganizationId, StreamId)> {
    let (organization, stream) = sk.split_once('#')?;
    Some((organization.parse().ok()?, stream.parse().ok()?))
}

/// Returns the partition of the attempts and dead letters of an organization.
pub(crate) fn delivered_pk(organization: &OrganizationId) -> String {
    format!("DELIVERED#{organization}")
}

/// Returns the prefix of the sort keys of the attempts of a stream.
pub(crate) fn attempt_sk_prefix(stream: &StreamId) -> String {
    format!("ATTEMPT#{stream}#")
}

/// Returns the sort key of an attempt. Attempts of a stream sort by time, then by first event.
pub(crate) fn attempt_sk(stream: &StreamId, at: Timestamp, first: FeedSequence) -> String {
    format!("{}{at}#{}", attempt_sk_prefix(stream), padded(first))
}

/// Reads the sort key of an attempt: stream, time and first event.
pub(crate) fn parse_attempt_sk(sk: &str) -> Option<(StreamId, Timestamp, FeedSequence)> {
    let (stream, rest) = sk.strip_prefix("ATTEMPT#")?.split_once('#')?;
    let (at, first) = rest.split_once('#')?;
    Some((stream.parse().ok()?, Timestamp::parse_own(at)?, parse_padded(first)?))
}

/// Returns the prefix of the sort keys of the dead letters of a stream.
pub(crate) fn dead_letter_sk_prefix(stream: &StreamId) -> String {
    format!("DEAD#{stream}#")
}

/// Returns the sort key of a dead letter. Dead letters of a stream sort by the order of the feed.
pub(crate) fn dead_letter_sk(stream: &StreamId, sequence: FeedSequence) -> String {
    dead_letter_sk_prefix(stream) + &padded(sequence)
}

/// Reads the sort key of a dead letter.
pub(crate) fn parse_dead_letter_sk(sk: &str) -> Option<(StreamId, FeedSequence)> {
    let (stream, sequence) = sk.strip_prefix("DEAD#")?.split_once('#')?;
    Some((stream.parse().ok()?, parse_padded(sequence)?))
}

/// Returns the text of a sequence whose order is that of the feed: the greatest numbers have 20 and 5 digits.
fn padded(FeedSequence { segment, place }: FeedSequence) -> String {
    format!("{segment:020}.{place:05}")
}

fn parse_padded(text: &str) -> Option<FeedSequence> {
    let (segment, place) = text.split_once('.')?;
    let sequence = FeedSequence { segment: segment.parse().ok()?, place: place.parse().ok()? };
    (padded(sequence) == text).then_some(sequence)
}

#[cfg(test)]
mod tests;
