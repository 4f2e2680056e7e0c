//! A feed that was restored to an earlier time, or that has a damaged segment.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use event_model::{EventFilter, OrganizationId, Timestamp};
use event_store::{
    Consumed, Consumer, ConsumerRun, FeedCursor, FeedEntry, FeedPage, FeedPosition, FeedRecord, FeedRequest,
    StoreError,
};
use lambda::clock::Clock;
use serde_json::json;
use support::feed::{FeedTables, Row, stream_record};

const START: i64 = 1_795_000_000_000;

fn row(organization: &str, nth: i64) -> Row {
    let recorded_at = Timestamp::from_millis(START + nth * 1_000).expect("a time");
    Row::new(organization, "pass.item.read", format!("e{nth}"), recorded_at)
}

fn clock() -> Clock {
    Clock::fixed("2026-11-21T19:23:11.123Z".parse().expect("a time"))
}

async fn append(tables: &FeedTables, organization: &OrganizationId, nth: i64) {
    let record = FeedRecord::of(row(organization.as_str(), nth).event()).expect("a record");
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    let now = clock().timestamp();
    tables.feed.append(organization, vec![record], now, deadline).await.expect("appended");
}

/// Returns the page at the start of a segment, and the number of its entries.
async fn page(tables: &FeedTables, segment: u64) -> (FeedPage, usize) {
    let state = tables.app.state(&tables.app.organization).await;
    let request = FeedRequest {
        state: &state,
        filter: EventFilter::ALL,
        from: FeedCursor { position: FeedPosition::before(segment), issued_at: clock().timestamp() },
        limit: 100,
        now: clock().timestamp(),
    };
    let mut entries = 0;
    let count = |_, _: FeedEntry| {
        entries += 1;
        Ok::<_, StoreError>(ControlFlow::Continue(()))
    };
    let page = tables.feed.page(request, count).await.expect("a page");
    (page, entries)
}

#[tokio::test]
async fn feed_position_after_the_end_is_expired() {
    let tables = FeedTables::create().await;
    let organization = tables.app.organization_id();
    // The position before the first segment is the end of an empty feed. No other one is.
    assert!(matches!(page(&tables, 1).await, (FeedPage::Read(progress), 0) if !progress.has_more));
    let expired = FeedPage::Expired { oldest: FeedPosition::BEGINNING };
    assert_eq!(page(&tables, 2).await, (expired, 0));

    append(&tables, &organization, 1).await;
    append(&tables, &organization, 2).await;
    let (end, entries) = page(&tables, 3).await;
    assert!(matches!(end, FeedPage::Read(progress) if !progress.has_more), "{end:?}");
    assert_eq!(entries, 0);
    // Such a cursor comes from segments that a restored table does not have.
    assert_eq!(page(&tables, 4).await, (expired, 0));
}

#[tokio::test]
async fn consumer_after_the_end_is_an_error() {
    let tables = FeedTables::create().await;
    let consumer = Consumer { organization_id: tables.app.organization_id(), name: "detector".to_owned() };
    append(&tables, &consumer.organization_id, 1).await;
    for (start, is_error) in [(2, false), (3, true)] {
        let consumer = Consumer { name: format!("from-{start}"), ..consumer.clone() };
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        let run = ConsumerRun { consumer: &consumer, start, wake: Vec::new(), deadline };
        let control = &tables.app.store.control;
        let handle = async |_: &event_store::Segment| Ok::<_, StoreError>(());
        let consumed = tables.feed.consume(control, run, || clock().timestamp(), handle).await;
        match consumed {
            Ok(consumed) => assert!(!is_error && consumed == Consumed::All, "{start}"),
            Err(error) => {
                assert!(is_error && matches!(error, StoreError::Corrupt { .. }), "{start}: {error}")
            }
        }
    }
}

#[tokio::test]
async fn feed_damaged_does_not_hold_up_others() {
    let tables = FeedTables::create().await;
    tables
        .put_segment(&json!({
            "pk": { "S": "org_damaged" }, "n": { "N": "1" }, "body": { "B": "AAAA" }, "count": { "N": "1" },
            "max_recorded_at": { "N": START.to_string() }, "chain": { "B": "AAAA" },
            "written_at": { "N": START.to_string() }, "expires_at": { "N": "1900000000" },
        }))
        .await;
    let rows = [row("org_damaged", 1), row("org_sound", 2)];
    let records = rows.iter().enumerate().map(|(place, row)| stream_record(place, &row.image())).collect();
    let state = tables.sequencer(&tables.app.aws(), clock());
    let failures = sequencer::sequence(&state, records, Instant::now() + Duration::from_secs(30)).await;
    assert!(failures.is_empty(), "{failures:?}");
    let sound = "org_sound".parse().expect("an id");
    assert_eq!(tables.segments(&sound).await.len(), 1);
}
