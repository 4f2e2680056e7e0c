//! The surroundings of a finding, which decide its severity.

use std::collections::BTreeSet;

use event_model::UserId;

use crate::{Exceptions, Fact};

/// A country or a network that people sign in from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// ISO 3166-1 alpha-2 code of a country.
    Country(String),
    /// Number of an autonomous system.
    Network(u32),
}

impl Place {
    /// Days in which a place counts as used.
    pub const DAYS: u16 = 30;
    /// Other people who must use a place so that it is common.
    pub const COMMON: usize = 3;

    /// Returns the country and the network of a fact.
    pub fn of(fact: &Fact) -> impl Iterator<Item = Self> {
        let country = fact.country.clone().map(Self::Country);
        country.into_iter().chain(fact.asn.map(Self::Network))
    }
}

/// How many different items a person reads on a day, over the last 90 days with any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyItems {
    /// Days with any.
    pub days: u16,
    /// Maximum of a day.
    pub maximum: u32,
    /// Median of the days.
    pub median: u32,
}

/// The surroundings of a finding.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Own networks and service accounts.
    pub exceptions: Exceptions,
    /// Places of the finding's facts that at least [`Place::COMMON`] other people used within [`Place::DAYS`] days.
    pub common: BTreeSet<Place>,
    /// What the person of the key reads on a day; `None` if it is not known.
    pub daily_items: Option<DailyItems>,
    /// Active members: those of all events in a fold, those of recent days in a detector. `None` if it is not known.
    pub active_members: Option<u32>,
}

impl Context {
    /// Returns `true` if the country of a fact is common in the organization.
    pub fn is_common_country(&self, fact: &Fact) -> bool {
        fact.country.clone().is_some_and(|country| self.common.contains(&Place::Country(country)))
    }

    /// Returns `true` if the network of a fact is common in the organization.
    pub fn is_common_network(&self, fact: &Fact) -> bool {
        fact.asn.is_some_and(|asn| self.common.contains(&Place::Network(asn)))
    }

    /// Returns `true` if a person is the account of a program.
    pub fn is_service_account(&self, user: &UserId) -> bool {
        self.exceptions.service_accounts.contains(user)
    }
}
