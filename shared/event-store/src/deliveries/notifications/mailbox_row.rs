//! The row of a mailbox.

use chrono::Duration;
use detections::Severity;
use event_model::{OrganizationId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::deliveries::delivery::HourCount;
use crate::deliveries::notifications::keys;
use crate::deliveries::notifications::mailbox::{
    FeedMark, FindingNews, MailStop, Mailbox, MoreFindings, WaitingFinding,
};
use crate::dynamodb::stored::{millis, optional_millis, optional_seconds};
use crate::{FeedSequence, StoreError};

/// Time after its last write that a mailbox is kept: longer than an event can be read again, and than a digest waits.
const KEPT: Duration = Duration::days(90);

/// The row of a mailbox. Every write sets all attributes, so none may be left out. Names in lists are short: a list has up
/// to 50 findings.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MailboxItem {
    pk: String,
    sk: String,
    /// Revision, segment and place.
    taken: Option<(u32, u64, u16)>,
    waiting: Vec<FindingItem>,
    more: Option<MoreItem>,
    digest: Vec<FindingItem>,
    digest_more: u32,
    #[serde(with = "optional_millis")]
    digest_at: Option<Timestamp>,
    /// Hour and number of mails.
    hour: (u32, u32),
    failures: u32,
    #[serde(with = "optional_millis")]
    retry_at: Option<Timestamp>,
    stopped: Option<StopItem>,
    #[serde(with = "optional_millis")]
    removed_at: Option<Timestamp>,
    #[serde(with = "optional_millis")]
    role_changed_at: Option<Timestamp>,
    version: u64,
    #[serde(with = "optional_seconds")]
    expires_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FindingItem {
    #[serde(rename = "i")]
    id: String,
    #[serde(rename = "n")]
    news: FindingNews,
    #[serde(rename = "r")]
    rule: String,
    #[serde(rename = "t")]
    title: String,
    #[serde(rename = "s")]
    severity: Severity,
    #[serde(rename = "p")]
    person: Option<UserId>,
    #[serde(rename = "f", with = "millis")]
    first_at: Timestamp,
    #[serde(rename = "l", with = "millis")]
    last_at: Timestamp,
    #[serde(rename = "h")]
    hits: u64,
    #[serde(rename = "o")]
    own_account: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct MoreItem {
    count: u32,
    #[serde(with = "millis")]
    since: Timestamp,
    highest: Severity,
}

#[derive(Debug, Serialize, Deserialize)]
struct StopItem {
    #[serde(with = "millis")]
    at: Timestamp,
    #[serde(with = "millis")]
    until: Timestamp,
    reason: String,
}

impl MailboxItem {
    /// Returns the row that the next write stores: its version is one higher.
    pub(crate) fn new(organization: &OrganizationId, mailbox: &Mailbox, now: Timestamp) -> Self {
        let Mailbox {
            user_id,
            taken,
            waiting,
            more,
            digest,
            digest_more,
            digest_at,
            hour: HourCount { hour, count },
            failures,
            retry_at,
            stopped,
            removed_at,
            role_changed_at,
            version,
        } = mailbox.clone();
        // Without them, a person who was removed would get mails again.
        let must_stay = removed_at.is_some() || role_changed_at.is_some();
        Self {
            pk: keys::mailboxes_pk(organization),
            sk: keys::mailbox_sk(&user_id),
            taken: taken.map(|FeedMark { revision, sequence: FeedSequence { segment, place } }| {
                (revision, segment, place)
            }),
            waiting: waiting.into_iter().map(FindingItem::from).collect(),
            more: more.map(MoreItem::from),
            digest: digest.into_iter().map(FindingItem::from).collect(),
            digest_more,
            digest_at,
            hour: (hour, count),
            failures,
            retry_at,
            stopped: stopped.map(StopItem::from),
            removed_at,
            role_changed_at,
            version: version + 1,
            expires_at: (!must_stay).then(|| now.plus(KEPT)),
        }
    }

    pub(crate) fn into_mailbox(self) -> Result<Mailbox, StoreError> {
        let Self {
            pk,
            sk,
            taken,
            waiting,
            more,
            digest,
            digest_more,
            digest_at,
            hour: (hour, count),
            failures,
            retry_at,
            stopped,
            removed_at,
            role_changed_at,
            version,
            expires_at: _,
        } = self;
        let corrupt = |reason| StoreError::corrupt(format!("{pk} {sk}"), reason);
        let findings = |items: Vec<FindingItem>| -> Result<Vec<WaitingFinding>, StoreError> {
            let read = items.into_iter().map(FindingItem::into_finding);
            read.collect::<Option<_>>().ok_or_else(|| corrupt("has a finding without a valid id"))
        };
        Ok(Mailbox {
            user_id: keys::parse_mailbox_sk(&sk)
                .ok_or_else(|| corrupt("has a sort key that is not a mailbox's"))?,
            taken: taken.map(|(revision, segment, place)| FeedMark {
                revision,
                sequence: FeedSequence { segment, place },
            }),
            waiting: findings(waiting)?,
            more: more.map(MoreFindings::from),
            digest: findings(digest)?,
            digest_more,
            digest_at,
            hour: HourCount { hour, count },
            failures,
            retry_at,
            stopped: stopped.map(MailStop::from),
            removed_at,
            role_changed_at,
            version,
        })
    }
}

impl From<WaitingFinding> for FindingItem {
    fn from(finding: WaitingFinding) -> Self {
        let WaitingFinding { id, news, rule, title, severity, person, first_at, last_at, hits, own_account } =
            finding;
        let id = id.to_string();
        Self { id, news, rule, title, severity, person, first_at, last_at, hits, own_account }
    }
}

impl FindingItem {
    fn into_finding(self) -> Option<WaitingFinding> {
        let Self { id, news, rule, title, severity, person, first_at, last_at, hits, own_account } = self;
        let id = id.parse().ok()?;
        Some(WaitingFinding { id, news, rule, title, severity, person, first_at, last_at, hits, own_account })
    }
}

impl From<MoreFindings> for MoreItem {
    fn from(more: MoreFindings) -> Self {
        let MoreFindings { count, since, highest } = more;
        Self { count, since, highest }
    }
}

impl From<MoreItem> for MoreFindings {
    fn from(item: MoreItem) -> Self {
        let MoreItem { count, since, highest } = item;
        Self { count, since, highest }
    }
}

impl From<MailStop> for StopItem {
    fn from(stop: MailStop) -> Self {
        let MailStop { at, until, reason } = stop;
        Self { at, until, reason }
    }
}

impl From<StopItem> for MailStop {
    fn from(item: StopItem) -> Self {
        let StopItem { at, until, reason } = item;
        Self { at, until, reason }
    }
}
