//! Persons who get e-mail about findings.

use detections::Severity;
use event_model::{Email, Name, NewEvent, OrganizationId, OrganizationState, Role, Timestamp, UserId};

use crate::deliveries::notifications::keys;
use crate::deliveries::notifications::person_row::PersonItem;
use crate::dynamodb::item::{from_item, item_key, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::Consistency;
use crate::{Control, Store, StoreError};

/// What a person wants to be told by e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailPreferences {
    /// Findings about their own account.
    pub own_account: bool,
    /// Findings of the organization. It has no effect for a role that may not read them.
    pub findings: FindingMails,
}

/// Which findings of the organization are mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingMails {
    /// Minimum severity of findings that are mailed at once; `None` for no such mail.
    pub immediate_from: Option<Severity>,
    /// Whether the others are mailed once a day.
    pub digest: bool,
}

impl MailPreferences {
    /// Returns the preferences of a person who has never changed them.
    ///
    /// Auditors may read findings and do not handle them, so they get no mail unless they ask for it.
    pub const fn default_of(role: Role) -> Self {
        let findings = match role {
            Role::Owner | Role::Admin => FindingMails { immediate_from: Some(Severity::High), digest: true },
            Role::Auditor | Role::Member => FindingMails { immediate_from: None, digest: false },
        };
        Self { own_account: true, findings }
    }
}

/// A person who has opened the dashboard, as their token described them then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifiedPerson {
    /// The person.
    pub user_id: UserId,
    /// Their role.
    pub role: Role,
    /// Their name.
    pub name: Option<Name>,
    /// Their address.
    pub email: Option<Email>,
    /// Time at which they were seen like this. It is written at most once a day.
    pub seen_at: Timestamp,
    /// What they have chosen about their own account; `None` if they never chose.
    pub own_account: Option<bool>,
    /// What they have chosen about findings of the organization; `None` if they never chose. Apart from the other choice,
    /// so that a member who becomes an admin gets the mails of one.
    pub findings: Option<FindingMails>,
    /// Time of their last change.
    pub changed_at: Option<Timestamp>,
    /// Number of writes; 0 if they are not stored.
    pub version: u64,
}

impl NotifiedPerson {
    /// Returns what they want to be told.
    pub fn preferences(&self) -> MailPreferences {
        let default = MailPreferences::default_of(self.role);
        MailPreferences {
            own_account: self.own_account.unwrap_or(default.own_account),
            findings: self.findings.unwrap_or(default.findings),
        }
    }
}

impl Control {
    /// Returns a person who has opened the dashboard, strongly consistent.
    pub async fn notified_people_get(
        &self,
        organization: &OrganizationId,
        user: &UserId,
    ) -> Result<Option<NotifiedPerson>, StoreError> {
        let key = item_key(&keys::people_pk(organization), &keys::person_sk(user));
        let item = self.table.get(key).await?;
        item.map(|item| from_item::<PersonItem>(item)?.into_person()).transpose()
    }

    /// Returns the persons of an organization who have opened the dashboard. Strongly consistent: a person who turned
    /// messages off gets no later one.
    pub async fn notified_people_list(
        &self,
        organization: &OrganizationId,
    ) -> Result<Vec<NotifiedPerson>, StoreError> {
        let pk = keys::people_pk(organization);
        let items = self.table.query_all(&pk, keys::PERSON_SK_PREFIX, Consistency::Strong).await?;
        items.into_iter().map(|item| from_item::<PersonItem>(item)?.into_person()).collect()
    }

    /// Writes a person that was read, or that is not stored if their version is 0. The stored version is one higher.
    ///
    /// Returns [`StoreError::Conflict`] if they were written since.
    pub async fn notified_people_put(
        &self,
        organization: &OrganizationId,
        person: &NotifiedPerson,
    ) -> Result<(), StoreError> {
        let statement = self.notified_person_statement(organization, person)?;
        if self.table.execute(statement).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    fn notified_person_statement(
        &self,
        organization: &OrganizationId,
        person: &NotifiedPerson,
    ) -> Result<Statement, StoreError> {
        let item = to_item(PersonItem::new(organization, person))?;
        Ok(match person.version {
            0 => Statement::insert(&self.table.name, item),
            read => Statement::update(&self.table.name, item, read),
        })
    }
}

impl Store {
    /// Writes a person like [`Control::notified_people_put`] and records the audit event `event`, in one transaction.
    ///
    /// Returns [`StoreError::Conflict`] if they were written since they were read.
    pub async fn notified_people_change(
        &self,
        state: &OrganizationState,
        person: &NotifiedPerson,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let statements = vec![
            self.control.notified_person_statement(&state.organization.id, person)?,
            self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
        ];
        self.control.table.execute_transaction(statements).await
    }
}
