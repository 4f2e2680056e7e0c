//! Cursors: the position after which the next page starts.
//!
//! A cursor contains a version, a tag and a position, but no table key. The tag binds it to the organization and the
//! filters, so that an altered cursor, or one of another listing, is refused. The tag is a hash, not a signature, since a
//! cursor carries no authority: organization and filters always come from the request. A caller who computes a tag can
//! only choose where a listing of their own starts, which `from` and `to` allow anyway.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::OrganizationId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Position;

const VERSION: u8 = 1;
const TAG_BYTES: usize = 12;
const BYTES: usize = 1 + TAG_BYTES + Position::BYTES;

/// The listing that a cursor belongs to.
#[derive(Debug, Clone)]
pub struct CursorScope([u8; 32]);

impl CursorScope {
    /// Returns the scope of a listing. `query` contains everything that selects rows or their order, in canonical form.
    pub fn new(organization: &OrganizationId, query: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(organization.as_str());
        // No organization id contains this byte, so no two pairs hash alike.
        hash.update([0]);
        hash.update(query);
        Self(hash.finalize().into())
    }
}

/// A cursor, as a client sends it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// The text is not a cursor of this listing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this organization and these filters")]
pub struct InvalidCursor;

impl Cursor {
    /// Returns the cursor of a position.
    pub fn seal(position: &Position, scope: &CursorScope) -> Self {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend(tag(position, scope));
        bytes.extend(position.to_bytes());
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads the position of a cursor's text.
    pub fn open(text: &str, scope: &CursorScope) -> Result<Position, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let bytes: [u8; BYTES] = bytes.try_into().map_err(|_| InvalidCursor)?;
        let (head, position) = bytes.split_at(1 + TAG_BYTES);
        let position = position.try_into().ok().and_then(Position::from_bytes).ok_or(InvalidCursor)?;
        let valid = head[0] == VERSION && bool::from(head[1..].ct_eq(&tag(&position, scope)));
        if valid { Ok(position) } else { Err(InvalidCursor) }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.0
    }
}

fn tag(position: &Position, scope: &CursorScope) -> [u8; TAG_BYTES] {
    let mut hash = Sha256::new();
    hash.update([VERSION]);
    hash.update(scope.0);
    hash.update(position.to_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    digest[..TAG_BYTES].try_into().expect("a tag is shorter than its hash")
}

#[cfg(test)]
mod tests {
    use event_model::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn scope(organization: &str, query: &str) -> CursorScope {
        CursorScope::new(&organization.parse().expect("an organization id"), query)
    }

    fn position(millis: i64, hash: [u8; 10]) -> Position {
        let mut bytes = [0; Position::BYTES];
        bytes[..8].copy_from_slice(&millis.to_be_bytes());
        bytes[8..].copy_from_slice(&hash);
        Position::from_bytes(bytes).expect("a position")
    }

    proptest! {
        #[test]
        fn cursor_reads_back(millis in 0..=Timestamp::MAX.millis(), hash: [u8; 10], query: String) {
            let (position, scope) = (position(millis, hash), scope("org_a", &query));
            let cursor = Cursor::seal(&position, &scope);
            prop_assert_eq!(Cursor::open(cursor.as_str(), &scope), Ok(position));
        }

        #[test]
        fn cursor_altered_is_refused(millis in 0..=Timestamp::MAX.millis(), hash: [u8; 10], at in 0..BYTES, bit in 0_u8..8) {
            let scope = scope("org_a", "type=pass.item.created");
            let cursor = Cursor::seal(&position(millis, hash), &scope);
            let mut bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()).expect("base64");
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(Cursor::open(&URL_SAFE_NO_PAD.encode(bytes), &scope), Err(InvalidCursor));
        }

        #[test]
        fn cursor_of_any_text_is_refused(text: String) {
            prop_assert_eq!(Cursor::open(&text, &scope("org_a", "")), Err(InvalidCursor));
        }
    }

    #[test]
    fn cursor_of_another_listing_is_refused() {
        let cursor = Cursor::seal(&position(1_000, [7; 10]), &scope("org_a", "user=u"));
        for other in [scope("org_b", "user=u"), scope("org_a", "user=v"), scope("org_a", "")] {
            assert_eq!(Cursor::open(cursor.as_str(), &other), Err(InvalidCursor));
        }
    }
}
