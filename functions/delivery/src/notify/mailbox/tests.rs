use std::collections::{BTreeMap, BTreeSet};

use detections::Severity;
use event_store::{FeedSequence, FindingNews};
use proptest::prelude::*;

use super::*;

fn start() -> Timestamp {
    Timestamp::parse("2026-11-21T19:00:00.000Z").expect("a time")
}

fn finding(nth: u128, severity: Severity) -> WaitingFinding {
    WaitingFinding {
        id: format!("{nth:032x}").parse().expect("an id"),
        news: FindingNews::Opened,
        rule: "account.guessing".to_owned(),
        title: "Password guessing".to_owned(),
        severity,
        person: None,
        first_at: start(),
        last_at: start(),
        hits: 3,
        own_account: false,
    }
}

fn mark(segment: u64) -> FeedMark {
    FeedMark { revision: 0, sequence: FeedSequence { segment, place: 1 } }
}

fn mailbox() -> Mailbox {
    Mailbox::new("u_ada".parse().expect("an id"))
}

/// Sends everything that is due. Returns the mails.
fn flush(mailbox: &mut Mailbox, now: Timestamp) -> Vec<NextMail> {
    let mut mails = Vec::new();
    while due_at(mailbox).is_some_and(|due| due <= now) {
        let mail = next(mailbox).expect("what is due is there");
        sent(mailbox, mail, now);
        mails.push(mail);
    }
    mails
}

/// One step of a run.
#[derive(Debug, Clone)]
enum Act {
    /// Findings are put. Some of the earlier ones are read again before.
    Put {
        count: u8,
        route: Route,
        again: u8,
    },
    Wait {
        minutes: u16,
    },
    Flush,
    Fail,
    Refuse,
}

fn act() -> impl Strategy<Value = Act> {
    let route = prop_oneof![3 => Just(Route::AtOnce), 1 => Just(Route::Digest)];
    prop_oneof![
        4 => (1..40_u8, route, 0..60_u8).prop_map(|(count, route, again)| Act::Put { count, route, again }),
        3 => (1..900_u16).prop_map(|minutes| Act::Wait { minutes }),
        4 => Just(Act::Flush),
        1 => Just(Act::Fail),
        1 => Just(Act::Refuse),
    ]
}

/// What a person got.
#[derive(Debug, Default)]
struct Received {
    mails: Vec<u128>,
    listed: Vec<u128>,
    counted: u32,
    hours: BTreeMap<u32, u32>,
}

impl Received {
    fn take(&mut self, mailbox: &mut Mailbox, mail: NextMail, now: Timestamp) {
        let number = |finding: &WaitingFinding| {
            u128::from_str_radix(&finding.id.to_string(), 16).expect("an id is hex")
        };
        match mail {
            NextMail::Finding => self.mails.push(number(&mailbox.waiting[0])),
            NextMail::More => self.counted += mailbox.more.expect("it is next").count,
            NextMail::Digest => {
                assert!(mailbox.digest.len() <= DIGEST_LISTED);
                self.listed.extend(mailbox.digest.iter().map(number));
                self.counted += mailbox.digest_more;
            }
        }
        *self.hours.entry(hour_of(now)).or_default() += 1;
        sent(mailbox, mail, now);
    }

