//! Keys of the control table's items, except exports. Only this module writes and parses their text.

use std::fmt;

use event_model::{EventType, KeyId, OrganizationId, Source, Timestamp, UserId, ViewId, ViewScope};
use sha2::{Digest, Sha256};

/// Maximum bytes of a sort key, by DynamoDB.
pub(crate) const SORT_KEY_BYTES: usize = 1_024;

/// Partition of the list of organizations. Its items hold ids only: each is written once, with its organization, so
/// that the list is never hot and always complete.
pub(crate) const ORGANIZATIONS_PK: &str = "ORGANIZATIONS";
/// Partition of the registered sources and event types. They are read together.
pub(crate) const CATALOG_PK: &str = "CATALOG";
/// Sort key of the number of changes of the catalog.
pub(crate) const CATALOG_VERSION_SK: &str = "VERSION";
/// Prefix of the sort keys of registered sources.
pub(crate) const SOURCE_SK_PREFIX: &str = "SOURCE#";
/// Prefix of the sort keys of registered event types.
pub(crate) const TYPE_SK_PREFIX: &str = "TYPE#";
/// Partition of the receipts: when events of a type or of a product key were recorded. Separate from the types and keys,
/// because ingest writes it and must not be able to write those.
pub(crate) const RECEIPTS_PK: &str = "RECEIPTS";
/// Prefix of the sort keys of the receipts of event types.
pub(crate) const TYPE_RECEIPT_SK_PREFIX: &str = "TYPE#";
/// Prefix of the sort keys of the receipts of product keys.
pub(crate) const KEY_RECEIPT_SK_PREFIX: &str = "KEY#";
/// Partition of the list of product keys.
pub(crate) const PRODUCT_KEYS_PK: &str = "KEYS";

/// Sort key of an organization's own item.
pub(crate) const ORGANIZATION_SK: &str = "ORGANIZATION";
/// Sort key of an organization's settings.
pub(crate) const SETTINGS_SK: &str = "SETTINGS";
/// Prefix of the sort keys of coverage records.
pub(crate) const COVERAGE_SK_PREFIX: &str = "COVERAGE#";
/// Prefix of the sort keys of changes of the plan.
pub(crate) const PLAN_SK_PREFIX: &str = "PLAN#";
/// Prefix of the sort keys of directory entries.
pub(crate) const USER_SK_PREFIX: &str = "USER#";
/// Sort key of a product key or reader key.
pub(crate) const API_KEY_SK: &str = "KEY";
/// Prefix of the sort keys of the list of an organization's reader keys.
pub(crate) const READER_KEY_SK_PREFIX: &str = "KEY#";
/// Sort key of the number of an organization's reader keys that are not revoked.
pub(crate) const READER_KEY_COUNT_SK: &str = "COUNT";

/// Returns the sort key of a registered source.
pub(crate) fn source_sk(source: &Source) -> String {
    format!("{SOURCE_SK_PREFIX}{source}")
}

/// Returns the sort key of a registered event type.
pub(crate) fn type_sk(kind: &EventType) -> String {
    format!("{TYPE_SK_PREFIX}{kind}")
}

/// Returns the sort key of the receipt of an event type.
pub(crate) fn type_receipt_sk(kind: &EventType) -> String {
    format!("{TYPE_RECEIPT_SK_PREFIX}{kind}")
}

/// Returns the sort key of the receipt of a product key.
pub(crate) fn key_receipt_sk(key: &KeyId) -> String {
    format!("{KEY_RECEIPT_SK_PREFIX}{key}")
}

/// Returns the partition of an organization.
pub(crate) fn organization_pk(organization: &OrganizationId) -> String {
    format!("ORG#{organization}")
}

/// Returns the partition of an organization's directory.
///
/// Separate from [`organization_pk`]: a search of a large directory must not throttle the settings that ingest
/// reads, and a role that writes the directory must not be able to write settings. IAM can limit a grant to
/// partitions, not to sort keys.
pub(crate) fn users_pk(organization: &OrganizationId) -> String {
    format!("USERS#{organization}")
}

/// Returns the partition of the days for which an organization's events were imported.
pub(crate) fn imports_pk(organization: &OrganizationId) -> String {
    format!("IMPORTS#{organization}")
}

/// Returns the partition of the consumers of an organization's feed.
pub(crate) fn consumers_pk(organization: &OrganizationId) -> String {
    format!("CONSUMERS#{organization}")
}

/// Returns the sort key of a consumer.
pub(crate) fn consumer_sk(name: &str) -> String {
    format!("CONSUMER#{name}")
}

/// Returns the sort key of the coverage record of a change at `time`.
pub(crate) fn coverage_sk(time: Timestamp) -> String {
    format!("{COVERAGE_SK_PREFIX}{time}")
}

/// Reads the time of a coverage record's sort key.
pub(crate) fn parse_coverage_sk(sk: &str) -> Option<Timestamp> {
    Timestamp::parse(sk.strip_prefix(COVERAGE_SK_PREFIX)?).ok()
}

/// Returns the sort key of a change of the plan at `time`.
pub(crate) fn plan_sk(time: Timestamp) -> String {
    format!("{PLAN_SK_PREFIX}{time}")
}

