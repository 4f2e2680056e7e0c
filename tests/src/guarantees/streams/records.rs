//! Attempts and dead letters.

use event_model::Timestamp;
use event_store::{ATTEMPTS_LISTED, Attempt, DEAD_LETTERS_KEPT, DeadLetter, FeedSequence};

use super::{Fixture, stream};

fn sequence(segment: u64, place: u16) -> FeedSequence {
    FeedSequence { segment, place }
}

impl Fixture {
    fn attempt(&self, second: i64) -> Attempt {
        Attempt {
            stream_id: self.stream.id.clone(),
            at: self.second(second),
            message_id: format!("{}_1.1_1.1", self.stream.id),
            first: sequence(1, 1),
            last: sequence(1, 1),
            events: 1,
            duration_ms: 7,
            status: None,
            failure: Some("The connection was refused.".to_owned()),
            excerpt: String::new(),
        }
    }

    async fn attempts(&self) -> Vec<Attempt> {
        let attempts = self.control().attempts_list(&self.stream.organization_id, &self.stream.id).await;
        attempts.expect("the store answers")
    }

    fn letter(&self, segment: u64, place: u16) -> DeadLetter {
        DeadLetter {
            stream_id: self.stream.id.clone(),
            sequence: sequence(segment, place),
            source: "pass".parse().expect("a source"),
            event_id: format!("e{segment}-{place}").parse().expect("an id"),
            refused_at: self.second(1),
            status: Some(400),
            excerpt: "not understood".to_owned(),
        }
    }

    async fn bury(&self, letter: &DeadLetter, event_expires_at: Timestamp) {
        let organization = &self.stream.organization_id;
        let recorded = self.control().dead_letters_record(organization, letter, event_expires_at).await;
        recorded.expect("recorded");
    }

    /// Returns the pages of two dead letters.
    async fn letters(&self, now: Timestamp) -> Vec<Vec<DeadLetter>> {
        let (organization, stream) = (&self.stream.organization_id, &self.stream.id);
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = self.control().dead_letters_page(organization, stream, after.as_ref(), 2, now).await;
            let page = page.expect("the store answers");
            pages.push(page.items);
            after = page.next;
            if after.is_none() {
                return pages;
            }
        }
    }

    async fn count(&self, now: Timestamp) -> usize {
        let (organization, stream) = (&self.stream.organization_id, &self.stream.id);
        self.control().dead_letters_count(organization, stream, now).await.expect("the store answers")
    }
}

#[tokio::test]
async fn attempts_are_listed_newest_first() {
    let fixture = Fixture::start().await;
    let organization = &fixture.stream.organization_id;
    let attempts: Vec<Attempt> =
        (0..i64::from(ATTEMPTS_LISTED) + 3).map(|nth| fixture.attempt(nth)).collect();
    for attempt in &attempts {
        for _ in 0..2 {
            fixture.control().attempts_record(organization, attempt).await.expect("recorded");
        }
    }
    let other = stream(&fixture.state, fixture.second(0)).id;
    let of_other = Attempt { stream_id: other, ..fixture.attempt(1_000) };
    fixture.control().attempts_record(organization, &of_other).await.expect("recorded");
    let newest: Vec<Attempt> = attempts.into_iter().rev().take(ATTEMPTS_LISTED.into()).collect();
    assert_eq!(fixture.attempts().await, newest);
}

#[tokio::test]
async fn dead_letters_are_paged_in_feed_order() {
    let fixture = Fixture::start().await;
    let letters =
        [(9, 2), (9, 10), (10, 1), (1_042, 17)].map(|(segment, place)| fixture.letter(segment, place));
    for letter in letters.iter().rev() {
        fixture.bury(letter, Timestamp::MAX).await;
    }
    let other = stream(&fixture.state, fixture.second(0)).id;
    fixture.bury(&DeadLetter { stream_id: other, ..fixture.letter(9, 3) }, Timestamp::MAX).await;
    let now = fixture.second(2);
    assert_eq!(fixture.letters(now).await, [&letters[..2], &letters[2..]]);
    assert_eq!(fixture.count(now).await, 4);

    let again = DeadLetter { refused_at: fixture.second(5), status: Some(422), ..letters[1].clone() };
    fixture.bury(&again, Timestamp::MAX).await;
    let (organization, id) = (&fixture.stream.organization_id, &fixture.stream.id);
    for _ in 0..2 {
        let removed = fixture.control().dead_letters_remove(organization, id, letters[0].sequence).await;
        removed.expect("removed");
    }
    let left = [again, letters[2].clone(), letters[3].clone()];
    assert_eq!(fixture.letters(now).await, [&left[..2], &left[2..]]);
    assert_eq!(fixture.count(now).await, 3);
}

#[tokio::test]
async fn dead_letters_expire_with_their_event() {
    let fixture = Fixture::start().await;
    fixture.bury(&fixture.letter(1, 1), fixture.second(60)).await;
    fixture.bury(&fixture.letter(1, 2), Timestamp::MAX).await;
    assert_eq!(fixture.letters(fixture.second(59)).await.concat().len(), 2);
    assert_eq!(fixture.letters(fixture.second(60)).await.concat(), [fixture.letter(1, 2)]);
    assert_eq!(fixture.count(fixture.second(60)).await, 1);
    let end = fixture.second(1).plus(DEAD_LETTERS_KEPT);
    assert_eq!((fixture.letters(end).await.concat(), fixture.count(end).await), (Vec::new(), 0));
}
