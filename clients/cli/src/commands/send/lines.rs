//! Reads lines in groups: as many as have arrived.

use std::io::{self, BufRead, BufReader, Read};

use event_model::limits;
use sha2::{Digest, Sha256};

use super::position::Position;

/// The longest line, in bytes: an event that fits in a request.
const LINE_BYTES: usize = limits::REQUEST_BYTES;

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its bytes without the line break: the first of them, if it is too long.
    pub(super) bytes: Vec<u8>,
    /// It is longer than an event can be.
    pub(super) is_too_long: bool,
}

/// Reads lines, and hashes all that it reads.
#[derive(Debug)]
pub(super) struct LineReader<R> {
    reader: BufReader<R>,
    offset: u64,
    line: u64,
    digest: Sha256,
}

impl<R: Read> LineReader<R> {
    pub(super) fn new(reader: BufReader<R>) -> Self {
        Self { reader, offset: 0, line: 0, digest: Sha256::new() }
    }

    /// Continues after a position, with the digest of the bytes before it.
    pub(super) fn resumed(reader: BufReader<R>, resumed: Option<(Position, Sha256)>) -> Self {
        match resumed {
            Some((Position { offset, line, .. }, digest)) => Self { reader, offset, line, digest },
            None => Self::new(reader),
        }
    }

    /// Waits for a line. Returns it, the lines after it that have arrived, up to one request, and the position after them.
    /// `None` at the end.
    pub(super) fn next_lines(&mut self) -> io::Result<Option<(Vec<Line>, Position)>> {
        let mut lines = Vec::new();
        while lines.len() < limits::EVENTS_PER_REQUEST
            && (lines.is_empty() || self.reader.buffer().contains(&b'\n'))
            && let Some(line) = self.next_line()?
        {
            lines.push(line);
        }
        let sha256 = hex::encode(self.digest.clone().finalize());
        let position = Position { offset: self.offset, line: self.line, sha256 };
        Ok((!lines.is_empty()).then_some((lines, position)))
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut is_too_long = false;
        loop {
            let read = self.reader.fill_buf()?;
            let end = read.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(read.len(), |end| end + 1);
            if taken == 0 && bytes.is_empty() && !is_too_long {
                return Ok(None);
            }
            let room = LINE_BYTES - bytes.len();
            let content = &read[..end.unwrap_or(taken)];
            is_too_long |= content.len() > room;
            bytes.extend_from_slice(&content[..content.len().min(room)]);
            self.digest.update(&read[..taken]);
            self.offset += taken as u64;
            self.reader.consume(taken);
            if end.is_some() || taken == 0 {
                self.line += 1;
                return Ok(Some(Line { number: self.line, bytes, is_too_long }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(text: &[u8]) -> LineReader<&[u8]> {
        LineReader::new(BufReader::with_capacity(7, text))
    }

    fn all(mut reader: LineReader<&[u8]>) -> (Vec<(u64, String)>, Option<Position>) {
        let (mut lines, mut last) = (Vec::new(), None);
        while let Some((group, position)) = reader.next_lines().expect("memory can be read") {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
            lines.extend(group.iter().map(|line| (line.number, text(&line.bytes))));
            last = Some(position);
        }
        (lines, last)
    }

    #[test]
    fn lines_are_numbered_and_hashed() {
        let text = b"one\n\na long line\r\nlast";
        let (lines, position) = all(reader(text));
        let expected = [(1, "one"), (2, ""), (3, "a long line\r"), (4, "last")];
        assert_eq!(lines, expected.map(|(number, text)| (number, text.to_owned())));
        let sha256 = hex::encode(Sha256::digest(text));
        assert_eq!(position, Some(Position { offset: text.len() as u64, line: 4, sha256 }));
    }

    #[test]
    fn line_too_long_is_cut_and_the_next_is_read() {
        let text = ["x".repeat(LINE_BYTES + 10), "y".repeat(LINE_BYTES), "z".to_owned()].join("\n");
        let mut reader = LineReader::new(BufReader::new(text.as_bytes()));
        let mut lines = Vec::new();
        while let Some((group, _)) = reader.next_lines().expect("memory can be read") {
            lines.extend(group);
        }
        let short: Vec<_> = lines.iter().map(|line| (line.bytes.len(), line.is_too_long)).collect();
        assert_eq!(short, [(LINE_BYTES, true), (LINE_BYTES, false), (1, false)]);
    }
}
