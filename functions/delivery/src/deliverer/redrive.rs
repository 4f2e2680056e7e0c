//! Sends dead letters again, after a person has asked for it.

use event_model::Catalog;
use event_store::{DeadLetter, FeedEntry, FeedPosition};

use crate::answer::Verdict;
use crate::deliverer::DeliverError;
use crate::deliverer::batch::Formed;
use crate::deliverer::run::Run;
use crate::deliverer::selection::{self, Selected, Selection};
use crate::deliverer::transition;

/// Dead letters of one read.
const PAGE: u16 = 100;

impl Run<'_> {
    /// Sends every dead letter once. Those that are refused again stay. Returns `false` if an attempt failed, so that the
    /// rest waits.
    pub(crate) async fn redrive(&mut self, catalog: &Catalog) -> Result<bool, DeliverError> {
        let mut after = None;
        loop {
            let control = &self.state.store.control;
            let page = control
                .dead_letters_page(
                    &self.delivery.organization_id,
                    &self.stream.id,
                    after.as_ref(),
                    PAGE,
                    self.now(),
                )
                .await?;
            for letter in page.items {
                if self.is_over() || !self.redrive_one(letter, catalog).await? {
                    return Ok(false);
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        self.delivery.redrive = false;
        self.delivery.due_at = None;
        self.save().await?;
        Ok(true)
    }

    async fn redrive_one(&mut self, letter: DeadLetter, catalog: &Catalog) -> Result<bool, DeliverError> {
        let Some(formed) = self.dead_event(&letter, catalog).await? else {
            // Its event has expired or is hidden.
            self.remove(&letter).await?;
            return Ok(true);
        };
        let now = self.now();
        let payload = self.payload(&formed, now).await?;
        let batch = formed.bounds(&payload, now).expect("a dead letter is one event");
        let answer = self.send_recorded(&formed, &batch, &payload, now).await?;
        match answer.verdict {
            Verdict::Refused => {
                self.dead_letter(&formed, &answer, self.now()).await?;
                Ok(true)
            }
            verdict => {
                let before = self.delivery.clone();
                let step = transition::after(&before, &batch, &answer, self.now(), fastrand::f64(), false);
                self.delivery = step.delivery;
                // A dead letter is not part of the order: the stream continues where it was.
                self.delivery.position = before.position;
                self.delivery.positioned_at = before.positioned_at;
                self.delivery.batch = before.batch;
                match step.change {
                    Some(change) => self.change_state(change, self.now()).await?,
                    None => self.save().await?,
                }
                if verdict == Verdict::Delivered {
                    self.remove(&letter).await?;
                }
                Ok(verdict == Verdict::Delivered)
            }
        }
    }

    /// Reads the event of a dead letter; `None` if it is no longer kept or shown.
    async fn dead_event(
        &self,
        letter: &DeadLetter,
        catalog: &Catalog,
    ) -> Result<Option<Formed>, DeliverError> {
        let (organization, number) = (&self.delivery.organization_id, letter.sequence.segment);
        let segment = self.state.feed.segments_between(organization, number, number + 1, 1).await?.pop();
        let Some(segment) = segment else { return Ok(None) };
        let place = usize::from(letter.sequence.place.saturating_sub(1));
        let Some(entry) = segment.entries()?.into_iter().nth(place) else { return Ok(None) };
        let now = self.now();
        if let FeedEntry::Event(event) = &entry
            && !self.organization.settings.shows(event, now)
        {
            return Ok(None);
        }
        let Some(finding) = Selection::new(self.stream).admits(&entry) else { return Ok(None) };
        let expires_at = selection::expires_at(&entry);
        let event = self.encoder(catalog).encode(letter.sequence, entry)?;
        let next = FeedPosition { segment: number, skip: letter.sequence.place };
        Ok(Some(Formed {
            events: vec![Selected { event, expires_at, finding }],
            next,
            read_at: now,
            is_full: true,
        }))
    }

    async fn remove(&self, letter: &DeadLetter) -> Result<(), DeliverError> {
        let control = &self.state.store.control;
        control.dead_letters_remove(&self.delivery.organization_id, &self.stream.id, letter.sequence).await?;
        Ok(())
    }
}
