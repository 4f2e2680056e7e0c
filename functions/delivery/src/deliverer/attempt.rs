//! Attempts at a batch.

use std::time::{Duration as StdDuration, Instant};

use event_model::Timestamp;
use event_store::{Attempt, Batch, DEAD_LETTERS_KEPT, DeadLetter, Delivery};

use crate::answer::{Answer, Verdict};
use crate::deliverer::DeliverError;
use crate::deliverer::batch::Formed;
use crate::deliverer::run::Run;
use crate::deliverer::selection::Selected;
use crate::deliverer::transition::{self, Next};
use crate::message::{Outgoing, Payload};

impl Run<'_> {
    /// Sends what was formed until the destination has it or the attempt fails. The bounds are stored before the first
    /// attempt.
    pub(crate) async fn attempt(&mut self, mut formed: Formed) -> Result<Next, DeliverError> {
        loop {
            let payload = self.payload(&formed, self.now()).await?;
            let batch = self.store_bounds(&formed, &payload).await?;
            let answer = self.send_recorded(&formed, &batch, &payload, self.now()).await?;
            let at = self.now();
            let counts = self.stream.kind().is_for_people();
            let step = transition::after(&self.delivery, &batch, &answer, at, fastrand::f64(), counts);
            self.delivery = step.delivery;
            if step.next == Next::DeadLetter {
                self.dead_letter(&formed, &answer, at).await?;
            }
            match step.change {
                Some(change) => self.change_state(change, at).await?,
                // The next bounds, or the release, are written soon. Until then, a worker that is killed repeats the batch.
                None if matches!(step.next, Next::Batch | Next::Halve) => {}
                None => self.save().await?,
            }
            if !self.delivery.state.is_sending() {
                return Ok(Next::Stop);
            }
            match step.next {
                Next::Halve => formed.halve(),
                next => return Ok(next),
            }
        }
    }

    /// Returns the batch of what was formed, which is stored. If its content differs from the batch that is stored, it
    /// gets another id: an id must never stand for two contents.
    async fn store_bounds(&mut self, formed: &Formed, payload: &Payload) -> Result<Batch, DeliverError> {
        let batch = formed.bounds(payload, self.now()).expect("only batches with events are sent");
        if let Some(stored) = &self.delivery.batch {
            if (stored.first, stored.last, stored.digest) == (batch.first, batch.last, batch.digest) {
                return Ok(stored.clone());
            }
            self.delivery.revision += 1;
        }
        self.delivery.batch = Some(batch.clone());
        self.save().await?;
        Ok(batch)
    }

    /// Sends a batch and records the attempt.
    pub(crate) async fn send_recorded(
        &self,
        formed: &Formed,
        batch: &Batch,
        payload: &Payload,
        now: Timestamp,
    ) -> Result<Answer, DeliverError> {
        let started = Instant::now();
        let answer = self.send(batch, payload, now).await;
        self.record(formed, batch, &answer, now, started.elapsed()).await?;
        Ok(answer)
    }

    async fn send(&self, batch: &Batch, payload: &Payload, now: Timestamp) -> Answer {
        let secrets = match self.secrets {
            Ok(secrets) => secrets,
            Err(error) => {
                let reason = format!("the secret of the destination cannot be decrypted: {error}");
                return Answer::failed(Verdict::RetryLoudly, reason);
            }
        };
        let id = message_id(&self.delivery, batch);
        let outgoing = Outgoing {
            id: &id,
            stream: self.stream,
            secrets,
            first: Some(batch.first),
            last: Some(batch.last),
            made_at: batch.made_at,
            now,
            payload,
        };
        self.state.senders.send(&outgoing).await
    }

    /// Returns what a message with these events says.
    pub(crate) async fn payload(&self, formed: &Formed, now: Timestamp) -> Result<Payload, DeliverError> {
        let url = &self.state.dashboard_url;
        let finding = formed.events.first().and_then(|first| first.finding.as_ref());
        Ok(match (finding, formed.events.as_slice()) {
            (Some(finding), [one]) => {
                let organization = &self.delivery.organization_id;
                let notice = finding.notice(&self.state.store, organization, url, now).await?;
                Payload::Finding(one.event.clone(), Box::new(notice))
            }
            (Some(_), all) => Payload::Overflow {
                count: u32::try_from(all.len()).unwrap_or(u32::MAX),
                since: all.iter().find_map(|selected| selected.event.occurred_at).unwrap_or(now),
                url: format!("{url}/findings"),
            },
            (None, all) => Payload::Events(all.iter().map(|selected| selected.event.clone()).collect()),
        })
    }

    async fn record(
        &self,
        formed: &Formed,
        batch: &Batch,
        answer: &Answer,
        at: Timestamp,
        duration: StdDuration,
    ) -> Result<(), DeliverError> {
        let attempt = Attempt {
            stream_id: self.stream.id.clone(),
            at,
            message_id: message_id(&self.delivery, batch),
            first: batch.first,
            last: batch.last,
            events: batch.events,
            duration_ms: u32::try_from(duration.as_millis()).unwrap_or(u32::MAX),
            status: answer.status,
            failure: answer.reason.clone(),
            excerpt: answer.excerpt.clone(),
        };
        self.state.store.control.attempts_record(&self.delivery.organization_id, &attempt).await?;
        let failed = usize::from(answer.reason.is_some());
        let oldest = formed.oldest().unwrap_or(at);
        let lag = usize::try_from(at.millis().saturating_sub(oldest.millis()) / 1_000).unwrap_or_default();
        self.count(at, &[("DeliveryAttempts", 1), ("DeliveryFailures", failed), ("DeliveryLagSeconds", lag)]);
        Ok(())
    }

    pub(crate) async fn dead_letter(
        &self,
        formed: &Formed,
        answer: &Answer,
        at: Timestamp,
    ) -> Result<(), DeliverError> {
        let Selected { event, expires_at, finding: _ } =
            formed.events.first().expect("a dead letter is one event");
        let letter = DeadLetter {
            stream_id: self.stream.id.clone(),
            sequence: event.sequence,
            source: event.source.clone(),
            event_id: event.id.clone(),
            refused_at: at,
            status: answer.status,
            excerpt: answer.excerpt.clone(),
        };
        self.count(at, &[("DeliveryDeadLetters", 1)]);
        let expires_at = expires_at.unwrap_or_else(|| at.plus(DEAD_LETTERS_KEPT));
        Ok(self
            .state
            .store
            .control
            .dead_letters_record(&self.delivery.organization_id, &letter, expires_at)
            .await?)
    }
}

/// Returns the id of a message, which is the same for every attempt.
fn message_id(delivery: &Delivery, batch: &Batch) -> String {
    let (stream, Batch { first, last, .. }) = (&delivery.stream_id, batch);
    match delivery.revision {
        0 => format!("{stream}_{first}_{last}"),
        revision => format!("{stream}.{revision}_{first}_{last}"),
    }
}
