//! Where a new reader starts, which segments a sweep reads, and how the numbering is kept.

use std::time::Duration;

use chrono::Duration as Span;
use event_model::{OrganizationId, TimeRange, Timestamp};
use event_store::{FeedKey, FeedPosition, FeedRecord, FeedStart, Segment};
use fastrand::Rng;
use support::feed::{FeedTables, Row, identity};
use tokio::time::Instant;

const START: i64 = 1_795_000_000_000;

pub(super) fn organization(id: &str) -> OrganizationId {
    id.parse().expect("an id")
}

/// Returns the time some seconds after the start.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(START + seconds * 1_000).expect("a time")
}

/// Appends one segment.
pub(super) async fn append(tables: &FeedTables, rows: &[Row], now: Timestamp) {
    let organization = organization(&rows[0].organization);
    let records = rows.iter().map(|row| FeedRecord::of(row.event()).expect("a record")).collect();
    let deadline = Instant::now() + Duration::from_secs(60);
    let appended = tables.feed.append(&organization, records, now, deadline).await.expect("appended");
    assert_eq!((appended.appended, appended.segments), (rows.len(), 1));
}

/// Searches one segment after the other.
fn search(segments: &[Segment], time: Timestamp) -> FeedPosition {
    let Some(head) = segments.last() else { return FeedPosition::BEGINNING };
    let Some(found) = segments.iter().find(|segment| segment.max_recorded_at >= time) else {
        return FeedPosition::before(head.number + 1);
    };
    let entries = found.entries().expect("entries");
    let recorded = entries.iter().map(|entry| identity(entry).2.expect("a readable row"));
    match recorded.take_while(|recorded| *recorded < time).count() {
        skip if skip == entries.len() => FeedPosition::before(found.number + 1),
        skip => FeedPosition { segment: found.number, skip: skip as u16 },
    }
}

#[tokio::test]
async fn start_at_time_agrees_with_linear_search() {
    let tables = FeedTables::create().await;
    let id = organization("org_start");
    let start = async |start| tables.feed.start(&id, start).await.expect("a position");
    for when in [FeedStart::Beginning, FeedStart::Now, FeedStart::RecordedSince(at(0))] {
        assert_eq!(start(when).await, FeedPosition::BEGINNING, "without a segment");
    }
    let mut random = Rng::with_seed(3);
    let mut clock = 0;
    for segment in 0..37 {
        clock += random.i64(0..90);
        // Some writers are late, or have clocks that are ahead.
        let mut rows: Vec<_> = (0..random.usize(1..5))
            .map(|nth| {
                Row::new(
                    "org_start",
                    "pass.item.read",
                    format!("{segment}.{nth}"),
                    at(clock + random.i64(-200..60)),
                )
            })
            .collect();
        rows.sort_by_key(|row| row.recorded_at);
        append(&tables, &rows, at(clock)).await;
    }
    // At first no segment has expired, then the oldest ones, then some in the middle and the head.
    for expired in [&[][..], &[1, 2, 3], &[9, 10, 20, 30, 31, 32], &[36, 37]] {
        for number in expired {
            tables.expire_segment(&id, *number).await;
        }
        let segments = tables.segments(&id).await;
        for seconds in (-300..clock + 200).step_by(17).chain([-1_000_000, 1_000_000]) {
            let time = at(seconds);
            let found = start(FeedStart::RecordedSince(time)).await;
            assert_eq!(found, search(&segments, time), "{seconds} s, {expired:?} expired");
            let passed = segments.iter().filter(|segment| segment.number < found.segment);
            for entry in passed.flat_map(|segment| segment.entries().expect("entries")) {
                assert!(identity(&entry).2 < Some(time), "{entry:?} is before {found:?}");
            }
        }
        assert_eq!(start(FeedStart::Beginning).await, FeedPosition::before(segments[0].number));
        let head = segments.last().expect("a head").number;
        assert_eq!(start(FeedStart::Now).await, FeedPosition::before(head + 1));
    }
}

#[tokio::test]
async fn keys_of_range_are_bounded_and_complete() {
    let tables = FeedTables::create().await;
    let id = organization("org_keys");
    // Ten events for each second, and 25 in one millisecond.
    let mut rows: Vec<_> = (0..100)
        .map(|nth| {
            Row::new(
                "org_keys",
                "pass.item.read",
                format!("e{nth}"),
                at(nth / 10).plus(Span::milliseconds(nth)),
            )
        })
        .collect();
    rows.extend((0..25).map(|nth| Row::new("org_keys", "pass.item.read", format!("same{nth}"), at(100))));
    rows.extend(
        (0..5).map(|nth| Row::new("org_keys", "pass.item.read", format!("last{nth}"), at(200 + nth))),
    );
    for part in rows.chunks(30) {
        append(&tables, part, at(300)).await;
    }
    for max in [1_000, 40, 12] {
        let mut from = Timestamp::MIN;
        let mut parts = 0;
        let mut found = 0;
        while let Ok(range) = TimeRange::new(from, Timestamp::MAX) {
            let keys = tables.feed.keys(&id, range, max).await.expect("keys");
            assert_eq!(keys.range.from(), from);
            let has = |row: &&Row| keys.contains(&FeedKey::of(&row.event()));
            let inside = rows.iter().filter(|row| keys.range.contains(row.occurred_at));
            assert!(inside.clone().all(|row| has(&row)), "a key of the range is missing");
            let outside = rows.iter().filter(|row| !keys.range.contains(row.occurred_at));
            assert_eq!(outside.filter(has).count(), 0, "only keys of the range are in memory");
            let count = inside.count();
            let is_one_millisecond = keys.range.to().millis() - keys.range.from().millis() <= 1;
            assert!(count <= max || is_one_millisecond, "{count} keys, not {max}");
            found += count;
            parts += 1;
            from = keys.range.to();
        }
        assert_eq!(found, rows.len());
        assert_eq!(parts == 1, max > rows.len(), "{parts} parts of {max}");
    }
    // Another recording of the same id.
    let keys = tables.feed.keys(&id, TimeRange::ALL, 1_000).await.expect("keys");
    let again = Row { recorded_at: at(7_777), ..rows[3].clone() };
    assert!(!keys.contains(&FeedKey::of(&again.event())));
}

#[tokio::test]
async fn head_that_expires_soon_gets_a_successor() {
    let tables = FeedTables::create().await;
    let id = organization("org_keep");
    let keep = async |now| tables.feed.keep_head(&id, now).await.expect("the feed can be read");
    assert!(!keep(at(0)).await, "there is no numbering to keep");
    let row = Row::new("org_keep", "pass.item.read", "e1", at(0));
    append(&tables, std::slice::from_ref(&row), at(0)).await;
    let expiry = tables.segments(&id).await[0].expires_at;
    assert!(!keep(expiry.minus(Span::days(4))).await);
    let now = expiry.minus(Span::days(3));
    assert!(keep(now).await);
    assert!(!keep(now).await, "the new head is kept for a week");
    tables.expire_segment(&id, 1).await;
    let again = Row::new("org_keep", "pass.item.read", "e2", now);
    append(&tables, &[again], now).await;
    let segments = tables.segments(&id).await;
    assert_eq!(
        segments.iter().map(|segment| (segment.number, segment.count)).collect::<Vec<_>>(),
        [(2, 0), (3, 1)]
    );
    assert_eq!(segments[0].max_recorded_at, row.recorded_at);
    assert!(segments[1].follows(segments[0].chain).expect("lines"));
}
