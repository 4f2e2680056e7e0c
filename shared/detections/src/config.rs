//! What an organization has set: rules, own networks, service accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use event_model::UserId;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::{Parameters, Rule, RuleId};

/// The settings of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleConfig {
    /// Whether the rule is evaluated.
    pub enabled: bool,
    /// Values of parameters that differ from the defaults.
    #[serde(default)]
    pub parameters: BTreeMap<String, u32>,
}

impl Default for RuleConfig {
    /// Enabled, with the default parameters.
    fn default() -> Self {
        Self { enabled: true, parameters: BTreeMap::new() }
    }
}

/// A network of the organization itself: findings whose sign-ins all come from such networks are `info`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OwnNetwork {
    /// A range of addresses.
    Range(IpNet),
    /// An autonomous system.
    Asn(u32),
}

/// The text is neither a range of addresses nor an autonomous system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be a CIDR range such as 203.0.113.0/24, or an AS number such as AS64500")]
pub struct InvalidOwnNetwork;

impl FromStr for OwnNetwork {
    type Err = InvalidOwnNetwork;
    fn from_str(text: &str) -> Result<Self, InvalidOwnNetwork> {
        if let Some(number) = text.strip_prefix("AS") {
            return number.parse().map(Self::Asn).map_err(|_| InvalidOwnNetwork);
        }
        let net: IpNet = match text.parse() {
            Ok(net) => net,
            Err(_) => text.parse::<IpAddr>().map(IpNet::from).map_err(|_| InvalidOwnNetwork)?,
        };
        Ok(Self::Range(net.trunc()))
    }
}

impl TryFrom<String> for OwnNetwork {
    type Error = InvalidOwnNetwork;
    fn try_from(text: String) -> Result<Self, InvalidOwnNetwork> {
        text.parse()
    }
}

impl From<OwnNetwork> for String {
    fn from(network: OwnNetwork) -> String {
        network.to_string()
    }
}

impl fmt::Display for OwnNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(net) => write!(f, "{net}"),
            Self::Asn(number) => write!(f, "AS{number}"),
        }
    }
}

/// Surroundings that explain a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceptions {
    /// Networks of the organization.
    #[serde(default)]
    pub own_networks: BTreeSet<OwnNetwork>,
    /// Accounts of programs.
    #[serde(default)]
    pub service_accounts: BTreeSet<UserId>,
}

impl Exceptions {
    /// Returns `true` if an address is in a network of the organization.
    pub fn is_own(&self, ip: Option<IpAddr>, asn: Option<u32>) -> bool {
        self.own_networks.iter().any(|network| match network {
            OwnNetwork::Range(net) => ip.is_some_and(|ip| net.contains(&ip)),
            OwnNetwork::Asn(number) => asn == Some(*number),
        })
    }
}

/// The settings of the detections of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Rules whose settings differ from the defaults.
    #[serde(default)]
    pub rules: BTreeMap<RuleId, RuleConfig>,
    /// Surroundings that explain findings.
    #[serde(default)]
    pub exceptions: Exceptions,
}

impl Config {
    /// Returns `true` if the rule is evaluated.
    pub fn is_enabled(&self, rule: RuleId) -> bool {
        self.rules.get(&rule).is_none_or(|config| config.enabled)
    }

    /// Returns the parameters of a rule.
    pub fn parameters(&self, rule: &dyn Rule) -> Parameters {
        let none = BTreeMap::new();
        let about = rule.about();
        let overrides = self.rules.get(&about.id).map_or(&none, |config| &config.parameters);
        Parameters::new(about.parameters, overrides)
    }
}
