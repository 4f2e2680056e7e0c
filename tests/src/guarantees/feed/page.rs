//! Pages of the feed, past the API.

use std::ops::ControlFlow;

use chrono::{Duration as Span, Utc};
use event_model::{EventFilter, OrganizationState, TimeRange, Timestamp};
use event_store::{
    FeedCursor, FeedEntry, FeedPage, FeedPosition, FeedProgress, FeedRequest, FeedSequence, StoreError,
};
use support::feed::{FeedTables, Row, identity};

use super::start::{append, organization};

/// Entries of each segment.
const COUNTS: [usize; 5] = [4, 1, 6, 2, 5];

/// A feed with five segments.
struct Fixture {
    tables: FeedTables,
    state: OrganizationState,
    now: Timestamp,
    /// The entries in order.
    all: Vec<(FeedSequence, String)>,
}

/// The sequence and id of each entry of a page.
type Entries = Vec<(FeedSequence, String)>;

impl Fixture {
    async fn start() -> Self {
        let tables = FeedTables::create().await;
        let now = Timestamp::from_datetime(Utc::now());
        let mut fixture =
            Self { state: tables.app.state(&tables.app.organization).await, tables, now, all: Vec::new() };
        for (segment, count) in (1..).zip(COUNTS) {
            let rows: Vec<_> = (1..=count).map(|place| fixture.row(segment, place)).collect();
            append(&fixture.tables, &rows, now).await;
            let sequence = |place| FeedSequence { segment, place: place as u16 };
            fixture.all.extend(rows.into_iter().zip(1..).map(|(row, place)| (sequence(place), row.id)));
        }
        fixture
    }

    /// Returns a row that occurred as many hours ago as its segment says.
    fn row(&self, segment: u64, place: usize) -> Row {
        let time = self.now.minus(Span::hours(segment as i64)).plus(Span::seconds(place as i64));
        let kind = if place == 1 { "account.login.succeeded" } else { "pass.item.read" };
        Row::new(&self.tables.app.organization, kind, format!("{segment}.{place}"), time)
    }

    fn request(&self, from: FeedPosition, limit: u16) -> FeedRequest<'_> {
        FeedRequest {
            state: &self.state,
            filter: EventFilter::ALL,
            from: self.cursor(from),
            limit,
            now: self.now,
        }
    }

    /// Returns a cursor that was issued just now.
    fn cursor(&self, position: FeedPosition) -> FeedCursor {
        FeedCursor { position, issued_at: self.now }
    }

    /// Returns a cursor of a reader that was away for longer than segments are kept at least.
    fn late(&self, position: FeedPosition) -> FeedCursor {
        FeedCursor { position, issued_at: self.now.minus(Span::days(8)) }
    }

    async fn page(&self, request: FeedRequest<'_>) -> (FeedPage, Entries) {
        let mut entries = Vec::new();
        let take = |sequence, entry: FeedEntry| {
            entries.push((sequence, identity(&entry).1));
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        let page = self.tables.feed.page(request, take).await.expect("a page");
        (page, entries)
    }

    async fn read(&self, request: FeedRequest<'_>) -> (FeedProgress, Entries) {
        match self.page(request).await {
            (FeedPage::Read(progress), entries) => (progress, entries),
            expired => panic!("{expired:?}"),
        }
    }
}

#[tokio::test]
async fn pages_of_every_limit_have_each_entry_once() {
    let fixture = Fixture::start().await;
    let end = FeedPosition::before(COUNTS.len() as u64 + 1);
    for limit in [1, 2, 3, 4, 5, 7, 17, 18, 19, 1_000] {
        let mut next = FeedPosition::BEGINNING;
        let mut all = Vec::new();
        let mut requests = 0;
        loop {
            let (progress, entries) = fixture.read(fixture.request(next, limit)).await;
            assert!(entries.len() <= usize::from(limit));
            let again = fixture.read(fixture.request(next, limit)).await;
            assert_eq!(again, (progress, entries.clone()), "the same position gives the same page");
            // A page that ends with a segment continues at the next one.
            let FeedPosition { segment, skip } = progress.next.position;
            let count = COUNTS.get(segment as usize - 1).copied().unwrap_or(1);
            assert!(usize::from(skip) < count, "{progress:?}");
            all.extend(entries);
            requests += 1;
            next = progress.next.position;
            if !progress.has_more {
                break;
            }
        }
        assert_eq!(all, fixture.all, "limit {limit}");
        assert_eq!(next, end);
        assert!(requests <= 18_usize.div_ceil(limit.into()) + 1, "{requests} pages of {limit}");
        let (progress, entries) = fixture.read(fixture.request(end, limit)).await;
        assert_eq!((progress.next.position, progress.has_more, entries), (end, false, Vec::new()));
    }
    assert!(fixture.all.is_sorted_by(|a, b| a.0 < b.0));
}

