//! The order of people.

use std::cmp::Ordering;

use event_model::{Name, Timestamp, UserId, fold};
use event_store::{Cursor, CursorScope, InvalidCursor, Order};
use serde::{Deserialize, Serialize};

use crate::people::row::PersonRow;

event_model::wire_enum! {
    /// What people are sorted by.
    #[derive(Default)]
    pub enum PeopleSort {
        /// The time of their last known activity.
        #[default]
        LastSeen = "last_seen",
        /// The name, or the address or id of those without one. Case and accents are ignored.
        Name = "name",
        /// Sign-ins.
        SignIns = "sign_ins",
        /// Failed and blocked sign-ins.
        FailedSignIns = "failed_sign_ins",
        /// Number of countries.
        Countries = "countries",
        /// Different items read.
        ItemsRead = "items_read",
        /// Open findings.
        Findings = "findings",
    }
}

impl PeopleSort {
    /// Returns the order that a reader expects: names from A, all else from the latest or highest.
    pub(crate) fn default_order(self) -> Order {
        if self == Self::Name { Order::Ascending } else { Order::Descending }
    }

    /// Returns `true` if the order depends on events of the last 28 days.
    pub(crate) fn needs_activity(self) -> bool {
        !matches!(self, Self::Name | Self::Findings)
    }

    /// Returns the value by which `row` is sorted.
    pub(crate) fn value(self, row: &PersonRow) -> Option<SortValue> {
        let count = |count: usize| Some(SortValue::Number(i64::try_from(count).unwrap_or(i64::MAX)));
        match self {
            Self::LastSeen => row.last_seen().map(|time| SortValue::Number(time.millis())),
            Self::Name => {
                let user = &row.user;
                let email = || user.email.as_ref().map(event_model::Email::as_str);
                let text = user.name.as_ref().map(Name::as_str).or_else(email).unwrap_or(user.id.as_str());
                Some(SortValue::Text(fold(text)))
            }
            Self::SignIns => Some(SortValue::Number(row.activity.sign_ins.into())),
            Self::FailedSignIns => Some(SortValue::Number(row.activity.failed_sign_ins.into())),
            Self::Countries => count(row.activity.countries.len()),
            Self::ItemsRead => Some(SortValue::Number(row.activity.items_read().into())),
            Self::Findings => Some(SortValue::Number(row.open_findings.into())),
        }
    }
}

/// A value by which people are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SortValue {
    Number(i64),
    Text(String),
}

/// The place of a person in a sorted list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SortKey {
    value: Option<SortValue>,
    id: UserId,
}

impl SortKey {
    /// Returns the place of `row`.
    pub(crate) fn of(row: &PersonRow, sort: PeopleSort) -> Self {
        Self { value: sort.value(row), id: row.user.id.clone() }
    }

    /// Compares two places. People without a value are last in either order, and people with the same value are in the
    /// order of their ids.
    pub(crate) fn compare(&self, other: &Self, order: Order) -> Ordering {
        let by_value = match (&self.value, &other.value) {
            (Some(a), Some(b)) if order == Order::Ascending => a.cmp(b),
            (Some(a), Some(b)) => b.cmp(a),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        by_value.then_with(|| self.id.cmp(&other.id))
    }
}

/// Where a page of people ended. All pages of a list count the events of the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeoplePosition {
    /// The time of the first page, in milliseconds since 1970.
    at: i64,
    /// The last person of the page.
    after: SortKey,
}

impl PeoplePosition {
    /// Creates the position after a person, of a list whose first page is of the time `at`.
    pub(crate) fn new(at: Timestamp, after: SortKey) -> Self {
        Self { at: at.millis(), after }
    }

    /// Returns the cursor of the position.
    pub(crate) fn seal(&self, scope: &CursorScope) -> Cursor {
        let position = serde_json::to_vec(self).expect("a position is numbers and strings");
        Cursor::seal_bytes(&position, scope)
    }

    /// Returns the position of a cursor.
    pub(crate) fn open(text: &str, scope: &CursorScope) -> Result<(Timestamp, SortKey), InvalidCursor> {
        let Self { at, after } =
            serde_json::from_slice(&Cursor::open_bytes(text, scope)?).map_err(|_| InvalidCursor)?;
        Ok((Timestamp::from_millis(at).ok_or(InvalidCursor)?, after))
    }
}

#[cfg(test)]
mod tests;
