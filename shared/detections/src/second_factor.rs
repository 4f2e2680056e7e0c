//! What is known of the second factor of a person.

use event_model::{Class, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Day, Fact};

/// Built-in types that show that an account has a second factor, and whose class does not tell it. All other evidence is
/// found by class, so that it counts for registered types too.
const ASKED_TYPES: [&str; 3] =
    ["account.login.awaiting_2fa", "account.login.failed_2fa", "account.reauthentication.failed_2fa"];

/// How an event shows that an account has, or had, a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// One was added, or asked for.
    Present,
    /// One was removed.
    Removed,
}

impl Evidence {
    fn of(fact: &Fact) -> Option<Self> {
        match fact.class {
            Class::SecondFactorRemoved => Some(Self::Removed),
            Class::SecondFactorAdded => Some(Self::Present),
            _ if ASKED_TYPES.contains(&fact.kind.as_str()) => Some(Self::Present),
            _ => None,
        }
    }
}

event_model::wire_enum! {
    /// What the record shows of the second factor of a person.
    pub enum SecondFactorState {
        /// One was added, or a sign-in asked for one.
        Seen = "seen",
        /// One was removed, and none was seen since.
        Removed = "removed",
        /// None was seen. The account can still have one: the record does not show every sign-in step of every product.
        Never = "never",
        /// Not known: there is no evidence, and not all events of the person were examined for it.
        Unknown = "unknown",
    }
}

/// What is known of the second factor of a person. The default is that none was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Whether earlier events were not examined: the profile was begun by a version without this attribute.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_partial: bool,
    /// The first day with evidence.
    first_day: Option<Day>,
    /// Time of an event that showed one: the first one, or the first one after a removal, or later.
    seen_at: Option<Timestamp>,
    /// Time of the latest removal.
    removed_at: Option<Timestamp>,
}

impl SecondFactor {
    /// Returns what a profile without this attribute knows.
    pub fn unexamined() -> Self {
        Self { is_partial: true, ..Self::default() }
    }

    /// Returns `true` if an event is evidence.
    pub(crate) fn concerns(fact: &Fact) -> bool {
        Evidence::of(fact).is_some()
    }

    /// Returns `true` if [`observe`](Self::observe) would change more than the time of a known state: at the first evidence,
    /// at each removal, and at the first evidence after it.
    pub(crate) fn would_change(&self, fact: &Fact) -> bool {
        let Some(evidence) = Evidence::of(fact) else { return false };
        let is_first = self.first_day.is_none_or(|first| Day::of(fact.at) < first);
        let is_news = match evidence {
            Evidence::Present => {
                self.seen_at.is_none() || (self.is_removed() && self.removed_at < Some(fact.at))
            }
            Evidence::Removed => self.removed_at < Some(fact.at),
        };
        is_first || is_news
    }

    /// Adds an event. Times decide, not the order of arrival.
    pub(crate) fn observe(&mut self, fact: &Fact) {
        let Some(evidence) = Evidence::of(fact) else { return };
        let day = Day::of(fact.at);
        self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
        let time = match evidence {
            Evidence::Present => &mut self.seen_at,
            Evidence::Removed => &mut self.removed_at,
        };
        *time = (*time).max(Some(fact.at));
    }

    fn is_removed(&self) -> bool {
        self.removed_at.is_some() && self.removed_at >= self.seen_at
    }

    /// Returns what the record shows.
    pub fn state(&self) -> SecondFactorState {
        match self.first_day {
            Some(_) if self.is_removed() => SecondFactorState::Removed,
            Some(_) => SecondFactorState::Seen,
            None if self.is_partial => SecondFactorState::Unknown,
            None => SecondFactorState::Never,
        }
    }

    /// Returns the first day with evidence of those that were examined.
    pub fn first_day(&self) -> Option<Day> {
        self.first_day
    }

    /// Returns the time of the latest removal.
    pub fn removed_at(&self) -> Option<Timestamp> {
        self.removed_at
    }

    /// Returns the day of the latest known evidence.
    pub(crate) fn last_day(&self) -> Option<Day> {
        self.seen_at.max(self.removed_at).map(Day::of)
    }
}

#[cfg(test)]
mod tests;
