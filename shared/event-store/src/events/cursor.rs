//! Cursors: the position after which the next page starts.
//!
//! A cursor contains a version, a tag and a position, but no table key. The tag binds it to the organization and the
//! filters, so that an altered cursor, or one of another listing, is refused. The tag is a hash, not a signature, since a
//! cursor carries no authority: organization and filters always come from the request. A caller who computes a tag can
//! only choose where a listing of their own starts, which `from` and `to` allow anyway.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::{
    EventQuery, IpFilter, OrganizationId, Outcome, QueryFilters, Source, Timestamp, TypeSelector,
    UserSelector,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Order, Position};

const VERSION: u8 = 1;
const TAG_BYTES: usize = 12;

/// The listing that a cursor belongs to.
#[derive(Debug, Clone)]
pub struct CursorScope([u8; 32]);

impl CursorScope {
    /// Creates the scope of the list `name`: it depends on everything that selects or orders its events.
    pub fn new(organization: &OrganizationId, name: &str, query: &EventQuery, order: Order) -> Self {
        Self::of(organization, name, &[order.as_str(), &scope_text(query)])
    }

    /// Creates the scope of the list `name`, which depends on `parts`. No part may contain a zero byte.
    pub fn of(organization: &OrganizationId, name: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        // No part contains a zero byte, so different parts never have the same text.
        for part in [organization.as_str(), name].iter().chain(parts) {
            hash.update(part);
            hash.update([0]);
        }
        Self(hash.finalize().into())
    }
}

/// Returns the text of a query in the tags of its cursors.
///
/// A query without newer filters keeps its first form, in which `ip` was one address: a reader of the feed keeps its
/// cursor for weeks, and another text would refuse it after an update of the service.
fn scope_text(query: &EventQuery) -> String {
    #[derive(Serialize)]
    struct FirstForm<'a> {
        user: &'a BTreeSet<UserSelector>,
        #[serde(rename = "type")]
        kind: &'a BTreeSet<TypeSelector>,
        source: &'a BTreeSet<Source>,
        ip: Option<&'a IpFilter>,
        outcome: &'a BTreeSet<Outcome>,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    }
    let EventQuery { include, exclude, from, to } = query;
    let QueryFilters { users, types, sources, ips, outcomes, .. } = include;
    let first = QueryFilters {
        users: users.clone(),
        types: types.clone(),
        sources: sources.clone(),
        ips: ips.clone(),
        outcomes: outcomes.clone(),
        ..QueryFilters::default()
    };
    let text = if *include == first && *exclude == QueryFilters::default() && ips.len() <= 1 {
        serde_json::to_string(&FirstForm {
            user: users,
            kind: types,
            source: sources,
            ip: ips.first(),
            outcome: outcomes,
            from: *from,
            to: *to,
        })
    } else {
        serde_json::to_string(query)
    };
    text.expect("a query is strings and arrays of strings")
}

/// A position in a list of events, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// A text that is not a cursor of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this organization and these filters")]
pub struct InvalidCursor;

impl Cursor {
    /// Creates the cursor of a position.
    pub fn seal(position: &Position, scope: &CursorScope) -> Self {
        Self(seal(&position.to_bytes(), scope))
    }

    /// Returns the position of a cursor's text.
    pub fn open(text: &str, scope: &CursorScope) -> Result<Position, InvalidCursor> {
        Position::from_bytes(open(text, scope)?).ok_or(InvalidCursor)
    }

    /// Creates the cursor of a position of another form.
    pub fn seal_bytes(position: &[u8], scope: &CursorScope) -> Self {
        Self(seal(position, scope))
    }

