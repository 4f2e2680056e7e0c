//! Mutes: findings of a rule about a subject are recorded, but not shown or reported.

use std::sync::Arc;

use event_model::{InvalidId, InvalidIpFilter, IpFilter, MuteId, Note, Timestamp, UserId};

use crate::{Fact, Key, RuleId};

event_model::wire_enum! {
    /// The kind of subject of a mute.
    pub enum MuteKind {
        /// A person.
        Person = "person",
        /// One address.
        Address = "address",
        /// A network of several addresses.
        Network = "network",
        /// A country.
        Country = "country",
        /// An autonomous system.
        Asn = "asn",
        /// The whole organization: every finding of the rule.
        Organization = "organization",
    }
}

impl MuteKind {
    /// Returns `true` if the subject is an address or a place, which hidden details do not disclose.
    pub fn is_detail(self) -> bool {
        match self {
            Self::Address | Self::Network | Self::Country | Self::Asn => true,
            Self::Person | Self::Organization => false,
        }
    }
}

/// The subject of a mute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MuteSubject {
    /// A person.
    Person(UserId),
    /// One address or a network.
    Address(IpFilter),
    /// ISO 3166-1 alpha-2 code of a country.
    Country(String),
    /// Number of an autonomous system.
    Asn(u32),
    /// The whole organization.
    Organization,
}

/// The value does not name a subject of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMuteSubject {
    /// The kind needs a value.
    #[error("is missing")]
    Missing,
    /// The kind has no value.
    #[error("must be absent, because the kind is organization")]
    Unexpected,
    /// The value is not the id of a person.
    #[error(transparent)]
    Person(#[from] InvalidId),
    /// The value is neither an address nor a network.
    #[error(transparent)]
    Ip(#[from] InvalidIpFilter),
    /// The value is a network.
    #[error("must be one address: for several, set the kind to network")]
    NotAddress,
    /// The value is an address.
    #[error("must be a network of several addresses: for one, set the kind to address")]
    NotNetwork,
    /// The value is not the code of a country.
    #[error("must be a country code of two letters, such as CH")]
    NotCountry,
    /// The value is not the number of an autonomous system.
    #[error("must be an AS number, such as AS64500")]
    NotAsn,
}

impl MuteSubject {
    /// Creates the subject of a kind from its value on the wire.
    pub fn new(kind: MuteKind, value: Option<&str>) -> Result<Self, InvalidMuteSubject> {
        if kind == MuteKind::Organization {
            return value.map_or(Ok(Self::Organization), |_| Err(InvalidMuteSubject::Unexpected));
        }
        let value = value.ok_or(InvalidMuteSubject::Missing)?;
        Ok(match kind {
            MuteKind::Person => Self::Person(value.parse()?),
            MuteKind::Address => match value.parse()? {
                address @ IpFilter::Address(_) => Self::Address(address),
                IpFilter::Network(_) => return Err(InvalidMuteSubject::NotAddress),
            },
            MuteKind::Network => match value.parse()? {
                network @ IpFilter::Network(_) => Self::Address(network),
                IpFilter::Address(_) => return Err(InvalidMuteSubject::NotNetwork),
            },
            MuteKind::Country => {
                let is_code = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
                is_code.then(|| Self::Country(value.to_owned())).ok_or(InvalidMuteSubject::NotCountry)?
            }
            MuteKind::Asn => {
                let number = value.strip_prefix("AS").and_then(|number| number.parse().ok());
                Self::Asn(number.ok_or(InvalidMuteSubject::NotAsn)?)
            }
            MuteKind::Organization => Self::Organization,
        })
    }

    /// Returns the kind.
    pub fn kind(&self) -> MuteKind {
        match self {
            Self::Person(_) => MuteKind::Person,
            Self::Address(IpFilter::Address(_)) => MuteKind::Address,
            Self::Address(IpFilter::Network(_)) => MuteKind::Network,
            Self::Country(_) => MuteKind::Country,
            Self::Asn(_) => MuteKind::Asn,
            Self::Organization => MuteKind::Organization,
        }
    }

    /// Returns the value on the wire; `None` for the whole organization.
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Person(user) => Some(user.to_string()),
            Self::Address(address) => Some(address.to_string()),
            Self::Country(code) => Some(code.clone()),
            Self::Asn(number) => Some(format!("AS{number}")),
            Self::Organization => None,
        }
    }

    /// Returns `true` if a finding with this key and evidence is about the subject.
    ///
    /// An address or a place must be that of every event of the evidence: an attack that goes on from elsewhere is not
    /// hidden.
    pub fn covers(&self, key: &Key, evidence: &[Arc<Fact>]) -> bool {
        let is_all = |concerns: &dyn Fn(&Fact) -> bool| {
            !evidence.is_empty() && evidence.iter().all(|fact| concerns(fact))
        };
        match self {
            Self::Person(user) => key.person() == Some(user),
            Self::Address(address) => is_all(&|fact| fact.ip.is_some_and(|ip| address.contains(ip))),
            Self::Country(code) => is_all(&|fact| fact.country.as_ref() == Some(code)),
            Self::Asn(number) => is_all(&|fact| fact.asn == Some(*number)),
            Self::Organization => true,
        }
    }

    /// Returns `true` if [`covers`](Self::covers) needs the evidence.
    pub fn needs_evidence(&self) -> bool {
        self.kind().is_detail()
    }
}

/// A mute: findings of one rule about one subject are recorded, but not shown or reported until its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// The id.
    pub id: MuteId,
    /// The rule.
    pub rule: RuleId,
    /// The subject.
    pub subject: MuteSubject,
    /// Why its findings are expected.
    pub reason: Note,
    /// The end, exclusive.
    pub until: Timestamp,
    /// When it was created.
    pub created_at: Timestamp,
    /// The person who created it.
    pub created_by: UserId,
    /// When it was deleted; `None` if it was not.
    pub deleted_at: Option<Timestamp>,
}

impl Mute {
    /// Maximum days from the creation to the end. A mute that never ends hides the next attack.
    pub const DAYS_MAX: i64 = 90;

    /// Returns `true` if the mute has an effect at `at`.
    pub fn is_active(&self, at: Timestamp) -> bool {
        self.deleted_at.is_none() && at < self.until
    }

    /// Returns `true` if the mute hides a finding that is found at `at`. `evidence` has every fact of the finding.
    pub fn covers(&self, rule: RuleId, key: &Key, evidence: &[Arc<Fact>], at: Timestamp) -> bool {
        self.rule == rule
            && rule.rule().about().can_be_muted
            && self.is_active(at)
            && self.subject.covers(key, evidence)
    }
}

#[cfg(test)]
mod tests;
