//! A product key, and the events that it may send.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use event_model::{KeyId, Name, OrganizationId, Source, Timestamp};

use crate::control::api_key::{ApiKey, KeySecret, touch_is_due};

/// The secret of a product key: `am_<key id>_<random>`.
pub type ProductKeySecret = KeySecret<ProductKey>;

/// The sources or organizations of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyScope<T: Ord> {
    /// All, including future ones.
    All,
    /// Only these.
    Only(BTreeSet<T>),
}

impl<T: Ord> KeyScope<T> {
    /// Returns `true` if the scope contains `one`.
    pub fn contains<Q: Ord + ?Sized>(&self, one: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(one),
        }
    }

    pub(crate) fn from_list(list: Option<BTreeSet<T>>) -> Self {
        list.map_or(Self::All, Self::Only)
    }

    pub(crate) fn to_list(&self) -> Option<BTreeSet<T>>
    where
        T: Clone,
    {
        match self {
            Self::All => None,
            Self::Only(some) => Some(some.clone()),
        }
    }
}

/// A product key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductKey {
    /// The id, which is public.
    pub id: KeyId,
    /// The name that an operator gave it.
    pub name: Name,
    /// The sources whose events it may send.
    pub sources: KeyScope<Source>,
    /// The organizations whose events it may send.
    pub organizations: KeyScope<OrganizationId>,
    /// Whether it may send events from before the monitor was first turned on.
    pub backfill: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey for ProductKey {
    const PREFIX: &'static str = "am_";
}

impl ProductKey {
    /// Returns `true` if a use at `now` must be recorded.
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        touch_is_due(self.last_used_at, now)
    }
}
