//! What was new for a person when the feed reached an event.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// The profile of a person just before an event, compared with the event. Days are whole days in UTC.
///
/// Stored with short names, because a profile has several. It holds numbers, not decisions: a back-test with other parameters decides again from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Novelty {
    /// Earlier sign-ins.
    #[serde(rename = "n")]
    pub sign_ins: u16,
    /// Days with earlier sign-ins.
    #[serde(rename = "d")]
    pub sign_in_days: u16,
    /// Days since the country was last used; `None` if never in the profile, or if the country is unknown and
    /// [`Fact::country`](crate::Fact::country) is `None`.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub country_age: Option<u16>,
    /// Days since the network (ASN) was last used; like `country_age`.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub asn_age: Option<u16>,
    /// Days since the device was last used; like `country_age`.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub device_age: Option<u16>,
    /// Days since the last activity of the person; `None` if there was none.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub silent_days: Option<u16>,
    /// Days since the first activity of the person; `None` if there was none.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub account_days: Option<u16>,
}

impl Novelty {
    /// Sign-ins without which a person has no past.
    pub const PAST_SIGN_INS: u16 = 5;
    /// Days of sign-ins without which a person has no past.
    pub const PAST_DAYS: u16 = 3;

    /// Returns `true` if enough is known about the person to call anything new.
    pub fn has_past(&self) -> bool {
        self.sign_ins >= Self::PAST_SIGN_INS && self.sign_in_days >= Self::PAST_DAYS
    }
}

impl Fact {
    /// Returns `true` if the country was not in the profile of a person who has a past.
    pub fn has_new_country(&self) -> bool {
        self.country.is_some() && self.past().is_some_and(|past| past.country_age.is_none())
    }

    /// Returns `true` if the network (ASN) was not in the profile of a person who has a past.
    pub fn has_new_network(&self) -> bool {
        self.asn.is_some() && self.past().is_some_and(|past| past.asn_age.is_none())
    }

    /// Returns `true` if the device was not in the profile of a person who has a past.
    pub fn has_new_device(&self) -> bool {
        self.device.is_some() && self.past().is_some_and(|past| past.device_age.is_none())
    }

    /// Returns `true` if the country, the network or the device is new for a person who has a past.
    pub fn is_from_new(&self) -> bool {
        self.has_new_country() || self.has_new_network() || self.has_new_device()
    }

    /// Returns what was known about the person, if it was enough to call anything new.
    pub(crate) fn past(&self) -> Option<Novelty> {
        self.novelty.filter(Novelty::has_past)
    }
}