/// Reads the time of the sort key of a change of the plan.
pub(crate) fn parse_plan_sk(sk: &str) -> Option<Timestamp> {
    Timestamp::parse(sk.strip_prefix(PLAN_SK_PREFIX)?).ok()
}

/// Returns the sort key of a directory entry.
pub(crate) fn user_sk(user: &UserId) -> String {
    format!("{USER_SK_PREFIX}{user}")
}

/// Reads the user of a directory entry's sort key.
pub(crate) fn parse_user_sk(sk: &str) -> Option<UserId> {
    sk.strip_prefix(USER_SK_PREFIX)?.parse().ok()
}

/// Returns the prefix of the sort keys of the people who have or had an e-mail address.
///
/// `folded` is the address as [`event_model::fold`] returns it, or the beginning of one.
pub(crate) fn email_sk_prefix(folded: &str) -> String {
    format!("EMAIL#{folded}#")
}

/// Returns the sort key of one person who has or had an e-mail address.
pub(crate) fn email_sk(folded: &str, user: &UserId) -> String {
    format!("{}{user}", email_sk_prefix(folded))
}

/// Returns the partition of the saved views of an organization.
///
/// Separate from [`organization_pk`]: every person writes it.
pub(crate) fn views_pk(organization: &OrganizationId) -> String {
    format!("VIEWS#{organization}")
}

/// Returns the prefix of the sort keys of the views of a scope: those of `user`, or those of the organization.
pub(crate) fn view_sk_prefix(scope: ViewScope, user: &UserId) -> String {
    match scope {
        // A hash: an id of 128 bytes of free text would make the prefix of one person that of another.
        ViewScope::Own => format!("OWN#{}#", hex::encode(&Sha256::digest(user.as_str())[..8])),
        ViewScope::Organization => "ORGANIZATION#".to_owned(),
    }
}

/// Returns the sort key of a view. `user` is the person whose own view it is.
pub(crate) fn view_sk(scope: ViewScope, user: &UserId, id: &ViewId) -> String {
    format!("{}{id}", view_sk_prefix(scope, user))
}

/// Reads the scope and the id of the sort key of a view.
pub(crate) fn parse_view_sk(sk: &str) -> Option<(ViewScope, ViewId)> {
    match sk.split_once('#')? {
        ("OWN", rest) => Some((ViewScope::Own, rest.split_once('#')?.1.parse().ok()?)),
        ("ORGANIZATION", id) => Some((ViewScope::Organization, id.parse().ok()?)),
        _ => None,
    }
}

/// Returns the partition of a product key.
pub(crate) fn product_key_pk(key: &KeyId) -> String {
    format!("KEY#{key}")
}

/// Reads the partition of a product key.
pub(crate) fn parse_product_key_pk(pk: &str) -> Option<KeyId> {
    pk.strip_prefix("KEY#")?.parse().ok()
}

/// Returns the partition of a reader key.
pub(crate) fn reader_key_pk(key: &KeyId) -> String {
    format!("READER_KEY#{key}")
}

/// Reads the partition of a reader key.
pub(crate) fn parse_reader_key_pk(pk: &str) -> Option<KeyId> {
    pk.strip_prefix("READER_KEY#")?.parse().ok()
}

/// Returns the partition of the list of an organization's reader keys.
///
/// One per organization, so that no page can contain a key of another one.
pub(crate) fn reader_keys_pk(organization: &OrganizationId) -> String {
    format!("READER_KEYS#{organization}")
}

/// The position of a product key or reader key in its list, which is ordered by time of creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPosition {
    created_at: Timestamp,
    id: KeyId,
}

/// The text is not the position of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor that this endpoint returned")]
pub struct InvalidKeyPosition;

impl KeyPosition {
    /// Returns the position of the key `id`.
    pub(crate) fn new(created_at: Timestamp, id: &KeyId) -> Self {
        Self { created_at, id: id.clone() }
    }

    pub(crate) fn id(&self) -> &KeyId {
        &self.id
    }

    /// Returns the sort key of the key in its list, after the prefix of the list.
    pub(crate) fn sk(&self) -> String {
        format!("{}#{}", self.created_at, self.id)
    }

    /// Reads that sort key.
    pub(crate) fn parse_sk(sk: &str) -> Option<Self> {
        sk.replacen('#', "_", 1).parse().ok()
    }
}

impl fmt::Display for KeyPosition {
    /// Writes the position with characters that need no escape in a query string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.created_at, self.id)
    }
}

impl std::str::FromStr for KeyPosition {
    type Err = InvalidKeyPosition;
    fn from_str(text: &str) -> Result<Self, InvalidKeyPosition> {
        let (time, id) = text.split_once('_').ok_or(InvalidKeyPosition)?;
        let created_at = Timestamp::parse(time).map_err(|_| InvalidKeyPosition)?;
        let position = Self { created_at, id: id.parse().map_err(|_| InvalidKeyPosition)? };
        // Another spelling of the time would be another key.
        if position.to_string() == text { Ok(position) } else { Err(InvalidKeyPosition) }
    }
}
