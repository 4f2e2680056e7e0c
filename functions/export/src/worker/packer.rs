//! Rows as parts of a file.
//!
//! A part ends with a whole row and, in a compressed file, with a whole gzip member. Consecutive members are one
//! gzip file (RFC 1952, 2.2), so a part does not depend on the parts before it.

use std::io::Write;
use std::sync::Arc;

use event_model::{Catalog, Event};
use event_store::{Export, PARTS_MAX};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::WorkerError;
use super::encoder::Encoder;

/// Bytes of rows in one gzip member: enough to compress well, few enough to hold in memory.
const MEMBER_BYTES: usize = 1024 * 1024;
/// Bytes of rows that are appended to a part at once.
const BLOCK_BYTES: usize = 64 * 1024;
/// Spare capacity for the last block of a part, so that the buffer is never reallocated.
const SLACK_BYTES: usize = 256 * 1024;
/// Number of parts of the configured size; later parts are twice as large. With 8 MiB, these are the first 15 GiB,
/// and [`PARTS_MAX`] parts hold 93 GiB.
const SMALL_PARTS: usize = 2_000;

/// Packs rows into parts.
pub(crate) struct Packer {
    encoder: Encoder,
    compressed: bool,
    part: Vec<u8>,
    part_bytes: usize,
}

/// Rows that are packed but not yet in a part.
pub(crate) struct Tail {
    /// Final bytes of the file, then bytes that are not yet compressed.
    pub(crate) bytes: Vec<u8>,
    /// Number of final bytes.
    pub(crate) sealed: usize,
}

impl Packer {
    /// Creates a packer that continues after `tail`, or starts a file if there is none.
    pub(crate) fn new(
        export: &Export,
        catalog: Arc<Catalog>,
        part_bytes: usize,
        tail: Option<Tail>,
    ) -> Result<Self, WorkerError> {
        let compressed = export.request.format.is_compressed();
        let (part, block, fresh) = match tail {
            Some(Tail { mut bytes, sealed }) => {
                let block = bytes.split_off(sealed.min(bytes.len()));
                (bytes, block, false)
            }
            None => (Vec::new(), Vec::new(), true),
        };
        let mut packer =
            Self { encoder: Encoder::new(export, catalog, block)?, compressed, part, part_bytes };
        if fresh {
            packer.encoder.begin()?;
        }
        Ok(packer)
    }

    pub(crate) fn row(&mut self, event: Event) -> Result<(), WorkerError> {
        self.encoder.row(event)?;
        let most = if self.compressed { MEMBER_BYTES } else { BLOCK_BYTES };
        if self.encoder.block().len() >= most { self.seal() } else { Ok(()) }
    }

    /// Returns `true` if part number `part` (1-based) is full.
    pub(crate) fn is_full(&self, part: usize) -> bool {
        self.part.len() >= self.size_of(part)
    }

    /// Returns part number `part` (1-based) and starts the next one.
    pub(crate) fn take_part(&mut self, part: usize) -> Result<Vec<u8>, WorkerError> {
        if part > PARTS_MAX {
            return Err(WorkerError::TooLarge);
        }
        Ok(std::mem::take(&mut self.part))
    }

    /// Returns the last bytes of the file; `is_whole_file` is `true` if no part was taken before.
    pub(crate) fn finish(mut self, is_whole_file: bool) -> Result<Vec<u8>, WorkerError> {
        // A gzip file without rows has one empty member.
        if !self.encoder.block().is_empty() || (is_whole_file && self.compressed && self.part.is_empty()) {
            self.seal()?;
        }
        Ok(self.part)
    }

    /// Returns the rows that are not in a part yet, for a checkpoint.
    pub(crate) fn tail(&self) -> Tail {
        let bytes = [self.part.as_slice(), self.encoder.block()].concat();
        Tail { bytes, sealed: self.part.len() }
    }

    /// Returns the number of final bytes that are not in a part yet.
    pub(crate) fn pending_bytes(&self) -> u64 {
        self.part.len() as u64
    }

    /// Seals small blocks, so that tests need few rows.
    #[cfg(test)]
    pub(crate) fn seal_early(&mut self) -> Result<(), WorkerError> {
        /// Replaces the real limits.
        const BYTES: usize = 700;
        if self.encoder.block().len() >= BYTES { self.seal() } else { Ok(()) }
    }

    fn size_of(&self, part: usize) -> usize {
        if part <= SMALL_PARTS { self.part_bytes } else { self.part_bytes * 2 }
    }

    fn seal(&mut self) -> Result<(), WorkerError> {
        let block = self.encoder.take()?;
        if self.part.capacity() == 0 && !block.is_empty() {
            // A buffer that grows by doubling would end at twice the size of the part.
            self.part.reserve_exact(self.part_bytes + SLACK_BYTES);
        }
        if self.compressed {
            // No name and no time in the header: the same rows are the same bytes.
            let mut member = GzEncoder::new(&mut self.part, Compression::default());
            let written = member.write_all(&block).and_then(|()| member.finish().map(drop));
            written.map_err(WorkerError::encoding)
        } else {
            self.part.extend_from_slice(&block);
            Ok(())
        }
    }
}
