//! An event as the rules see it.

use std::net::IpAddr;

use chrono::Duration;
use event_model::{Catalog, Class, Details, Event, EventId, EventType, SessionId, Source, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{AddressNet, Novelty, SecondFactor};

/// The identity of an event within its organization. Stored with short names: a finding has up to 200, and a profile
/// several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventRef {
    /// The source of the event.
    #[serde(rename = "s")]
    pub source: Source,
    /// The id of the event.
    #[serde(rename = "i")]
    pub id: EventId,
}

/// A device, as a hash of its name or of its user agent without version numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Device(u64);

impl Device {
    /// Returns the device with this name.
    pub fn named(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(name).into();
        Self(u64::from_be_bytes(digest[..8].try_into().expect("a hash has more than 8 bytes")))
    }

    /// Returns the device with this user agent. Its version numbers do not count: an update is not another device.
    pub fn with_user_agent(user_agent: &str) -> Self {
        let words: String = user_agent.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
        Self::named(&words)
    }
}

/// An object of an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactTarget {
    /// The type of the object, as the product names it.
    pub kind: String,
    /// The id of the object.
    pub id: String,
}

/// An event as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The identity of the event.
    pub event: EventRef,
    /// The event type.
    pub kind: EventType,
    /// What the type means.
    pub class: Class,
    /// Time of occurrence.
    pub at: Timestamp,
    /// Time of recording.
    pub recorded_at: Timestamp,
    /// The person or service that acted.
    pub user: UserId,
    /// The session of the person.
    pub session: Option<SessionId>,
    /// The address; `None` if it is unknown or was not collected.
    pub ip: Option<IpAddr>,
    /// The number of the autonomous system of the address.
    pub asn: Option<u32>,
    /// The country of the address.
    pub country: Option<String>,
    /// The place of the address, as a geohash of 5 characters.
    pub geohash: Option<String>,
    /// The device of the person.
    pub device: Option<Device>,
    /// The user agent without version numbers. Different from `device`, which prefers the name of the device.
    pub agent: Option<Device>,
    /// The objects of the action.
    pub targets: Vec<FactTarget>,
    /// What was new for the person when the feed reached the event. Only events for which
    /// [`Profile::observe`](crate::Profile::observe) returns it have it.
    pub novelty: Option<Novelty>,
}

impl Fact {
    /// Returns the fact of an event; `None` if no rule looks at it: its type is unknown or of the class `other`, or it
    /// reports a finding.
    pub fn of(event: &Event, catalog: &Catalog) -> Option<Self> {
        let class = catalog.get(&event.kind)?.class;
        // A finding about findings would never end.
        if class == Class::Other || event.kind.as_str().starts_with("monitor.finding.") {
            return None;
        }
        let (asn, location) = match &event.details {
            Details::Collected { network, location, .. } => (network.asn, location.as_ref()),
            Details::NotCollected => (None, None),
        };
        let agent = event.client.user_agent.as_ref().map(|agent| Device::with_user_agent(agent.as_str()));
        let device = event.client.device.as_ref().map(|device| Device::named(device.as_str()));
        let target = |target: &event_model::Target| FactTarget {
            kind: target.kind.as_str().to_owned(),
            id: target.id.as_str().to_owned(),
        };
        Some(Self {
            event: EventRef { source: Source::recorded(event.source().to_owned()), id: event.id.clone() },
            kind: event.kind.clone(),
            class,
            at: event.occurred_at,
            recorded_at: event.recorded_at,
            user: event.actor.id.clone(),
            session: event.session_id.clone(),
            ip: event.ip(),
            asn,
            country: location.map(|location| location.country.clone()),
            geohash: location.and_then(|location| location.geohash.clone()),
            device: device.or(agent),
            agent,
            targets: event.targets.iter().map(target).collect(),
            novelty: None,
        })
    }

    /// Returns `true` if a sign-in or the proof of a signed-in person failed.
    pub fn is_fail(&self) -> bool {
        matches!(self.class, Class::SignInFailed | Class::ReauthenticationFailed)
    }

    /// Returns `true` if a person signed in.
    pub fn is_sign_in(&self) -> bool {
        self.class == Class::SignInSucceeded
    }

    /// Returns `true` if the person themselves was active.
    pub fn is_activity(&self) -> bool {
        self.class.is_activity()
    }

    /// Returns `true` if the event shows that an account has, or had, a second factor.
    pub fn concerns_second_factor(&self) -> bool {
        SecondFactor::concerns(self)
    }

    /// Returns `true` if the content of an item was shown, copied or used.
    pub(crate) fn is_read(&self) -> bool {
        self.class == Class::ItemRead
    }

    /// Returns `true` if data was read or taken out: an item, a link, an export.
    pub(crate) fn is_taking(&self) -> bool {
        self.is_read() || self.is_carrying_out()
    }

    /// Returns `true` if data became available outside of the product: a link, an export.
    pub(crate) fn is_carrying_out(&self) -> bool {
        matches!(self.class, Class::LinkCreated | Class::ItemExported | Class::ReportExported)
    }

    /// Returns the address, or the /64 of an IPv6 address.
    pub(crate) fn address(&self) -> Option<AddressNet> {
        self.ip.map(AddressNet::of)
    }

    /// Returns `true` if the event makes it easier to take over the account, or keeps its owner out.
    pub fn is_weakening(&self) -> bool {
        matches!(
            self.class,
            Class::SecondFactorRemoved
                | Class::RecoveryChanged
                | Class::PasswordChanged
                | Class::EmailChanged
                | Class::AccountReset
        )
    }

    /// The delay after which an event is late: its neighbors in time are not beside it in the feed, and a finding of late
    /// events alone is not reported to anyone.
    pub const LATE: Duration = Duration::hours(24);

    /// Returns `true` if the event was recorded late.
    pub fn is_late(&self) -> bool {
        self.at.plus(Self::LATE) < self.recorded_at
    }

    /// Returns `true` if rules ask what was new for the person at an event of this class.
    pub fn has_novelty(&self) -> bool {
        self.is_sign_in()
            || self.is_weakening()
            || matches!(self.class, Class::SignInByAdmin | Class::ReportExported)
    }

    /// Returns the item, link or report of the action: its first target. Events without targets share one.
    pub fn object(&self) -> (&str, &str) {
        self.targets.first().map_or(("", ""), |target| (target.kind.as_str(), target.id.as_str()))
    }

    /// Returns the person whom the action concerns: the first target of the type `user`, or the first target.
    pub fn member(&self) -> Option<UserId> {
        let user = self.targets.iter().find(|target| target.kind == "user").or(self.targets.first())?;
        Some(UserId::recorded(user.id.clone()))
    }
}
