//! One run over the feed, with the lease of the stream.

use std::time::{Duration as StdDuration, Instant};

use event_model::{Catalog, NewEvent, OrganizationState, Timestamp};
use event_store::{
    DELIVERY_CHECK, Delivery, DeliveryGap, DeliveryLease, FeedPosition, StoreError, StoredDelivery, Stream,
};

use crate::deliverer::batch::{Read, Reader};
use crate::deliverer::transition::{Change, Next};
use crate::deliverer::{DeliverError, MESSAGES_PER_HOUR, State, hour_of, state_events};
use crate::formats::Encoder;
use crate::message::Secrets;
use crate::secrets::SecretError;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Everything before this position is sent.
    AllSent(FeedPosition),
    /// The next attempt has a time, the time of the invocation is over, or the stream is not sending.
    Waiting,
}

/// One run, and what it needs.
pub(crate) struct Run<'a> {
    pub(crate) state: &'a State,
    /// The delivery as it was read.
    read: &'a StoredDelivery,
    /// The lease; `None` before the first write, which claims it. A stream without work costs no write.
    lease: Option<DeliveryLease>,
    pub(crate) delivery: Delivery,
    pub(crate) stream: &'a Stream,
    pub(crate) organization: &'a OrganizationState,
    pub(crate) secrets: &'a Result<Secrets, SecretError>,
    deadline: Instant,
}

/// Delivers until nothing is left to send or the next attempt is later, and releases the lease.
pub(crate) async fn run(
    state: &State,
    read: &StoredDelivery,
    deadline: Instant,
) -> Result<Ended, DeliverError> {
    let Delivery { organization_id, stream_id, .. } = &read.delivery;
    let control = &state.store.control;
    let Some(stream) = control.streams_get(organization_id, stream_id).await? else {
        return Ok(Ended::Waiting);
    };
    let Some(organization) = control.organizations_state(organization_id).await? else {
        return Ok(Ended::Waiting);
    };
    if !organization.organization.plan.includes_monitor() {
        return Ok(Ended::Waiting);
    }
    let secrets = state.secrets.secrets(&stream, state.clock.timestamp()).await;
    if let Err(error) = &secrets
        && error.is_transient()
    {
        return Err(error.clone().into());
    }
    let mut run = Run {
        state,
        read,
        lease: None,
        delivery: read.delivery.clone(),
        stream: &stream,
        organization: &organization,
        secrets: &secrets,
        deadline,
    };
    let ended = async {
        let ended = run.deliver().await?;
        run.finish().await?;
        Ok(ended)
    };
    match ended.await {
        // A person has changed the state meanwhile, or another worker has the lease.
        Err(DeliverError::Store(StoreError::Conflict)) => Ok(Ended::Waiting),
        // The lease runs out, and the schedule wakes another worker.
        ended => ended,
    }
}