#[tokio::test]
async fn page_ends_where_the_caller_breaks() {
    let fixture = Fixture::start().await;
    let mut taken = 0;
    let take = |_, _| {
        taken += 1;
        Ok::<_, StoreError>(if taken == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    let request = fixture.request(FeedPosition::BEGINNING, 1_000);
    let page = fixture.tables.feed.page(request, take).await.expect("a page");
    let next = FeedPosition { segment: 3, skip: 2 };
    assert_eq!(page, FeedPage::Read(FeedProgress { next: fixture.cursor(next), has_more: true }));
    let (_, rest) = fixture.read(fixture.request(next, 1_000)).await;
    assert_eq!(rest, fixture.all[7..]);
}

/// Returns `true` for the sequences that a filter selects.
type Matches = fn(&FeedSequence) -> bool;

#[tokio::test]
async fn page_with_filter_keeps_sequences() {
    let fixture = Fixture::start().await;
    let hours = |hours| fixture.now.minus(Span::hours(hours));
    let filters: [(EventFilter, Matches); 4] = [
        (EventFilter::of_types([]), |_| false),
        (EventFilter::of_users([]), |_| false),
        (
            // Each row occurred a second before it was recorded.
            EventFilter { range: TimeRange::new(hours(4), hours(2)).expect("a range"), ..EventFilter::ALL },
            |sequence| matches!(sequence.segment, 3 | 4),
        ),
        (EventFilter::of_types(["pass.item.read".parse().expect("a type")]), |sequence| sequence.place > 1),
    ];
    for (filter, matches) in filters {
        let expected: Entries =
            fixture.all.iter().filter(|(sequence, _)| matches(sequence)).cloned().collect();
        for limit in [1, 3, 1_000] {
            let (mut next, mut all) = (FeedPosition::BEGINNING, Vec::new());
            loop {
                let request = FeedRequest { filter: filter.clone(), ..fixture.request(next, limit) };
                let (progress, entries) = fixture.read(request).await;
                all.extend(entries);
                next = progress.next.position;
                if !progress.has_more {
                    break;
                }
            }
            assert_eq!(all, expected, "limit {limit}");
        }
    }
}

#[tokio::test]
async fn page_omits_events_after_their_retention() {
    let fixture = Fixture::start().await;
    let read = async |days| {
        let now = fixture.now.plus(Span::days(days));
        let request = FeedRequest { now, ..fixture.request(FeedPosition::BEGINNING, 1_000) };
        fixture.read(request).await
    };
    assert_eq!(read(0).await.1, fixture.all);
    let (progress, entries) = read(401).await;
    assert_eq!((progress.next.position, entries), (FeedPosition::before(6), Vec::new()));
}

#[tokio::test]
async fn page_at_expired_segment_tells_a_late_reader() {
    let fixture = Fixture::start().await;
    let id = organization(&fixture.tables.app.organization);
    let expire = async |number| fixture.tables.expire_segment(&id, number).await;
    let late = async |position| {
        let request = FeedRequest { from: fixture.late(position), ..fixture.request(position, 1_000) };
        fixture.page(request).await
    };
    let oldest = FeedPosition::before(3);
    expire(1).await;
    expire(2).await;
    for from in [FeedPosition::BEGINNING, FeedPosition { segment: 1, skip: 2 }, FeedPosition::before(2)] {
        assert_eq!(late(from).await, (FeedPage::Expired { oldest }, Vec::new()));
    }

    // It is still late on the pages after the first.
    let request = FeedRequest { from: fixture.late(oldest), ..fixture.request(oldest, 1) };
    let (progress, _) = fixture.read(request).await;
    let next = fixture.late(FeedPosition { segment: 3, skip: 1 });
    assert_eq!(progress, FeedProgress { next, has_more: true });

    // In the middle: the page ends before the gap, and the next one reports it, as its cursor is as old.
    expire(4).await;
    let before_gap = FeedPosition::before(4);
    let (read, entries) = late(oldest).await;
    assert_eq!(read, FeedPage::Read(FeedProgress { next: fixture.late(before_gap), has_more: true }));
    assert_eq!(entries, fixture.all[5..11]);
    let oldest = FeedPosition::before(5);
    assert_eq!(late(before_gap).await, (FeedPage::Expired { oldest }, Vec::new()));

    // Past the gap it is a reader like any other.
    let (read, entries) = late(oldest).await;
    let end = fixture.cursor(FeedPosition::before(6));
    assert_eq!(read, FeedPage::Read(FeedProgress { next: end, has_more: false }));
    assert_eq!(entries, fixture.all[13..]);
}

#[tokio::test]
async fn page_of_a_recent_reader_passes_a_gap() {
    let fixture = Fixture::start().await;
    let id = organization(&fixture.tables.app.organization);
    let expire = async |number| fixture.tables.expire_segment(&id, number).await;
    expire(1).await;
    expire(4).await;
    let kept: Entries = [&fixture.all[4..11], &fixture.all[13..]].concat();
    for limit in [1, 3, 1_000] {
        let (mut next, mut all) = (FeedPosition::BEGINNING, Vec::new());
        loop {
            let (progress, entries) = fixture.read(fixture.request(next, limit)).await;
            all.extend(entries);
            next = progress.next.position;
            if !progress.has_more {
                break;
            }
        }
        assert_eq!(all, kept, "limit {limit}");
    }
}

#[tokio::test]
async fn page_of_a_feed_without_segments_tells_readers() {
    let fixture = Fixture::start().await;
    let id = organization(&fixture.tables.app.organization);
    for number in 1..=COUNTS.len() as u64 {
        fixture.tables.expire_segment(&id, number).await;
    }
    // A new numbering would start before the position.
    let (oldest, none) = (FeedPosition::BEGINNING, Vec::new());
    let page = async |from| fixture.page(fixture.request(from, 1_000)).await;
    assert_eq!(page(FeedPosition::before(6)).await, (FeedPage::Expired { oldest }, none.clone()));
    let empty = FeedProgress { next: fixture.cursor(oldest), has_more: false };
    assert_eq!(page(oldest).await, (FeedPage::Read(empty), none));
}
