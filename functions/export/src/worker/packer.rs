//! Rows as parts of a file.
//!
//! A part always ends with a row, and in a compressed file with a gzip member: members that follow each
//! other are one gzip file (RFC 1952, 2.2), so that a part depends on no part before it.

use std::io::Write;

use event_model::Event;
use event_store::{Export, PARTS_MAX};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::WorkerError;
use super::encoder::Encoder;

/// Bytes of rows that are compressed together: enough to compress well, few enough to hold.
const MEMBER_BYTES: usize = 1024 * 1024;
/// Bytes of rows that are moved to a part together.
const BLOCK_BYTES: usize = 64 * 1024;
/// Room at the end of a part for its last block, so that a part is never moved to make room.
const SLACK_BYTES: usize = 256 * 1024;
/// Parts of the first size; those after it are twice as large. With 8 MiB these are the first 16 GiB, and
/// 10,000 parts hold 140 GiB, which is half a billion rows: more than a day of reading, after which S3 ends
/// an upload anyway.
const SMALL_PARTS: usize = 2_000;

/// Packs rows into parts.
pub(crate) struct Packer {
    encoder: Encoder,
    compressed: bool,
    part: Vec<u8>,
    part_bytes: usize,
}

/// What is packed but not a part yet.
pub(crate) struct Rest {
    /// Bytes of the file, then bytes that are yet to be compressed.
    pub(crate) bytes: Vec<u8>,
    /// How many bytes are of the file as they are.
    pub(crate) sealed: usize,
}

impl Packer {
    /// Goes on after `rest`, or begins a file where there is none.
    pub(crate) fn new(export: &Export, part_bytes: usize, rest: Option<Rest>) -> Result<Self, WorkerError> {
        let compressed = export.request.format.is_compressed();
        let (part, block, fresh) = match rest {
            Some(Rest { mut bytes, sealed }) => {
                let block = bytes.split_off(sealed.min(bytes.len()));
                (bytes, block, false)
            }
            None => (Vec::new(), Vec::new(), true),
        };
        let mut packer = Self { encoder: Encoder::new(export, block)?, compressed, part, part_bytes };
        if fresh {
            packer.encoder.begin()?;
        }
        Ok(packer)
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, event: Event) -> Result<(), WorkerError> {
        self.encoder.row(event)?;
        let most = if self.compressed { MEMBER_BYTES } else { BLOCK_BYTES };
        if self.encoder.block().len() >= most { self.seal() } else { Ok(()) }
    }

    /// Tells whether there is enough for part number `part` (the first being 1).
    pub(crate) fn is_full(&self, part: usize) -> bool {
        self.part.len() >= self.size_of(part)
    }

    /// Takes part number `part`.
    pub(crate) fn take_part(&mut self, part: usize) -> Result<Vec<u8>, WorkerError> {
        if part > PARTS_MAX {
            return Err(WorkerError::TooLarge);
        }
        Ok(std::mem::take(&mut self.part))
    }

    /// Takes what is left at the end of a file; `fresh` tells whether it is all of the file.
    pub(crate) fn finish(mut self, fresh: bool) -> Result<Vec<u8>, WorkerError> {
        // Nothing at all is not a gzip file: one without rows has one empty member.
        if !self.encoder.block().is_empty() || (fresh && self.compressed && self.part.is_empty()) {
            self.seal()?;
        }
        Ok(self.part)
    }

    /// Returns what is not a part yet, for a checkpoint.
    pub(crate) fn rest(&self) -> Rest {
        let bytes = [self.part.as_slice(), self.encoder.block()].concat();
        Rest { bytes, sealed: self.part.len() }
    }

    /// Returns the bytes of the file that are not in a part yet, as far as they are known.
    pub(crate) fn pending_bytes(&self) -> u64 {
        self.part.len() as u64
    }

    /// Seals a block however small it is, as rows of many megabytes would.
    #[cfg(test)]
    pub(crate) fn seal_early(&mut self) -> Result<(), WorkerError> {
        /// Bytes that stand for the real limits.
        const BYTES: usize = 700;
        if self.encoder.block().len() >= BYTES { self.seal() } else { Ok(()) }
    }

    fn size_of(&self, part: usize) -> usize {
        if part <= SMALL_PARTS { self.part_bytes } else { self.part_bytes * 2 }
    }

    fn seal(&mut self) -> Result<(), WorkerError> {
        let block = self.encoder.take()?;
        if self.part.capacity() == 0 && !block.is_empty() {
            // A part that grew by doubling would hold twice its size at the end.
            self.part.reserve_exact(self.part_bytes + SLACK_BYTES);
        }
        if self.compressed {
            // No name and no time in its head: the same rows are the same bytes.
            let mut member = GzEncoder::new(&mut self.part, Compression::default());
            let written = member.write_all(&block).and_then(|()| member.finish().map(drop));
            written.map_err(|error| WorkerError::Encoding(Box::new(error)))
        } else {
            self.part.extend_from_slice(&block);
            Ok(())
        }
    }
}
