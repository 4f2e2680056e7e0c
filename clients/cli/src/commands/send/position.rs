//! The position in a file up to which all lines are stored.

use std::fs::File;
use std::io::{self, Read, Seek};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 64 << 10;

/// A position after a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    /// Bytes before it.
    pub(super) offset: u64,
    /// Lines before it.
    pub(super) line: u64,
    /// Digest of the bytes before it: another file of the same name has another one.
    pub(super) sha256: String,
}

impl Position {
    /// Returns the stored form.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a position has only texts as keys")
    }

    /// Moves the file to the stored position, and returns the digest up to it. `None`, and the file is at its beginning, if
    /// the file has other bytes before the position.
    pub(super) fn resume(stored: &str, file: &mut File) -> io::Result<Option<(Self, Sha256)>> {
        if let Ok(position) = serde_json::from_str::<Self>(stored) {
            let mut digest = Sha256::new();
            let mut left = position.offset;
            let mut buffer = vec![0; BUFFER_BYTES];
            while left > 0 {
                let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                match file.read(&mut buffer[..most])? {
                    0 => break,
                    read => {
                        digest.update(&buffer[..read]);
                        left -= read as u64;
                    }
                }
            }
            if left == 0 && hex::encode(digest.clone().finalize()) == position.sha256 {
                return Ok(Some((position, digest)));
            }
        }
        file.rewind()?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn position_resumes_only_in_same_file() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"one\ntwo\n").expect("the file can be written");
        let stored = Position { offset: 4, line: 1, sha256: hex::encode(Sha256::digest(b"one\n")) };
        let resume = |stored: &str, file: &mut File| {
            file.rewind().expect("a file");
            let resumed = Position::resume(stored, file).expect("the file can be read");
            (resumed.map(|(position, _)| position), file.stream_position().expect("a file"))
        };
        assert_eq!(resume(&stored.to_json(), &mut file), (Some(stored.clone()), 4));
        let other = Position { sha256: hex::encode(Sha256::digest(b"One\n")), ..stored.clone() };
        assert_eq!(resume(&other.to_json(), &mut file), (None, 0));
        let longer = Position { offset: 99, ..stored };
        assert_eq!(resume(&longer.to_json(), &mut file), (None, 0));
        assert_eq!(resume("?", &mut file), (None, 0));
    }
}
