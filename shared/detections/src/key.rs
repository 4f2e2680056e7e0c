//! What a rule looks at: a person, an address, a session.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use event_model::{EventType, SessionId, UserId};
use serde::{Deserialize, Serialize};

/// An address, or the /64 of an IPv6 address: one line of one subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressNet(IpAddr);

impl AddressNet {
    /// Returns the network of an address.
    pub fn of(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(_) => Self(ip),
            IpAddr::V6(ip) => Self(IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64))),
        }
    }

    /// Returns the IPv4 address, or the first address of the IPv6 network.
    pub fn address(self) -> IpAddr {
        self.0
    }
}

impl fmt::Display for AddressNet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(ip) => write!(f, "{ip}"),
            IpAddr::V6(ip) => write!(f, "{ip}/64"),
        }
    }
}

/// The subject of a finding. A rule has at most one finding for each key and period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// A person.
    Person(UserId),
    /// A person in a country.
    PersonCountry(UserId, String),
    /// An address.
    Address(AddressNet),
    /// The organization.
    Organization,
    /// A link, by the type and id of its target.
    Link(String, String),
    /// A session of a person.
    Session(UserId, SessionId),
    /// An event type.
    Kind(EventType),
}

impl Key {
    /// Returns the name of the kind of key on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Person(_) | Self::PersonCountry(..) => "person",
            Self::Address(_) => "address",
            Self::Organization => "organization",
            Self::Link(..) => "link",
            Self::Session(..) => "session",
            Self::Kind(_) => "type",
        }
    }

    /// Returns the person of the key.
    pub fn person(&self) -> Option<&UserId> {
        match self {
            Self::Person(user) | Self::PersonCountry(user, _) | Self::Session(user, _) => Some(user),
            Self::Address(_) | Self::Organization | Self::Link(..) | Self::Kind(_) => None,
        }
    }
}
