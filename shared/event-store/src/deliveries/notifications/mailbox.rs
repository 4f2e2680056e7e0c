//! Mailboxes: what waits for a person.

use detections::{FindingId, Severity};
use event_model::{OrganizationId, Timestamp, UserId};

use crate::deliveries::delivery::HourCount;
use crate::deliveries::notifications::keys;
use crate::deliveries::notifications::mailbox_row::MailboxItem;
use crate::dynamodb::item::{from_item, item_key, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::Consistency;
use crate::{Control, FeedSequence, StoreError};

event_model::wire_enum! {
    /// A change of a finding that is mailed.
    pub enum FindingNews {
        /// It is new.
        Opened = "opened",
        /// Its severity rose.
        Raised = "raised",
        /// A person opened it again.
        Reopened = "reopened",
    }
}

/// A finding that waits to be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFinding {
    /// The finding.
    pub id: FindingId,
    /// The change.
    pub news: FindingNews,
    /// The rule. A text, because a newer version may know more rules.
    pub rule: String,
    /// The title of the rule.
    pub title: String,
    /// The severity.
    pub severity: Severity,
    /// The person whom it is about; `None` if it is about no person.
    pub person: Option<UserId>,
    /// Time of the first hit.
    pub first_at: Timestamp,
    /// Time of the last hit.
    pub last_at: Timestamp,
    /// Number of hits.
    pub hits: u64,
    /// Whether it is mailed because it is about the account of the mailbox.
    pub own_account: bool,
}

/// Findings that get no mail of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoreFindings {
    /// Their number.
    pub count: u32,
    /// Time at which the first one was put into the mailbox.
    pub since: Timestamp,
    /// The highest severity among them.
    pub highest: Severity,
}

/// The place of an event in the feed. After the feed was restored to an earlier time, its numbers return with other events:
/// then the revision is higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedMark {
    /// Number of times that the feed was found restored.
    pub revision: u32,
    /// The sequence of the event.
    pub sequence: FeedSequence,
}

/// An address was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailStop {
    /// Time of the refusal.
    pub at: Timestamp,
    /// Time until which nothing is sent to it.
    pub until: Timestamp,
    /// Why it was refused, in words for people.
    pub reason: String,
}

/// What waits for a person. Only the worker that holds the lease of the organization's notifications writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The person.
    pub user_id: UserId,
    /// The last event that was put into it. An event that is read again adds nothing.
    pub taken: Option<FeedMark>,
    /// Findings with a mail of their own, oldest first.
    pub waiting: Vec<WaitingFinding>,
    /// Findings above the maximum of an hour. They are newer than those that wait.
    pub more: Option<MoreFindings>,
    /// Findings that the next digest lists, oldest first.
    pub digest: Vec<WaitingFinding>,
    /// Findings that the next digest only counts.
    pub digest_more: u32,
    /// Time of the next digest.
    pub digest_at: Option<Timestamp>,
    /// Mails of the current hour.
    pub hour: HourCount,
    /// Attempts that failed since the last success.
    pub failures: u32,
    /// Time of the next attempt after one that failed.
    pub retry_at: Option<Timestamp>,
    /// The last refusal of the address since the last success.
    pub stopped: Option<MailStop>,
    /// Time at which the removal of the person from the organization was recorded.
    pub removed_at: Option<Timestamp>,
    /// Time at which a change of their role was recorded.
    pub role_changed_at: Option<Timestamp>,
    /// Number of writes; 0 if it is not stored.
    pub version: u64,
}

impl Mailbox {
    /// Returns the empty mailbox of a person.
    pub fn new(user_id: UserId) -> Self {
        Self {
            user_id,
            taken: None,
            waiting: Vec::new(),
            more: None,
            digest: Vec::new(),
            digest_more: 0,
            digest_at: None,
            hour: HourCount::default(),
            failures: 0,
            retry_at: None,
            stopped: None,
            removed_at: None,
            role_changed_at: None,
            version: 0,
        }
    }
}

impl Control {
    /// Returns the mailbox of a person, strongly consistent. One that is not stored is empty.
    pub async fn mailboxes_get(
        &self,
        organization: &OrganizationId,
        user: &UserId,
    ) -> Result<Mailbox, StoreError> {
        let item =
            self.table.get(item_key(&keys::mailboxes_pk(organization), &keys::mailbox_sk(user))).await?;
        match item {
            Some(item) => from_item::<MailboxItem>(item)?.into_mailbox(),
            None => Ok(Mailbox::new(user.clone())),
        }
    }

    /// Returns the mailboxes of an organization, strongly consistent.
    pub async fn mailboxes_list(&self, organization: &OrganizationId) -> Result<Vec<Mailbox>, StoreError> {
        let pk = keys::mailboxes_pk(organization);
        let items = self.table.query_all(&pk, keys::MAILBOX_SK_PREFIX, Consistency::Strong).await?;
        items.into_iter().map(|item| from_item::<MailboxItem>(item)?.into_mailbox()).collect()
    }

    /// Writes a mailbox that was read, or that is not stored if its version is 0. Its version is one higher then.
    ///
    /// Returns [`StoreError::Conflict`] if it was written since: another worker has taken over.
    pub async fn mailboxes_save(
        &self,
        organization: &OrganizationId,
        mailbox: &mut Mailbox,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let item = to_item(MailboxItem::new(organization, mailbox, now))?;
        let statement = match mailbox.version {
            0 => Statement::insert(&self.table.name, item),
            read => Statement::update(&self.table.name, item, read),
        };
        if !self.table.execute(statement).await? {
            return Err(StoreError::Conflict);
        }
        mailbox.version += 1;
        Ok(())
    }
}
