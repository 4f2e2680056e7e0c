//! Facts of the same session or from the same address.

use std::collections::HashMap;

use event_model::SessionId;

use crate::{AddressNet, Fact};

/// The indexes of facts by session and by address, in order of time.
#[derive(Debug, Default)]
pub(super) struct ByOrigin<'a> {
    sessions: HashMap<&'a SessionId, Vec<usize>>,
    addresses: HashMap<AddressNet, Vec<usize>>,
}

impl<'a> ByOrigin<'a> {
    /// Adds the fact `index`, which is later than those before.
    pub(super) fn push(&mut self, fact: &'a Fact, index: usize) {
        if let Some(session) = &fact.session {
            self.sessions.entry(session).or_default().push(index);
        }
        if let Some(address) = fact.address() {
            self.addresses.entry(address).or_default().push(index);
        }
    }

    /// Returns the facts of the session of `fact`.
    pub(super) fn in_session(&self, fact: &Fact) -> &[usize] {
        fact.session.as_ref().and_then(|session| self.sessions.get(session)).map_or(&[], Vec::as_slice)
    }

    /// Returns the facts from the address of `fact`.
    pub(super) fn at_address(&self, fact: &Fact) -> &[usize] {
        fact.address().and_then(|address| self.addresses.get(&address)).map_or(&[], Vec::as_slice)
    }

    /// Returns the latest fact of the session or from the address of `fact`.
    pub(super) fn latest(&self, fact: &Fact) -> Option<usize> {
        self.in_session(fact).last().max(self.at_address(fact).last()).copied()
    }
}

/// Returns those of `indexes`, which are in order, that are later than `index`.
pub(super) fn later(indexes: &[usize], index: usize) -> &[usize] {
    &indexes[indexes.partition_point(|other| *other <= index)..]
}
