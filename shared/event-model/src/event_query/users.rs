//! The actors of a query, resolved to ids.

use std::collections::BTreeSet;

use crate::UserId;

/// The ids of the actors that a query names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryUsers {
    /// Actors whose events are included; `None` for every actor. An empty set includes nobody.
    pub include: Option<BTreeSet<UserId>>,
    /// Actors whose events are left out.
    pub exclude: BTreeSet<UserId>,
}

impl QueryUsers {
    /// Includes one actor.
    pub fn only(user: UserId) -> Self {
        Self { include: Some(BTreeSet::from([user])), exclude: BTreeSet::new() }
    }
}