    fn take_due(&mut self, mailbox: &mut Mailbox, now: Timestamp) {
        while due_at(mailbox).is_some_and(|due| due <= now) {
            let mail = next(mailbox).expect("what is due is there");
            self.take(mailbox, mail, now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Every finding is received once, in order, and no hour has too many mails.
    #[test]
    fn mailbox_loses_nothing_and_repeats_nothing(acts in prop::collection::vec(act(), 1..60)) {
        let (mut mailbox, mut now) = (mailbox(), start());
        let (mut received, mut put_before) = (Received::default(), Vec::<(u128, Route)>::new());
        for act in acts {
            match act {
                Act::Put { count, route, again } => {
                    let first = put_before.len().saturating_sub(usize::from(again));
                    let new = (0..u128::from(count)).map(|nth| (put_before.len() as u128 + nth, route));
                    let new: Vec<_> = new.collect();
                    put_before.extend(new);
                    for (nth, route) in &put_before[first..] {
                        let finding = finding(*nth, Severity::High);
                        let segment = u64::try_from(*nth).expect("a small number") + 1;
                        put(&mut mailbox, finding, *route, mark(segment), now);
                    }
                }
                Act::Wait { minutes } => now = now.plus(Duration::minutes(minutes.into())),
                Act::Flush => received.take_due(&mut mailbox, now),
                Act::Fail if due_at(&mailbox).is_some_and(|due| due <= now) => {
                    failed(&mut mailbox, now, None, 0.5);
                    prop_assert!(due_at(&mailbox).is_some_and(|due| due > now));
                }
                Act::Refuse if due_at(&mailbox).is_some_and(|due| due <= now) => {
                    stop(&mut mailbox, now, "refused".to_owned());
                    prop_assert!(due_at(&mailbox).is_some_and(|due| due >= now.plus(Duration::days(1))));
                }
                Act::Fail | Act::Refuse => {}
            }
            prop_assert!(mailbox.waiting.len() <= MAILS_PER_HOUR as usize);
            prop_assert!(mailbox.digest.len() <= DIGEST_LISTED);
        }
        while let Some(due) = due_at(&mailbox) {
            now = now.max(due);
            received.take_due(&mut mailbox, now);
        }
        let Received { mails, listed, counted, hours } = received;
        let distinct: BTreeSet<u128> = mails.iter().chain(&listed).copied().collect();
        prop_assert_eq!(distinct.len(), mails.len() + listed.len());
        prop_assert_eq!(distinct.len() + counted as usize, put_before.len());
        prop_assert!(mails.is_sorted());
        prop_assert!(listed.is_sorted());
        prop_assert!(hours.values().all(|count| *count <= MAILS_PER_HOUR));
    }
}

#[test]
fn mailbox_sends_20_then_counts_37_more() {
    let (mut mailbox, now) = (mailbox(), start().plus(Duration::minutes(5)));
    for nth in 0..57 {
        let severity = if nth == 30 { Severity::Critical } else { Severity::High };
        put(&mut mailbox, finding(u128::from(nth), severity), Route::AtOnce, mark(nth + 1), now);
    }
    assert_eq!(flush(&mut mailbox, now), [NextMail::Finding; 20]);
    assert_eq!(due_at(&mailbox), Some(start().plus(Duration::hours(1))));
    let more = MoreFindings { count: 37, since: now, highest: Severity::Critical };
    assert_eq!(mailbox.more, Some(more));
    assert_eq!(flush(&mut mailbox, start().plus(Duration::hours(1))), [NextMail::More]);
    assert_eq!(due_at(&mailbox), None);
}

#[test]
fn mailbox_finding_that_waits_is_replaced() {
    let (mut mailbox, now) = (mailbox(), start());
    put(&mut mailbox, finding(1, Severity::Medium), Route::Digest, mark(1), now);
    assert_eq!(due_at(&mailbox), Some(Timestamp::parse("2026-11-22T07:00:00.000Z").expect("a time")));
    // Its severity rises: it gets a mail of its own and is no longer in the digest.
    put(&mut mailbox, finding(1, Severity::High), Route::AtOnce, mark(2), now);
    assert_eq!((mailbox.digest.len(), mailbox.digest_at, mailbox.waiting.len()), (0, None, 1));
    put(&mut mailbox, finding(1, Severity::Critical), Route::AtOnce, mark(3), now);
    assert_eq!(mailbox.waiting, [finding(1, Severity::Critical)]);
    assert_eq!(flush(&mut mailbox, now), [NextMail::Finding]);
}

#[test]
fn mailbox_event_read_again_adds_nothing() {
    let (mut mailbox, now) = (mailbox(), start());
    put(&mut mailbox, finding(1, Severity::High), Route::AtOnce, mark(7), now);
    assert_eq!(flush(&mut mailbox, now), [NextMail::Finding]);
    let before = mailbox.clone();
    for segment in [7, 6] {
        put(&mut mailbox, finding(1, Severity::High), Route::AtOnce, mark(segment), now);
        assert_eq!(mailbox, before);
    }
    // A feed that was restored to an earlier time.
    let restored = FeedMark { revision: 1, ..mark(2) };
    put(&mut mailbox, finding(2, Severity::High), Route::AtOnce, restored, now);
    assert_eq!(mailbox.waiting.len(), 1);
}

#[test]
fn mailbox_refused_address_waits_a_day() {
    let (mut mailbox, now) = (mailbox(), start());
    for nth in 1..=3 {
        put(&mut mailbox, finding(nth, Severity::High), Route::AtOnce, mark(nth as u64), now);
    }
    stop(&mut mailbox, now, "the address does not exist".to_owned());
    assert_eq!(due_at(&mailbox), Some(now.plus(Duration::days(1))));
    put(&mut mailbox, finding(4, Severity::High), Route::AtOnce, mark(4), now);
    assert_eq!(mailbox.more.map(|more| more.count), Some(4));
    assert_eq!(flush(&mut mailbox, now.plus(Duration::days(1))), [NextMail::More]);
    assert_eq!(mailbox.stopped, None);
}

#[test]
fn mailbox_retries_follow_the_schedule() {
    let (mut mailbox, now) = (mailbox(), start());
    put(&mut mailbox, finding(1, Severity::High), Route::AtOnce, mark(1), now);
    for seconds in [5, 30, 120] {
        failed(&mut mailbox, now, None, 0.5);
        assert_eq!(due_at(&mailbox), Some(now.plus(Duration::seconds(seconds))));
    }
    assert_eq!(flush(&mut mailbox, now.plus(Duration::seconds(120))), [NextMail::Finding]);
    assert_eq!((mailbox.failures, mailbox.retry_at), (0, None));
}

#[test]
fn digest_time_is_seven_utc() {
    let at = |text: &str| Timestamp::parse(text).expect("a time");
    assert_eq!(next_digest(at("2026-11-21T06:59:59.999Z")), at("2026-11-21T07:00:00.000Z"));
    assert_eq!(next_digest(at("2026-11-21T07:00:00.000Z")), at("2026-11-22T07:00:00.000Z"));
    assert_eq!(next_digest(at("2026-12-31T23:00:00.000Z")), at("2027-01-01T07:00:00.000Z"));
}

#[test]
fn mailbox_removal_read_again_undoes_nothing() {
    let (mut mailbox, now) = (mailbox(), start());
    let own = |nth| WaitingFinding { own_account: true, ..finding(nth, Severity::High) };
    put(&mut mailbox, own(1), Route::AtOnce, mark(1), now);
    put(&mut mailbox, finding(2, Severity::Low), Route::Digest, mark(2), now);
    change_role(&mut mailbox, now, mark(3));
    assert_eq!((mailbox.waiting.len(), mailbox.digest_at, mailbox.role_changed_at), (1, None, Some(now)));
    remove(&mut mailbox, now, mark(4));
    assert_eq!((next(&mailbox), mailbox.removed_at), (None, Some(now)));
    add(&mut mailbox, now.plus(Duration::hours(1)), mark(5));
    assert_eq!((mailbox.removed_at, mailbox.role_changed_at), (None, Some(now.plus(Duration::hours(1)))));
    put(&mut mailbox, own(6), Route::AtOnce, mark(6), now);
    let before = mailbox.clone();
    remove(&mut mailbox, now, mark(4));
    change_role(&mut mailbox, now, mark(3));
    add(&mut mailbox, now, mark(5));
    assert_eq!(mailbox, before);
}
