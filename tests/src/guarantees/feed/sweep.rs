//! The sweep finds what the stream lost, and appends it once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::{DateTime, Duration as Span, Utc};
use event_model::{Plan, Timestamp};
use event_store::{FeedCursor, FeedPage, FeedPosition, FeedRequest, StoreError};
use lambda::clock::Clock;
use sequencer::{SweepEvent, SweepReport};
use serde_json::json;
use support::app::ago;
use support::feed::{FeedTables, Identity, Row, check_segments, identity};

use super::start::organization;

const FIRST: &str = "org_sweep_1";
const SECOND: &str = "org_sweep_2";
const THIRD: &str = "org_sweep_3";

/// Organizations whose events no stream delivers.
struct Fixture {
    tables: FeedTables,
    now: DateTime<Utc>,
}

impl Fixture {
    async fn start() -> Self {
        let tables = FeedTables::create().await;
        for organization in [FIRST, SECOND, THIRD] {
            tables.app.put_organization(organization, Plan::BusinessSuite, 1).await;
        }
        Self { tables, now: Utc::now() }
    }

    /// Records events that were sent some time ago, `step` after one another.
    async fn record(
        &self,
        organization: &str,
        ids: std::ops::Range<usize>,
        since: Span,
        step: Span,
    ) -> Vec<Row> {
        let rows = ids.map(|nth| {
            let time = Timestamp::from_datetime(ago(since) + step * nth as i32);
            let kind = if nth % 7 == 0 { "monitor.export.created" } else { "pass.item.read" };
            Row::new(organization, kind, format!("e{nth}"), time)
        });
        let rows: Vec<Row> = rows.collect();
        for row in &rows {
            self.tables.put_row(&row.image()).await;
        }
        rows
    }

    async fn sweep(&self, event: SweepEvent) -> SweepReport {
        self.sweep_at(event, self.now, 900).await
    }

    /// Sweeps at a time, with this many seconds until the deadline.
    async fn sweep_at(&self, event: SweepEvent, now: DateTime<Utc>, seconds: u64) -> SweepReport {
        let state = self.tables.sweeper(Clock::fixed(now));
        let deadline = Instant::now() + Duration::from_secs(seconds);
        sequencer::sweep(&state, event, deadline).await.expect("a report")
    }

    async fn check(&self, id: &str, rows: &[Row]) {
        let expected: BTreeSet<Identity> = rows.iter().map(Row::identity).collect();
        check_segments(&self.tables.segments(&organization(id)).await, &expected, id);
    }
}

fn report(checked: usize, missing: usize) -> SweepReport {
    SweepReport { checked, missing, ..SweepReport::default() }
}

fn everything() -> SweepEvent {
    serde_json::from_value(json!({})).expect("an event")
}

#[tokio::test]
async fn sweep_appends_each_lost_event_once() {
    let fixture = Fixture::start().await;
    let first = fixture.record(FIRST, 0..60, Span::days(2), Span::minutes(7)).await;
    let second = fixture.record(SECOND, 0..20, Span::days(40), Span::days(1)).await;
    // The stream delivers two of three records.
    let mut records = fixture.tables.stream_records().await;
    let mut nth = 0;
    records.retain(|_| {
        nth += 1;
        nth % 3 != 0
    });
    let delivered = records.len();
    let aws = fixture.tables.app.aws();
    let sequencer = fixture.tables.sequencer(&aws, Clock::fixed(fixture.now));
    let deadline = Instant::now() + Duration::from_secs(60);
    assert!(sequencer::sequence(&sequencer, records, deadline).await.is_empty());

    assert_eq!(fixture.sweep(everything()).await, report(80, 80 - delivered));
    fixture.check(FIRST, &first).await;
    fixture.check(SECOND, &second).await;
    // A complete feed.
    assert_eq!(fixture.sweep(everything()).await, report(80, 0));
    // The stream delivers everything after all.
    let records = fixture.tables.stream_records().await;
    assert!(sequencer::sequence(&sequencer, records, deadline).await.is_empty());
    fixture.check(FIRST, &first).await;
    fixture.check(SECOND, &second).await;
}

#[tokio::test]
async fn sweep_leaves_events_that_are_on_their_way() {
    let fixture = Fixture::start().await;
    let rows = fixture.record(FIRST, 1..5, Span::minutes(14), Span::zero()).await;
    let late = fixture.record(FIRST, 10..13, Span::minutes(30), Span::zero()).await;
    assert_eq!(fixture.sweep(everything()).await, report(3, 3));
    fixture.check(FIRST, &late).await;
    let later = fixture.now + Span::minutes(2);
    assert_eq!(fixture.sweep_at(everything(), later, 900).await, report(7, 4));
    fixture.check(FIRST, &[rows, late].concat()).await;
}

#[tokio::test]
async fn sweep_of_days_checks_only_recent_events() {
    let fixture = Fixture::start().await;
    let recent = fixture.record(FIRST, 1..4, Span::hours(70), Span::hours(1)).await;
    let older = fixture.record(FIRST, 11..13, Span::hours(74), Span::minutes(1)).await;
    let three_days: SweepEvent = serde_json::from_value(json!({ "days": 3 })).expect("an event");
    assert_eq!(fixture.sweep(three_days.clone()).await, report(3, 3));
    fixture.check(FIRST, &recent).await;
    assert_eq!(fixture.sweep(three_days).await, report(3, 0));
    assert_eq!(fixture.sweep(everything()).await, report(5, 2));
    fixture.check(FIRST, &[recent, older].concat()).await;
    assert!(serde_json::from_value::<SweepEvent>(json!({ "day": 3 })).is_err(), "a typing error is refused");
}

