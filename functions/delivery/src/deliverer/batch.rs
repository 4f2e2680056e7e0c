//! Forms batches: what is sent after a position of the feed.

use std::ops::ControlFlow;

use chrono::Duration;
use event_model::{OrganizationState, Timestamp};
use event_store::{
    Batch, Delivery, Feed, FeedCursor, FeedPage, FeedPosition, FeedRequest, FeedSequence, Stream,
};
use sha2::{Digest, Sha256};

use crate::deliverer::DeliverError;
use crate::deliverer::selection::{self, Selected, Selection};
use crate::formats::Encoder;
use crate::message::{BatchLimits, EncodedEvent, Payload, batch_limits};

/// Findings that one message counts at most, when there are more than messages.
const OVERFLOW_MAX: u16 = 1_000;

/// What the next message holds.
#[derive(Debug)]
pub(crate) struct Formed {
    /// Its events, in order.
    pub(crate) events: Vec<Selected>,
    /// Position after them, and after the events that are not sent.
    pub(crate) next: FeedPosition,
    /// Time at which the feed was read up to there.
    pub(crate) read_at: Timestamp,
    /// Whether the message is full. Otherwise later events could still join it.
    pub(crate) is_full: bool,
}

/// The result of reading on from a position.
#[derive(Debug)]
pub(crate) enum Read {
    /// A message, possibly without events.
    Formed(Formed),
    /// Nothing is sent so far, and there is more to read after this position.
    Onward(FeedCursor),
    /// The events at the position have expired. The next one is kept.
    Expired(FeedPosition),
}

/// Reads the feed for one stream.
pub(crate) struct Reader<'a> {
    pub(crate) feed: &'a Feed,
    pub(crate) stream: &'a Stream,
    pub(crate) state: &'a OrganizationState,
    pub(crate) encoder: Encoder<'a>,
    pub(crate) now: Timestamp,
}

impl Reader<'_> {
    /// Reads what is sent next: the stored batch again, or a new one.
    pub(crate) async fn read(&self, delivery: &Delivery) -> Result<Read, DeliverError> {
        let limits = batch_limits(self.stream.kind());
        let (limits, last) = match &delivery.batch {
            Some(batch) => {
                let events = u16::try_from(batch.events).unwrap_or(u16::MAX);
                (BatchLimits { events, bytes: usize::MAX, ..limits }, Some(batch.last))
            }
            None if self.is_overflow(delivery) => (BatchLimits { events: OVERFLOW_MAX, ..limits }, None),
            None => (limits, None),
        };
        self.form(delivery, limits, last).await
    }

    /// Returns `true` if more findings wait than the last hour had messages for.
    fn is_overflow(&self, delivery: &Delivery) -> bool {
        let hour = delivery.messages_hour;
        self.stream.kind().is_for_people()
            && hour.count >= crate::deliverer::MESSAGES_PER_HOUR
            && hour.hour < crate::deliverer::hour_of(self.now)
    }

    async fn form(
        &self,
        delivery: &Delivery,
        limits: BatchLimits,
        last: Option<FeedSequence>,
    ) -> Result<Read, DeliverError> {
        let selection = Selection::new(self.stream);
        let filter = selection.filter(self.encoder.catalog);
        let mut from = FeedCursor { position: delivery.position, issued_at: delivery.positioned_at };
        let mut events: Vec<Selected> = Vec::new();
        let mut bytes = 0;
        let mut rest = false;
        loop {
            let request = FeedRequest {
                state: self.state,
                filter: filter.clone(),
                from,
                limit: limits.events,
                now: self.now,
            };
            let page = self.feed.page(request, |sequence, entry| -> Result<_, DeliverError> {
                if last.is_some_and(|last| sequence > last) {
                    rest = true;
                    return Ok(ControlFlow::Break(()));
                }
                let Some(finding) = selection.admits(&entry) else { return Ok(ControlFlow::Continue(())) };
                let expires_at = selection::expires_at(&entry);
                let event = self.encoder.encode(sequence, entry)?;
                let size = event.body.get().len();
                let selected = Selected { event, expires_at, finding };
                let ends = bytes + size > limits.bytes
                    || self.is_alone(&selected)
                    || events.last().is_some_and(|last| self.is_alone(last));
                if !events.is_empty() && ends {
                    rest = true;
                    return Ok(ControlFlow::Break(()));
                }
                bytes += size;
                events.push(selected);
                Ok(match events.len() >= usize::from(limits.events) || last == Some(sequence) {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                })
            });
            let progress = match page.await? {
                FeedPage::Read(progress) => progress,
                FeedPage::Expired { oldest } if events.is_empty() => return Ok(Read::Expired(oldest)),
                // The gap is reported by the batch after this one.
                FeedPage::Expired { .. } => return Ok(Read::Formed(self.formed(events, from, true))),
            };
            let is_full = rest || events.len() >= usize::from(limits.events);
            if is_full || !progress.has_more {
                let next = match (rest, events.last()) {
                    // The entry that did not fit was read, too.
                    (true, Some(last)) => {
                        FeedCursor { position: after(last.event.sequence), ..progress.next }
                    }
                    _ => progress.next,
                };
                return Ok(Read::Formed(self.formed(events, next, is_full)));
            }
            if events.is_empty() && last.is_none() {
                return Ok(Read::Onward(progress.next));
            }
            from = progress.next;
        }
    }

    fn formed(&self, events: Vec<Selected>, next: FeedCursor, is_full: bool) -> Formed {
        Formed { events, next: next.position, read_at: next.issued_at, is_full }
    }

    /// Returns `true` if the event is a message of its own. For people, the limits decide: one message counts many findings
    /// if there are too many.
    fn is_alone(&self, selected: &Selected) -> bool {
        selected.finding.is_some() && !self.stream.kind().is_for_people()
    }
}

