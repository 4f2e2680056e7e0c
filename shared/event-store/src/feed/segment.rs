//! Segments: immutable blocks of the feed.

use std::io::{Read, Write};

use chrono::Duration;
use event_model::{OrganizationId, Timestamp};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::dynamodb::item::{Item, from_item, to_item};
use crate::dynamodb::stored::{millis, seconds};
use crate::feed::entry::FeedEntry;
use crate::feed::line::{Line, LineKey};
use crate::feed::record::FeedRecord;

/// Maximum entries of a segment.
pub(crate) const ENTRIES_MAX: usize = 500;
/// Maximum bytes of the lines of a segment before compression. Compression cannot make them more than a few bytes
/// longer, so every item stays below DynamoDB's limit of 400 KB.
pub(crate) const BYTES_MAX: usize = 300 * 1024;
/// Minimum time that a segment is kept. A record is delivered again within two days at most, and the sweep looks at the
/// head once a day: until then the segment must exist, even if its events expire sooner.
pub(crate) const KEPT_MIN: Duration = Duration::days(7);

/// The chain value before the first segment.
const CHAIN_START: [u8; 32] = [0; 32];

/// A segment of the feed of one organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The number, from 1, without gaps.
    pub number: u64,
    /// The number of its entries. A segment without entries only keeps the numbering alive.
    pub count: u16,
    /// The latest time of recording in this and all earlier segments.
    pub max_recorded_at: Timestamp,
    /// SHA-256 of the previous segment's chain, the number (8 bytes, big endian) and the SHA-256 of the lines.
    pub chain: [u8; 32],
    /// Time at which it was written.
    pub written_at: Timestamp,
    /// Expiry time: that of its youngest event, or 7 days after it was written if that is later.
    pub expires_at: Timestamp,
    /// The lines, deflated.
    body: Vec<u8>,
}

/// A segment as an item. `n` and `body` have the names that `GET /v1/feed` documents nowhere: only this crate reads
/// items.
#[derive(Debug, Serialize, Deserialize)]
struct SegmentItem {
    pk: OrganizationId,
    n: u64,
    body: ByteBuf,
    count: u16,
    #[serde(with = "millis")]
    max_recorded_at: Timestamp,
    chain: ByteArray<32>,
    #[serde(with = "millis")]
    written_at: Timestamp,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl Segment {
    /// Creates the segment after `head` with these records.
    pub(crate) fn after(
        head: Option<&Self>,
        organization: &OrganizationId,
        records: &[FeedRecord],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let lines = records.iter().flat_map(|record| &record.line).copied().collect::<Vec<u8>>();
        let number = head.map_or(1, |head| head.number + 1);
        let chain = head.map_or(CHAIN_START, |head| head.chain);
        let recorded = records.iter().map(|record| record.recorded_at).max();
        let expires = records.iter().map(|record| record.expires_at).max();
        Ok(Self {
            organization_id: organization.clone(),
            number,
            count: u16::try_from(records.len()).map_err(|error| StoreError::internal("a segment", error))?,
            max_recorded_at: recorded.max(head.map(|head| head.max_recorded_at)).unwrap_or(now),
            chain: chain_after(chain, number, &lines),
            written_at: now,
            expires_at: expires.unwrap_or(now).max(now.plus(KEPT_MIN)),
            body: deflate(&lines).map_err(|error| StoreError::internal("a segment", error))?,
        })
    }

    /// Returns the entries in order.
    pub fn entries(&self) -> Result<Vec<FeedEntry>, StoreError> {
        self.read(Line::read_entry)
    }

    /// Returns the identities of the entries in order.
    pub(crate) fn keys(&self) -> Result<Vec<LineKey>, StoreError> {
        self.read(|line| Line::read_key(&self.organization_id, line))
    }

    /// Returns `true` if this segment follows a segment with this chain, and its lines are those that were written.
    pub fn follows(&self, chain: [u8; 32]) -> Result<bool, StoreError> {
        Ok(chain_after(chain, self.number, &self.lines()?) == self.chain)
    }

    /// Returns `true` if this stored segment is the result of writing `segment`.
    pub(crate) fn is_write_of(&self, segment: &Self) -> bool {
        // The chain depends on the number and the content.
        (self.chain, self.written_at) == (segment.chain, segment.written_at)
    }

    fn read<T>(&self, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<Vec<T>, StoreError> {
        let lines = self.lines()?;
        let entries = lines.split_inclusive(|byte| *byte == b'\n').map(&read);
        let entries: Vec<T> = entries.collect::<Result<_, _>>().map_err(|error| self.corrupt(error))?;
        // A missing line would shift the sequence of every later entry.
        match entries.len() == usize::from(self.count) {
            true => Ok(entries),
            false => Err(self.corrupt(format!("it has {} entries, not {}", entries.len(), self.count))),
        }
    }

    fn lines(&self) -> Result<Vec<u8>, StoreError> {
        let mut lines = Vec::with_capacity(self.body.len() * 8);
        DeflateDecoder::new(self.body.as_slice())
            // A damaged body must not fill the memory.
            .take(4 * BYTES_MAX as u64)
            .read_to_end(&mut lines)
            .map_err(|error| self.corrupt(error))?;
        Ok(lines)
    }

    fn corrupt(&self, reason: impl std::fmt::Display) -> StoreError {
        StoreError::corrupt(format!("{} {}", self.organization_id, self.number), reason)
    }

    pub(crate) fn to_item(&self) -> Result<Item, StoreError> {
        let Self { organization_id, number, count, max_recorded_at, chain, written_at, expires_at, body } =
            self;
        to_item(SegmentItem {
            pk: organization_id.clone(),
            n: *number,
            body: ByteBuf::from(body.as_slice()),
            count: *count,
            max_recorded_at: *max_recorded_at,
            chain: ByteArray::new(*chain),
            written_at: *written_at,
            expires_at: *expires_at,
        })
    }

    /// Reads an item of the table, or an image of its stream.
    pub fn from_item(item: Item) -> Result<Self, StoreError> {
        let SegmentItem { pk, n, body, count, max_recorded_at, chain, written_at, expires_at } =
            from_item(item)?;
        Ok(Self {
            organization_id: pk,
            number: n,
            count,
            max_recorded_at,
            chain: chain.into_array(),
            written_at,
            expires_at,
            body: body.into_vec(),
        })
    }
}

fn chain_after(chain: [u8; 32], number: u64, lines: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(chain);
    hash.update(number.to_be_bytes());
    hash.update(Sha256::digest(lines));
    hash.finalize().into()
}

fn deflate(lines: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(lines)?;
    encoder.finish()
}

#[cfg(test)]
mod tests;
