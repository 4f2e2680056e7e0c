//! Positions in the feed.

use std::fmt;
use std::str::FromStr;

/// The place of one event in the feed of its organization: `1042.17` is event 17 of segment 1042.
///
/// Sequences rise strictly. Compare the two numbers, not the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedSequence {
    /// Number of the segment, from 1.
    pub segment: u64,
    /// Place in the segment, from 1.
    pub place: u16,
}

impl FeedSequence {
    /// Returns the sequence with zeros before both numbers, so that texts sort like sequences:
    /// `00000000000000001042.00017`.
    pub fn padded(self) -> String {
        format!("{:020}.{:05}", self.segment, self.place)
    }
}

impl fmt::Display for FeedSequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.segment, self.place)
    }
}

/// The text is not a sequence of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a sequence of the feed such as 1042.17")]
pub struct InvalidSequence;

impl FromStr for FeedSequence {
    type Err = InvalidSequence;

    fn from_str(text: &str) -> Result<Self, InvalidSequence> {
        let (segment, place) = text.split_once('.').ok_or(InvalidSequence)?;
        let sequence = Self {
            segment: segment.parse().map_err(|_| InvalidSequence)?,
            place: place.parse().map_err(|_| InvalidSequence)?,
        };
        // Also refuses other spellings of the numbers, such as "+1" and "01".
        match sequence.segment > 0 && sequence.place > 0 && sequence.to_string() == text {
            true => Ok(sequence),
            false => Err(InvalidSequence),
        }
    }
}

/// A point between two events of a feed, from which a reader continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedPosition {
    /// Number of the segment with the next event.
    pub segment: u64,
    /// Events of that segment before the position.
    pub skip: u16,
}

impl FeedPosition {
    /// The position before the first event.
    pub const BEGINNING: Self = Self { segment: 1, skip: 0 };

    /// Bytes of the binary form.
    pub(crate) const BYTES: usize = 10;

    /// Returns the position before the first event of a segment.
    pub fn before(segment: u64) -> Self {
        Self { segment, skip: 0 }
    }

    /// Returns the position before an event.
    pub fn at(sequence: FeedSequence) -> Self {
        // The first place is 1.
        Self { segment: sequence.segment, skip: sequence.place.saturating_sub(1) }
    }

    /// Returns the sequence of the next event. No event has it yet if the position is at the end of the feed.
    pub fn next_sequence(self) -> FeedSequence {
        FeedSequence { segment: self.segment, place: self.skip.saturating_add(1) }
    }

    /// Returns this position, or the start of the next segment if no entry of this one is left. A segment has `count`
    /// entries. Otherwise a reader at the end would read the whole segment again at every poll.
    pub(crate) fn normalized(self, count: u16) -> Self {
        if self.skip < count { self } else { Self::before(self.segment + 1) }
    }

    /// Returns the binary form: segment and skipped events, big endian.
    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.segment.to_be_bytes());
        bytes[8..].copy_from_slice(&self.skip.to_be_bytes());
        bytes
    }

    /// Reads the binary form.
    pub(crate) fn from_bytes(bytes: [u8; Self::BYTES]) -> Option<Self> {
        let (segment, skip) = bytes.split_at(8);
        let segment = u64::from_be_bytes(segment.try_into().ok()?);
        let skip = u16::from_be_bytes(skip.try_into().ok()?);
        (segment > 0).then_some(Self { segment, skip })
    }
}

#[cfg(test)]
mod tests {
    use event_model::{EventQuery, Timestamp};
    use proptest::prelude::*;

    use super::*;
    use crate::{CursorScope, FeedCursor, InvalidCursor, Order};

    fn scope(organization: &str) -> CursorScope {
        let organization = organization.parse().expect("an id");
        CursorScope::new(&organization, "feed", &EventQuery::default(), Order::Ascending)
    }

    proptest! {
        #[test]
        fn position_bytes_read_back(segment in 1..=u64::MAX, skip: u16, millis in 0..=Timestamp::MAX.millis()) {
            let issued_at = Timestamp::from_millis(millis).expect("a time");
            let position = FeedPosition { segment, skip };
            prop_assert_eq!(FeedPosition::from_bytes(position.to_bytes()), Some(position));
            let cursor = FeedCursor { position, issued_at };
            let text = cursor.seal(&scope("org_a"));
            prop_assert_eq!(FeedCursor::open(&text, &scope("org_a")), Ok(cursor));
            prop_assert_eq!(FeedCursor::open(&text, &scope("org_b")), Err(InvalidCursor));
        }

        #[test]
        fn position_at_end_continues_at_next_segment(segment in 1..1_000_u64, skip in 0..9_u16, count in 0..9_u16) {
            let position = FeedPosition { segment, skip }.normalized(count);
            let expected = if skip < count { (segment, skip) } else { (segment + 1, 0) };
            prop_assert_eq!((position.segment, position.skip), expected);
        }
    }

    #[test]
    fn position_before_first_segment_is_refused() {
        assert_eq!(FeedPosition::from_bytes([0; FeedPosition::BYTES]), None);
        assert_eq!(
            FeedPosition::from_bytes(FeedPosition::BEGINNING.to_bytes()),
            Some(FeedPosition::BEGINNING)
        );
    }

    #[test]
    fn sequence_text_reads_back() {
        for sequence in [FeedSequence { segment: 1, place: 1 }, FeedSequence { segment: 1042, place: 17 }] {
            assert_eq!(sequence.to_string().parse(), Ok(sequence));
            assert_eq!(FeedPosition::at(sequence).next_sequence(), sequence);
        }
        assert_eq!(FeedPosition::at("1042.1".parse().expect("a sequence")), FeedPosition::before(1042));
        for text in ["", "1042", "1042.0", "0.1", "1.70000", "+1.1", "01.1", "1.1.1", " 1.1", "-1.1"] {
            assert_eq!(text.parse::<FeedSequence>(), Err(InvalidSequence), "{text}");
        }
    }

    #[test]
    fn sequences_rise_as_numbers() {
        let sequence = |segment, place| FeedSequence { segment, place };
        let rising = [sequence(9, 1), sequence(9, 2), sequence(9, 10), sequence(10, 1), sequence(1042, 17)];
        assert!(rising.is_sorted_by(|a, b| a < b));
        assert_eq!(rising[4].to_string(), "1042.17");
        assert_eq!(rising[4].padded(), "00000000000000001042.00017");
        let end = sequence(u64::MAX, u16::MAX);
        assert!(rising.into_iter().chain([end]).map(FeedSequence::padded).is_sorted_by(|a, b| a < b));
    }
}
