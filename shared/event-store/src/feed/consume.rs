//! Runs a consumer: every segment in order, each until its work is stored.

use event_model::Timestamp;
use tokio::time::Instant;

use crate::control::consumers::{Consumer, ConsumerClaim, ConsumerLease};
use crate::feed::query::SegmentQuery;
use crate::feed::segment::Segment;
use crate::{Control, Feed, StoreError};

/// Segments that are read at once if a consumer is behind.
const SEGMENTS: u16 = 8;

/// How a run of a consumer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumed {
    /// Every segment is handled.
    All,
    /// Another worker holds the lease. It checks for new segments when it releases it.
    Leased,
    /// The time is used up before every segment is handled.
    OutOfTime,
    /// Another worker has taken over, because this one held its lease too long.
    TakenOver,
}

/// One run of a consumer.
#[derive(Debug)]
pub struct ConsumerRun<'a> {
    /// The consumer.
    pub consumer: &'a Consumer,
    /// Segment at which a new consumer starts.
    pub start: u64,
    /// The segments whose records woke the worker, in order. They spare reads if the first is the next one; those that
    /// are already handled are ignored.
    pub wake: Vec<Segment>,
    /// No new segment is begun after this time.
    pub deadline: Instant,
}

impl Feed {
    /// Passes every unhandled segment to `handle`, in order, with the lease of the consumer.
    ///
    /// The position moves past a segment only after `handle` has returned, so a worker that is killed repeats it:
    /// `handle` must be idempotent. Segments that expired before they were handled are passed over and logged.
    pub async fn consume<E: From<StoreError>>(
        &self,
        control: &Control,
        run: ConsumerRun<'_>,
        now: impl Fn() -> Timestamp,
        mut handle: impl AsyncFnMut(&Segment) -> Result<(), E>,
    ) -> Result<Consumed, E> {
        let ConsumerRun { consumer, start, mut wake, deadline } = run;
        loop {
            let mut lease = match control.consumers_claim(consumer, start, now()).await? {
                ConsumerClaim::Taken(lease) => lease,
                ConsumerClaim::Leased(_) => return Ok(Consumed::Leased),
            };
            let known = following(std::mem::take(&mut wake), lease.position);
            let first = lease.position;
            let handled = self.handle_all(control, &mut lease, known, deadline, &now, &mut handle).await;
            let next = handled.as_ref().map_or(lease.position, |(_, next)| *next);
            match control.consumers_release(&lease, next).await {
                Err(StoreError::Conflict) => return handled.map(|_| Consumed::TakenOver),
                released => released?,
            }
            if let (ended @ (Consumed::OutOfTime | Consumed::TakenOver), _) = handled? {
                return Ok(ended);
            }
            // A worker that was woken while this one held the lease has gone. Its segment was written before, so it is
            // visible now: without this check, it would wait for the next one.
            if self.first_from(&consumer.organization_id, next).await?.is_none() {
                if next == first {
                    self.require_reached(consumer, next).await?;
                }
                return Ok(Consumed::All);
            }
        }
    }

    /// Handles the segments that are known, or reads the next ones if there are none. Returns the number of the segment
    /// after them, which the caller stores with the end of the lease: a single segment costs one write less.
    async fn handle_all<E: From<StoreError>>(
        &self,
        control: &Control,
        lease: &mut ConsumerLease,
        known: Vec<Segment>,
        deadline: Instant,
        now: &impl Fn() -> Timestamp,
        handle: &mut impl AsyncFnMut(&Segment) -> Result<(), E>,
    ) -> Result<(Consumed, u64), E> {
        let segments = if known.is_empty() { self.next_segments(lease).await? } else { known };
        let mut next = lease.position;
        for segment in &segments {
            if next != lease.position {
                match control.consumers_advance(lease, next, now()).await {
                    Err(StoreError::Conflict) => return Ok((Consumed::TakenOver, next)),
                    advanced => advanced?,
                }
            }
            if Instant::now() >= deadline {
                return Ok((Consumed::OutOfTime, next));
            }
            if segment.number != next {
                let (consumer, next) = (&lease.consumer.name, segment.number);
                tracing::warn!(consumer, next, "segments expired before they were handled");
            }
            handle(segment).await?;
            next = segment.number + 1;
        }
        Ok((Consumed::All, next))
    }

    /// Returns an error if the position is after the end of the feed: the feed was restored to an earlier time, and the
    /// consumer would miss the segments until its position.
    async fn require_reached(&self, consumer: &Consumer, position: u64) -> Result<(), StoreError> {
        let Consumer { organization_id, name } = consumer;
        let head = self.head(organization_id).await?.map_or(0, |head| head.number);
        match head + 1 >= position {
            true => Ok(()),
            false => Err(StoreError::corrupt(
                format!("{organization_id} {name}"),
                format!("its position {position} is after the newest segment {head}"),
            )),
        }
    }

    async fn next_segments(&self, lease: &ConsumerLease) -> Result<Vec<Segment>, StoreError> {
        let query = SegmentQuery {
            organization: &lease.consumer.organization_id,
            from: lease.position,
            to: u64::MAX,
            newest_first: false,
            limit: SEGMENTS,
        };
        Ok(self.segments(query).await?.segments)
    }
}

/// Returns the segments that follow each other from `position` on.
fn following(segments: Vec<Segment>, position: u64) -> Vec<Segment> {
    let segments = segments.into_iter().skip_while(|segment| segment.number < position);
    (position..)
        .zip(segments)
        .take_while(|(number, segment)| segment.number == *number)
        .map(|(_, segment)| segment)
        .collect()
}
