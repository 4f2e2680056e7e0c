//! A reader key: the credentials of a program that reads the feed of one organization.

use event_model::{KeyId, Name, OrganizationId, Timestamp, UserId};

use crate::control::api_key::{ApiKey, KeySecret, touch_is_due};

/// The secret of a reader key: `amr_<key id>_<random>`.
pub type ReaderKeySecret = KeySecret<ReaderKey>;

/// A reader key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderKey {
    /// The id, which is public.
    pub id: KeyId,
    /// The name that its creator gave it.
    pub name: Name,
    /// The only organization whose feed it can read.
    pub organization_id: OrganizationId,
    /// When it was created.
    pub created_at: Timestamp,
    /// The user who created it.
    pub created_by: UserId,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey for ReaderKey {
    const PREFIX: &'static str = "amr_";
}

impl ReaderKey {
    /// Returns `true` if a use at `now` must be recorded.
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        touch_is_due(self.last_used_at, now)
    }
}