    /// Returns the position of another form of a cursor's text.
    pub fn open_bytes(text: &str, scope: &CursorScope) -> Result<Vec<u8>, InvalidCursor> {
        open_any(text, scope)
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

/// Returns the text of a position's binary form, bound to a list.
pub(crate) fn seal(position: &[u8], scope: &CursorScope) -> String {
    let mut bytes = Vec::with_capacity(1 + TAG_BYTES + position.len());
    bytes.push(VERSION);
    bytes.extend(tag(position, scope));
    bytes.extend(position);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns the binary form of a position of `N` bytes, if `text` is bound to the list.
pub(crate) fn open<const N: usize>(text: &str, scope: &CursorScope) -> Result<[u8; N], InvalidCursor> {
    <[u8; N]>::try_from(open_any(text, scope)?).map_err(|_| InvalidCursor)
}

/// Returns the binary form of a position of any length, if `text` is bound to the list.
fn open_any(text: &str, scope: &CursorScope) -> Result<Vec<u8>, InvalidCursor> {
    let mut bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
    let (head, position) = bytes.split_at_checked(1 + TAG_BYTES).ok_or(InvalidCursor)?;
    let valid = head[0] == VERSION && bool::from(head[1..].ct_eq(&tag(position, scope)));
    if !valid {
        return Err(InvalidCursor);
    }
    Ok(bytes.split_off(1 + TAG_BYTES))
}

fn tag(position: &[u8], scope: &CursorScope) -> [u8; TAG_BYTES] {
    let mut hash = Sha256::new();
    hash.update([VERSION]);
    hash.update(scope.0);
    hash.update(position);
    let digest: [u8; 32] = hash.finalize().into();
    digest[..TAG_BYTES].try_into().expect("a tag is shorter than its hash")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const BYTES: usize = 1 + TAG_BYTES + Position::BYTES;

    fn scope(organization: &str, name: &str, users: &[&str], order: Order) -> CursorScope {
        let users = users.iter().map(|user| user.parse::<UserSelector>().expect("a user"));
        let include = QueryFilters { users: users.collect(), ..QueryFilters::default() };
        let query = EventQuery { include, ..EventQuery::default() };
        CursorScope::new(&organization.parse().expect("an organization id"), name, &query, order)
    }

    fn events() -> CursorScope {
        scope("org_a", "events", &["u"], Order::Descending)
    }

    fn position(millis: i64, hash: [u8; 10]) -> Position {
        let mut bytes = [0; Position::BYTES];
        bytes[..8].copy_from_slice(&millis.to_be_bytes());
        bytes[8..].copy_from_slice(&hash);
        Position::from_bytes(bytes).expect("a position")
    }

    proptest! {
        #[test]
        fn cursor_reads_back(millis in 0..=Timestamp::MAX.millis(), hash: [u8; 10], user in "[a-z#@]{1,9}") {
            let position = position(millis, hash);
            let scope = scope("org_a", "events", &[&user], Order::Ascending);
            let cursor = Cursor::seal(&position, &scope);
            prop_assert_eq!(Cursor::open(cursor.as_str(), &scope), Ok(position));
        }

        #[test]
        fn cursor_altered_is_refused(millis in 0..=Timestamp::MAX.millis(), hash: [u8; 10], at in 0..BYTES, bit in 0_u8..8) {
            let scope = events();
            let cursor = Cursor::seal(&position(millis, hash), &scope);
            let mut bytes = URL_SAFE_NO_PAD.decode(cursor.as_str()).expect("base64");
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(Cursor::open(&URL_SAFE_NO_PAD.encode(bytes), &scope), Err(InvalidCursor));
        }

        #[test]
        fn cursor_arbitrary_text_is_refused(text: String) {
            prop_assert_eq!(Cursor::open(&text, &events()), Err(InvalidCursor));
        }
    }

    #[test]
    fn cursor_of_another_list_is_refused() {
        let cursor = Cursor::seal(&position(1_000, [7; 10]), &events());
        for other in [
            scope("org_b", "events", &["u"], Order::Descending),
            scope("org_a", "my events", &["u"], Order::Descending),
            scope("org_a", "events", &["v"], Order::Descending),
            scope("org_a", "events", &[], Order::Descending),
            scope("org_a", "events", &["u"], Order::Ascending),
        ] {
            assert_eq!(Cursor::open(cursor.as_str(), &other), Err(InvalidCursor));
        }
    }

    /// Cursors of readers are older than the service.
    #[test]
    fn cursor_of_first_version_opens() {
        for (query, text) in [
            (json!({}), r#"{"user":[],"type":[],"source":[],"ip":null,"outcome":[],"from":null,"to":null}"#),
            (
                json!({ "user": ["u"], "type": ["pass.*"], "ip": "192.0.2.0/24", "outcome": ["failure"] }),
                r#"{"user":["u"],"type":["pass.*"],"source":[],"ip":"192.0.2.0/24","outcome":["failure"],"from":null,"to":null}"#,
            ),
        ] {
            let query = serde_json::from_value(query).expect("a query");
            assert_eq!(scope_text(&query), text);
        }
    }

    #[test]
    fn cursor_is_bound_to_each_filter() {
        let mut texts = BTreeSet::new();
        for name in EventQuery::FILTERS.into_iter().chain(EventQuery::EXCLUSIONS) {
            let value = match name.strip_prefix("not.").unwrap_or(name) {
                "type" => "pass.*",
                "outcome" => "failure",
                "ip" => "192.0.2.7",
                "country" => "CH",
                _ => "x",
            };
            let query = serde_json::from_value(json!({ name: [value] })).expect("a query");
            assert!(texts.insert(scope_text(&query)), "{name}");
        }
        let several = serde_json::from_value(json!({ "ip": ["192.0.2.7", "192.0.2.8"] })).expect("a query");
        assert!(texts.insert(scope_text(&several)));
        assert_eq!(texts.len(), 23);
    }
}