#[tokio::test]
async fn sweep_that_fails_does_not_stop_the_others() {
    let fixture = Fixture::start().await;
    let mut rows = Vec::new();
    for id in [FIRST, SECOND, THIRD] {
        rows.push(fixture.record(id, 1..9, Span::days(1), Span::minutes(1)).await);
    }
    // Of the second organization, a row between the others cannot be read.
    let mut damaged = rows[1][4].image();
    damaged["pk"]["S"] = json!(format!("{SECOND}#pass#damaged"));
    damaged["type_key"]["S"] = json!("nonsense");
    fixture.tables.put_row(&damaged).await;
    let report = fixture.sweep(everything()).await;
    assert_eq!((report.failed, report.rest), (1, None));
    fixture.check(FIRST, &rows[0]).await;
    fixture.check(THIRD, &rows[2]).await;
    assert_eq!(fixture.sweep(everything()).await.failed, 1, "it is reported until it is mended");
}

#[tokio::test]
async fn sweep_out_of_time_continues_with_the_rest() {
    let fixture = Fixture::start().await;
    let first = fixture.record(FIRST, 1..9, Span::days(1), Span::minutes(1)).await;
    let second = fixture.record(SECOND, 1..9, Span::days(1), Span::minutes(1)).await;
    let days: SweepEvent = serde_json::from_value(json!({ "days": 3 })).expect("an event");
    let stopped = fixture.sweep_at(days, fixture.now, 100).await;
    assert_eq!((stopped.checked, stopped.missing, stopped.failed), (0, 0, 0));
    let rest = stopped.rest.expect("nothing was checked");
    assert_eq!(
        (rest.days, rest.from),
        (Some(3), Some(Timestamp::from_datetime(fixture.now - Span::days(3))))
    );
    // The rest is the event of another invocation.
    let rest: SweepEvent = serde_json::from_value(json!(rest)).expect("an event");
    // As after a part of the second organization.
    let part =
        SweepEvent { after: Some(organization(FIRST)), from: Some(second[4].occurred_at), ..rest.clone() };
    assert_eq!(fixture.sweep(part).await, report(4, 4));
    fixture.check(SECOND, &second[4..]).await;
    assert_eq!(fixture.sweep(rest).await, report(16, 12));
    fixture.check(FIRST, &first).await;
    fixture.check(SECOND, &second).await;
}

#[tokio::test]
async fn sweep_keeps_the_numbering_of_idle_organization() {
    let fixture = Fixture::start().await;
    let id = organization(FIRST);
    let rows = fixture.record(FIRST, 1..4, Span::days(1), Span::minutes(1)).await;
    assert_eq!(fixture.sweep(everything()).await, report(3, 3));
    let head = fixture.tables.feed.head(&id).await.expect("the feed can be read").expect("a head");
    let end = FeedPosition::before(head.number + 1);

    // Days before its expiry, the head gets a successor without entries, and expires.
    let now = head.expires_at.minus(Span::days(2));
    fixture.sweep_at(everything(), now.datetime(), 900).await;
    fixture.sweep_at(everything(), now.datetime(), 900).await;
    let kept = fixture.tables.feed.head(&id).await.expect("the feed can be read").expect("a head");
    assert_eq!((kept.number, kept.count), (head.number + 1, 0));
    for number in 1..=head.number {
        fixture.tables.expire_segment(&id, number).await;
    }

    // A reader that had read everything goes on through it, even after a long time.
    let now = head.expires_at.plus(Span::hours(1));
    let later = Row::new(FIRST, "pass.item.read", "later", now.minus(Span::hours(1)));
    fixture.tables.put_row(&later.image()).await;
    assert_eq!(fixture.sweep_at(everything(), now.datetime(), 900).await, report(1, 1));
    let state = fixture.tables.app.state(FIRST).await;
    let mut read = Vec::new();
    let filter = event_model::EventFilter::ALL;
    let from = FeedCursor { position: end, issued_at: now.minus(Span::days(100)) };
    let request = FeedRequest { state: &state, filter, from, limit: 10, now };
    let take = |sequence, entry| {
        read.push((sequence, identity(&entry)));
        Ok::<_, StoreError>(std::ops::ControlFlow::Continue(()))
    };
    let page = fixture.tables.feed.page(request, take).await.expect("a page");
    let FeedPage::Read(progress) = page else { panic!("{page:?}") };
    assert_eq!(progress.next.position, FeedPosition::before(kept.number + 2));
    assert_eq!(read.iter().map(|(_, identity)| identity.clone()).collect::<Vec<_>>(), [later.identity()]);
    assert!(read[0].0.segment > head.number, "sequences go on after {} events", rows.len());
}

#[tokio::test]
async fn sweep_ignores_events_that_are_about_to_expire() {
    let fixture = Fixture::start().await;
    let rows = fixture.record(FIRST, 1..4, Span::days(399), Span::minutes(1)).await;
    let expiry = rows[0].expires_at;
    // DynamoDB may delete their segment while the sweep is under way.
    let minutes_before = expiry.minus(Span::minutes(10)).datetime();
    assert_eq!(fixture.sweep_at(everything(), minutes_before, 900).await, report(0, 0));
    let hours_before = expiry.minus(Span::hours(2)).datetime();
    assert_eq!(fixture.sweep_at(everything(), hours_before, 900).await, report(3, 3));
}
