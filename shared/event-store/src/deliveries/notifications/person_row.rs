//! The row of a person who gets e-mail about findings.

use detections::Severity;
use event_model::{Email, Name, OrganizationId, Role, Timestamp};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::deliveries::notifications::keys;
use crate::deliveries::notifications::people::{FindingMails, MailPreferences, NotifiedPerson};
use crate::dynamodb::stored::{millis, optional_millis};

/// The row of a person. Every write sets all attributes, so none may be left out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PersonItem {
    pk: String,
    sk: String,
    role: Role,
    name: Option<Name>,
    email: Option<Email>,
    #[serde(with = "millis")]
    seen_at: Timestamp,
    chosen: Option<ChosenItem>,
    #[serde(with = "optional_millis")]
    changed_at: Option<Timestamp>,
    version: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChosenItem {
    own_account: bool,
    immediate_from: Option<Severity>,
    digest: bool,
}

impl PersonItem {
    /// Returns the row that the next write stores: its version is one higher.
    pub(crate) fn new(organization: &OrganizationId, person: &NotifiedPerson) -> Self {
        let NotifiedPerson { user_id, role, name, email, seen_at, chosen, changed_at, version } =
            person.clone();
        Self {
            pk: keys::people_pk(organization),
            sk: keys::person_sk(&user_id),
            role,
            name,
            email,
            seen_at,
            chosen: chosen.map(ChosenItem::from),
            changed_at,
            version: version + 1,
        }
    }

    pub(crate) fn into_person(self) -> Result<NotifiedPerson, StoreError> {
        let Self { pk, sk, role, name, email, seen_at, chosen, changed_at, version } = self;
        let user_id = keys::parse_person_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a person's")
        })?;
        let chosen = chosen.map(MailPreferences::from);
        Ok(NotifiedPerson { user_id, role, name, email, seen_at, chosen, changed_at, version })
    }
}

impl From<MailPreferences> for ChosenItem {
    fn from(preferences: MailPreferences) -> Self {
        let MailPreferences { own_account, findings: FindingMails { immediate_from, digest } } = preferences;
        Self { own_account, immediate_from, digest }
    }
}

impl From<ChosenItem> for MailPreferences {
    fn from(item: ChosenItem) -> Self {
        let ChosenItem { own_account, immediate_from, digest } = item;
        Self { own_account, findings: FindingMails { immediate_from, digest } }
    }
}
