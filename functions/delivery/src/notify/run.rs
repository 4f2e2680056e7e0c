//! One run of an organization's notifications, with their lease.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::time::Instant;

use event_model::{OrganizationId, OrganizationState, Timestamp, UserId};
use event_store::{
    DELIVERY_CHECK, Delivery, DeliveryLease, FeedCursor, FeedEntry, FeedMark, FeedPage, FeedPosition,
    FeedRequest, FeedSequence, Mailbox, StoreError, notifications_id,
};

use crate::deliverer::{DeliverError, State};
use crate::notify::mailbox;
use crate::notify::news::{self, FindingChange, MemberChange, News};
use crate::notify::recipients::{Directory, Recipient};

/// Events that are put into mailboxes at once.
const PAGE: u16 = 200;

/// One run, and what it needs.
pub(crate) struct Run<'a> {
    pub(crate) state: &'a State,
    pub(crate) organization: &'a OrganizationState,
    lease: DeliveryLease,
    pub(crate) delivery: Delivery,
    deadline: Instant,
}

/// Puts the findings of the feed into the mailboxes of their recipients, and sends what is due.
///
/// Returns the position up to which the feed was read; `None` if the time is over or another worker has the lease.
pub(crate) async fn run(
    state: &State,
    organization: &OrganizationId,
    deadline: Instant,
) -> Result<Option<FeedPosition>, DeliverError> {
    let control = &state.store.control;
    let Some(organization) = control.organizations_state(organization).await? else { return Ok(None) };
    if !organization.organization.plan.includes_monitor() {
        return Ok(None);
    }
    let id = &organization.organization.id;
    let now = state.clock.timestamp();
    let Some(lease) = control.deliveries_claim(id, &notifications_id(), now).await? else { return Ok(None) };
    let delivery = lease.delivery.clone();
    let mut run = Run { state, organization: &organization, lease, delivery, deadline };
    match run.work().await {
        // Another worker has taken over, because this one held its lease too long.
        Err(DeliverError::Store(StoreError::Conflict)) => return Ok(None),
        worked => worked?,
    }
    let position = run.delivery.position;
    match control.deliveries_release(run.lease, &run.delivery).await {
        Err(StoreError::Conflict) => Ok(None),
        released => {
            released?;
            Ok((Instant::now() < deadline).then_some(position))
        }
    }
}