impl Formed {
    /// Returns how long to wait for more events; `None` if the message is sent now.
    pub(crate) fn wait(&self, stream: &Stream, now: Timestamp) -> Option<Timestamp> {
        let wait = Duration::from_std(batch_limits(stream.kind()).wait).unwrap_or(Duration::zero());
        let until = self.oldest()?.plus(wait);
        (!self.is_full && until > now).then_some(until)
    }

    /// Returns the earliest time of recording.
    pub(crate) fn oldest(&self) -> Option<Timestamp> {
        self.events.iter().filter_map(|selected| selected.event.recorded_at).min()
    }

    /// Keeps only the first half of the events.
    pub(crate) fn halve(&mut self) {
        self.events.truncate(self.events.len().div_ceil(2));
        if let Some(last) = self.events.last() {
            self.next = after(last.event.sequence);
        }
    }

    /// Returns the bounds of the batch, which says `payload`; `None` if it has no events.
    pub(crate) fn bounds(&self, payload: &Payload, now: Timestamp) -> Option<Batch> {
        let (first, last) = (self.events.first()?, self.events.last()?);
        Some(Batch {
            first: first.event.sequence,
            last: last.event.sequence,
            next: self.next,
            events: u32::try_from(self.events.len()).unwrap_or(u32::MAX),
            digest: digest(self.events.iter().map(|selected| &selected.event), payload),
            made_at: now,
            refusals: 0,
        })
    }
}

/// Returns the position after an event.
fn after(FeedSequence { segment, place }: FeedSequence) -> FeedPosition {
    FeedPosition { segment, skip: place }
}

/// Returns a hash of the events as they are sent, and of the words about a finding: they come from the stored finding, which
/// can change between two attempts.
fn digest<'a>(events: impl Iterator<Item = &'a EncodedEvent>, payload: &Payload) -> [u8; 8] {
    let mut hash = Sha256::new();
    for event in events {
        hash.update(event.body.get());
        hash.update(b"\n");
    }
    if let Payload::Finding(_, notice) = payload {
        hash.update(&notice.sentence);
        hash.update(notice.person.as_deref().unwrap_or_default());
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest[..8].try_into().expect("a hash has more than 8 bytes")
}
