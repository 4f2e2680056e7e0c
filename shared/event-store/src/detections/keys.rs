//! Keys of the items of detections in the control table. Only this module writes and parses their text.
//!
//! Each kind of item has its own partition: IAM can limit a grant to partitions, not to sort keys, and each function
//! writes only some of them.

use std::fmt;
use std::str::FromStr;

use detections::{FindingId, Place};
use event_model::{BacktestId, MuteId, OrganizationId, Timestamp, UserId};
use sha2::{Digest, Sha256};

/// Prefix of the sort keys of findings.
const FINDING_SK_PREFIX: &str = "FINDING#";
/// Prefix of the sort keys of profiles of persons.
pub(crate) const PERSON_SK_PREFIX: &str = "PERSON#";
/// Sort key of what is known of the whole organization.
pub(crate) const TOTALS_SK: &str = "ORGANIZATION";

/// Sort key of the settings of the rules, and of their exceptions.
pub(crate) const CONFIG_SK: &str = "CONFIG";
/// Prefix of the sort keys of mutes.
pub(crate) const MUTE_SK_PREFIX: &str = "MUTE#";
/// Prefix of the sort keys of back-tests.
pub(crate) const BACKTEST_SK_PREFIX: &str = "BACKTEST#";
/// Sort key of the open back-tests of an organization.
pub(crate) const OPEN_BACKTESTS_SK: &str = "OPEN";

/// Returns the partition of the settings and mutes of an organization. A detector reads them with one request.
pub(crate) fn detections_pk(organization: &OrganizationId) -> String {
    format!("DETECTIONS#{organization}")
}

/// Returns the sort key of a mute.
pub(crate) fn mute_sk(id: &MuteId) -> String {
    format!("{MUTE_SK_PREFIX}{id}")
}

/// Reads the sort key of a mute.
pub(crate) fn parse_mute_sk(sk: &str) -> Option<MuteId> {
    sk.strip_prefix(MUTE_SK_PREFIX)?.parse().ok()
}

/// Returns the partition of the back-tests of an organization. Only they are written by the workers of back-tests.
pub(crate) fn backtests_pk(organization: &OrganizationId) -> String {
    format!("BACKTESTS#{organization}")
}

/// Returns the sort key of a back-test. They sort by time of request.
pub(crate) fn backtest_sk(id: &BacktestId) -> String {
    format!("{BACKTEST_SK_PREFIX}{id}")
}

/// Reads the sort key of a back-test.
pub(crate) fn parse_backtest_sk(sk: &str) -> Option<BacktestId> {
    sk.strip_prefix(BACKTEST_SK_PREFIX)?.parse().ok()
}

/// Returns the partition of the findings of an organization, and of the lists of them.
pub(crate) fn findings_pk(organization: &OrganizationId) -> String {
    format!("FINDINGS#{organization}")
}

/// Returns the sort key of a finding.
pub(crate) fn finding_sk(id: FindingId) -> String {
    format!("{FINDING_SK_PREFIX}{id}")
}

/// Reads the sort key of a finding.
pub(crate) fn parse_finding_sk(sk: &str) -> Option<FindingId> {
    sk.strip_prefix(FINDING_SK_PREFIX)?.parse().ok()
}

/// Returns the partition of the profiles of an organization.
pub(crate) fn profiles_pk(organization: &OrganizationId) -> String {
    format!("PROFILES#{organization}")
}

/// Returns the sort key of the profile of a person.
pub(crate) fn person_sk(user: &UserId) -> String {
    format!("{PERSON_SK_PREFIX}{user}")
}

/// Reads the sort key of the profile of a person.
pub(crate) fn parse_person_sk(sk: &str) -> Option<UserId> {
    Some(UserId::recorded(sk.strip_prefix(PERSON_SK_PREFIX)?.to_owned()))
}

/// Returns the sort key of the people who use a place.
pub(crate) fn place_sk(place: &Place) -> String {
    match place {
        Place::Country(country) => format!("PLACE#{country}"),
        Place::Network(asn) => format!("NETWORK#{asn}"),
    }
}

/// Reads the sort key of the people who use a place.
pub(crate) fn parse_place_sk(sk: &str) -> Option<Place> {
    match sk.split_once('#')? {
        ("PLACE", country) => Some(Place::Country(country.to_owned())),
        ("NETWORK", asn) => Some(Place::Network(asn.parse().ok()?)),
        _ => None,
    }
}

/// A list of findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingScope {
    /// All findings of the organization.
    All,
    /// Findings about a person.
    User(UserId),
    /// Findings that were opened under a mute.
    Mute(MuteId),
}

impl FindingScope {
    /// Returns the prefix of the sort keys of the list.
    pub(crate) fn sk_prefix(&self) -> String {
        match self {
            Self::All => "AT#".to_owned(),
            // A hash: an id of 128 bytes of free text would make the prefix of one person that of another.
            Self::User(user) => format!("USER#{}#", hex::encode(&Sha256::digest(user.as_str())[..8])),
            Self::Mute(mute) => format!("MUTE#{mute}#"),
        }
    }
}

/// The position of a finding in a list, which is ordered by time of the first hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingPosition {
    /// Time of the first hit that was known when the finding was opened.
    pub(crate) at: Timestamp,
    pub(crate) id: FindingId,
}

/// The text is not the position of a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor that this endpoint returned")]
pub struct InvalidFindingPosition;

impl FindingPosition {
    /// Returns the sort key of the finding in a list, after the prefix of the list.
    pub(crate) fn sk(self) -> String {
        format!("{}#{}", self.at, self.id)
    }

    /// Reads that sort key.
    pub(crate) fn parse_sk(sk: &str) -> Option<Self> {
        let (at, id) = sk.split_once('#')?;
        Some(Self { at: Timestamp::parse_own(at)?, id: id.parse().ok()? })
    }

    /// Returns the text that sorts before the sort key of every finding at `time` or later, and after every earlier one.
    pub(crate) fn bound(time: Timestamp) -> String {
        time.to_string()
    }
}

impl fmt::Display for FindingPosition {
    /// Writes the position with characters that need no escape in a query string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at, self.id)
    }
}

impl FromStr for FindingPosition {
    type Err = InvalidFindingPosition;
    fn from_str(text: &str) -> Result<Self, InvalidFindingPosition> {
        Self::parse_sk(&text.replacen('_', "#", 1)).ok_or(InvalidFindingPosition)
    }
}

#[cfg(test)]
mod tests;