impl Run<'_> {
    async fn work(&mut self) -> Result<(), DeliverError> {
        let is_at_end = self.read_feed().await?;
        let now = self.now();
        if self.delivery.due_at.is_some_and(|due_at| due_at <= now) {
            let due_at = self.send_due().await?;
            // A wake-up can be lost: then the feed is read at the next check, not at the time of the next digest.
            let check = self.now().plus(DELIVERY_CHECK);
            self.delivery.due_at = due_at.map(|due_at| due_at.min(check));
        }
        if !is_at_end {
            self.delivery.due_at = Some(now);
        }
        Ok(())
    }

    /// Reads the feed, and puts findings into mailboxes. Returns `false` if the time is over before its end.
    async fn read_feed(&mut self) -> Result<bool, DeliverError> {
        let catalog = self.state.store.catalog.get(self.now()).await?;
        let filter = news::filter(&catalog);
        while !self.is_over() {
            let now = self.now();
            let Delivery { position, positioned_at, .. } = self.delivery;
            let request = FeedRequest {
                state: self.organization,
                filter: filter.clone(),
                from: FeedCursor { position, issued_at: positioned_at },
                limit: PAGE,
                now,
            };
            let mut read = Vec::new();
            let page = self.state.feed.page(request, |sequence, entry| -> Result<_, StoreError> {
                if let FeedEntry::Event(event) = entry {
                    read.extend(News::of(&event, &catalog).map(|news| (sequence, news)));
                }
                Ok(ControlFlow::Continue(()))
            });
            let progress = match page.await? {
                FeedPage::Read(progress) => progress,
                FeedPage::Expired { oldest } => {
                    self.pass_gap(oldest, now).await?;
                    continue;
                }
            };
            let has_news = !read.is_empty();
            if has_news && self.state.mailer.is_some() {
                self.put(read, now).await?;
                // Before the mails: a worker that is killed now must be replaced at once.
                self.delivery.due_at = Some(now);
            }
            self.delivery.position = progress.next.position;
            self.delivery.positioned_at = progress.next.issued_at;
            // Without news at the end, the release stores the position.
            if has_news || progress.has_more {
                self.save().await?;
            }
            if !progress.has_more {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Moves the position to the oldest event that is kept.
    async fn pass_gap(&mut self, oldest: FeedPosition, now: Timestamp) -> Result<(), DeliverError> {
        tracing::error!(organization = %self.id(), "events expired before they were read for notifications");
        self.state.metrics.write(now, &[], &[("DeliveryGaps", 1)]);
        self.delivery.pass_gap(oldest, now);
        self.save().await
    }

    /// Puts news into the mailboxes of their recipients, and stores these. The position moves after that, so news can come
    /// again: a mailbox ignores what it has.
    async fn put(&self, read: Vec<(FeedSequence, News)>, now: Timestamp) -> Result<(), DeliverError> {
        let control = &self.state.store.control;
        let (people, stored) =
            tokio::try_join!(control.notified_people_list(self.id()), control.mailboxes_list(self.id()))?;
        let mut directory = Directory::new(people, &stored);
        let mut mailboxes: HashMap<UserId, Mailbox> =
            stored.into_iter().map(|mailbox| (mailbox.user_id.clone(), mailbox)).collect();
        let mut changed: BTreeMap<UserId, Mailbox> = BTreeMap::new();
        for (sequence, news) in read {
            let mark = FeedMark { revision: self.delivery.revision, sequence };
            let mut open = |user: &UserId| {
                let stored = || mailboxes.remove(user).unwrap_or_else(|| Mailbox::new(user.clone()));
                changed.remove(user).unwrap_or_else(stored)
            };
            let written: Vec<Mailbox> = match news {
                News::Finding(change) => {
                    let recipients = self.recipients(&directory, &change).into_iter();
                    let put = recipients.map(|(user, Recipient { route, finding })| {
                        let mut mailbox = open(&user);
                        mailbox::put(&mut mailbox, finding, route, mark, now);
                        mailbox
                    });
                    put.collect()
                }
                News::Member { user, change, at } => {
                    let mut mailbox = open(&user);
                    match change {
                        MemberChange::Removed => mailbox::remove(&mut mailbox, at, mark),
                        MemberChange::Added => mailbox::add(&mut mailbox, at, mark),
                        MemberChange::Role => mailbox::change_role(&mut mailbox, at, mark),
                    }
                    vec![mailbox]
                }
            };
            for mailbox in written {
                directory.note(&mailbox);
                changed.insert(mailbox.user_id.clone(), mailbox);
            }
        }
        for mut mailbox in changed.into_values() {
            control.mailboxes_save(self.id(), &mut mailbox, now).await?;
        }
        Ok(())
    }

    /// Returns the recipients of a change. While the monitor is off, members cannot open findings about their account.
    fn recipients(&self, directory: &Directory, change: &FindingChange) -> BTreeMap<UserId, Recipient> {
        let mut recipients = directory.recipients(change);
        if !self.organization.settings.activity_monitor {
            recipients.retain(|user, _| directory.organization_mails(user).is_some());
        }
        recipients
    }

    pub(crate) fn id(&self) -> &OrganizationId {
        &self.organization.organization.id
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.clock.timestamp()
    }

    /// Returns `true` if nothing is begun any more.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Stores the delivery and renews the lease.
    pub(crate) async fn save(&mut self) -> Result<(), DeliverError> {
        let now = self.now();
        Ok(self.state.store.control.deliveries_save(&mut self.lease, &self.delivery, now).await?)
    }
}
