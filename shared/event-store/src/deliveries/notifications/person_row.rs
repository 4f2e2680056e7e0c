//! The row of a person who gets e-mail about findings.

use detections::Severity;
use event_model::{Email, Name, OrganizationId, Role, Timestamp};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::deliveries::notifications::keys;
use crate::deliveries::notifications::people::{FindingMails, NotifiedPerson};
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
    own_account: Option<bool>,
    findings: Option<FindingsItem>,
    #[serde(with = "optional_millis")]
    changed_at: Option<Timestamp>,
    version: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct FindingsItem {
    immediate_from: Option<Severity>,
    digest: bool,
}

impl PersonItem {
    /// Returns the row that the next write stores: its version is one higher.
    pub(crate) fn new(organization: &OrganizationId, person: &NotifiedPerson) -> Self {
        let NotifiedPerson {
            user_id,
            role,
            name,
            email,
            seen_at,
            own_account,
            findings,
            changed_at,
            version,
        } = person.clone();
        Self {
            pk: keys::people_pk(organization),
            sk: keys::person_sk(&user_id),
            role,
            name,
            email,
            seen_at,
            own_account,
            findings: findings.map(FindingsItem::from),
            changed_at,
            version: version + 1,
        }
    }

    pub(crate) fn into_person(self) -> Result<NotifiedPerson, StoreError> {
        let Self { pk, sk, role, name, email, seen_at, own_account, findings, changed_at, version } = self;
        let user_id = keys::parse_person_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a person's")
        })?;
        let findings = findings.map(FindingMails::from);
        Ok(NotifiedPerson { user_id, role, name, email, seen_at, own_account, findings, changed_at, version })
    }
}

impl From<FindingMails> for FindingsItem {
    fn from(mails: FindingMails) -> Self {
        let FindingMails { immediate_from, digest } = mails;
        Self { immediate_from, digest }
    }
}

impl From<FindingsItem> for FindingMails {
    fn from(item: FindingsItem) -> Self {
        let FindingsItem { immediate_from, digest } = item;
        Self { immediate_from, digest }
    }
}
