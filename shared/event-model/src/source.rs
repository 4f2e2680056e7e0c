//! The products that send events.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A product: the first word of an event type.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The password manager.
    Pass,
    /// Accounts: sign-in, recovery, keys, sessions.
    Account,
    /// The VPN.
    Vpn,
    /// The organisation's own administration.
    Organization,
    /// This system itself; nobody else writes its events.
    Monitor,
}

/// The text is not a source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not one of pass, account, vpn, organization, monitor")]
pub struct UnknownSource;

impl Source {
    /// Every source.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Account, Self::Vpn, Self::Organization, Self::Monitor];

    /// Returns the source's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Account => "account",
            Self::Vpn => "vpn",
            Self::Organization => "organization",
            Self::Monitor => "monitor",
        }
    }
}

impl FromStr for Source {
    type Err = UnknownSource;
    fn from_str(text: &str) -> Result<Self, UnknownSource> {
        Self::ALL.into_iter().find(|source| source.as_str() == text).ok_or(UnknownSource)
    }
}

impl AsRef<str> for Source {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