impl Run<'_> {
    async fn deliver(&mut self) -> Result<Ended, DeliverError> {
        let catalog = self.state.store.catalog.get(self.now()).await?;
        loop {
            let now = self.now();
            if self.is_over() {
                self.delivery.due_at = Some(now);
                return Ok(Ended::Waiting);
            }
            if let Some(next) = self.next_message_at(now) {
                self.delivery.due_at = Some(next);
            }
            if let Some(due) = self.delivery.due_at.filter(|due| *due > now) {
                if !self.sleep_until(due, now).await {
                    return Ok(Ended::Waiting);
                }
                continue;
            }
            if self.delivery.redrive && !self.redrive(&catalog).await? {
                continue;
            }
            let reader = Reader {
                feed: &self.state.feed,
                stream: self.stream,
                state: self.organization,
                encoder: self.encoder(&catalog),
                now,
            };
            match reader.read(&self.delivery).await? {
                Read::Expired(oldest) => self.pass_gap(oldest, now).await?,
                Read::Onward(cursor) => {
                    self.delivery.position = cursor.position;
                    self.delivery.positioned_at = cursor.issued_at;
                    self.save().await?;
                }
                Read::Formed(formed) if formed.events.is_empty() => {
                    self.delivery.due_at = None;
                    match self.delivery.batch.take() {
                        // All its events have expired or are hidden since it was formed.
                        Some(batch) => self.delivery.position = batch.next,
                        None => {
                            self.delivery.position = formed.next;
                            self.delivery.positioned_at = formed.read_at;
                            return Ok(Ended::AllSent(formed.next));
                        }
                    }
                }
                Read::Formed(formed) => match formed.wait(self.stream, now) {
                    Some(until) if self.delivery.batch.is_none() => {
                        self.delivery.due_at = Some(until);
                        return Ok(Ended::Waiting);
                    }
                    _ => {
                        if self.attempt(formed).await? == Next::Stop {
                            return Ok(Ended::Waiting);
                        }
                    }
                },
            }
        }
    }

    /// Returns the form of the events.
    pub(crate) fn encoder<'a>(&'a self, catalog: &'a Catalog) -> Encoder<'a> {
        Encoder {
            organization: &self.organization.organization.id,
            format: self.stream.format,
            catalog,
            show_details: self.organization.settings.show_details && !self.stream.kind().is_for_people(),
            dashboard_url: &self.state.dashboard_url,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.clock.timestamp()
    }

    /// Returns `true` if no attempt is begun any more.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Returns the start of the next hour if people have got all messages of this one.
    fn next_message_at(&self, now: Timestamp) -> Option<Timestamp> {
        let hour = self.delivery.messages_hour;
        let is_over = hour.hour == hour_of(now) && hour.count >= MESSAGES_PER_HOUR;
        let next = Timestamp::from_millis(i64::from(hour.hour + 1) * 3_600_000)?;
        (is_over && self.delivery.batch.is_none()).then_some(next)
    }

    /// Waits for a time that is near. Returns `false` without waiting if it is later than this invocation waits.
    async fn sleep_until(&mut self, due: Timestamp, now: Timestamp) -> bool {
        let wait = StdDuration::from_millis(due.millis().abs_diff(now.millis()));
        if wait > self.state.wait || Instant::now() + wait >= self.deadline {
            return false;
        }
        tokio::time::sleep(wait).await;
        self.delivery.due_at = None;
        true
    }

    /// Moves the position to the oldest event that is kept. The gap is in the status and an event.
    async fn pass_gap(&mut self, oldest: FeedPosition, now: Timestamp) -> Result<(), DeliverError> {
        let gap = DeliveryGap { first: self.delivery.position, next: oldest, found_at: now };
        self.delivery.pass_gap(oldest, now);
        self.delivery.gap = Some(gap);
        self.count(now, &[("DeliveryGaps", 1)]);
        self.change(&[state_events::gap(self.stream, &gap)]).await
    }

    pub(crate) async fn change_state(&mut self, change: Change, at: Timestamp) -> Result<(), DeliverError> {
        let event = state_events::changed(self.stream, &self.delivery, change, at);
        self.change(&[event]).await?;
        match change {
            Change::Failing => self.count(at, &[("StreamsFailing", 1)]),
            Change::Disabled(_) => self.count(at, &[("StreamsDisabled", 1)]),
            Change::Recovered => {}
        }
        Ok(())
    }

    /// Stores the delivery with events, in one transaction.
    async fn change(&mut self, events: &[NewEvent]) -> Result<(), DeliverError> {
        if self.lease.is_none() {
            self.save().await?;
        }
        let now = self.now();
        let lease = self.lease.as_mut().ok_or(StoreError::Conflict)?;
        let store = &self.state.store;
        Ok(store.deliveries_change(lease, &self.delivery, self.organization, events, now).await?)
    }

    /// Stores the delivery. The first time, this claims the lease.
    pub(crate) async fn save(&mut self) -> Result<(), DeliverError> {
        let (now, control) = (self.now(), &self.state.store.control);
        if let Some(lease) = &mut self.lease {
            return Ok(control.deliveries_save(lease, &self.delivery, now).await?);
        }
        let lease = control.deliveries_claim_as(self.read, &self.delivery, now).await?;
        self.lease = Some(lease.ok_or(StoreError::Conflict)?);
        Ok(())
    }

    /// Releases the lease. Writes nothing if nothing has changed, but once in a while that the stream was looked at.
    async fn finish(&mut self) -> Result<(), DeliverError> {
        let now = self.now();
        let is_checked = self.read.claimed_at.is_some_and(|at| at.plus(DELIVERY_CHECK) > now);
        if self.lease.is_none() && self.delivery == self.read.delivery && is_checked {
            return Ok(());
        }
        if self.lease.is_none() {
            self.save().await?;
        }
        let lease = self.lease.take().ok_or(StoreError::Conflict)?;
        Ok(self.state.store.control.deliveries_release(lease, &self.delivery).await?)
    }

    pub(crate) fn count(&self, at: Timestamp, counts: &[(&str, usize)]) {
        self.state.metrics.write(at, &[], counts);
    }
}
