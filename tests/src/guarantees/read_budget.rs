//! A page that stops early has a cursor.

use std::ops::ControlFlow;

use event_model::{Event, EventFilter, Outcome};
use event_store::{Aws, Endpoints, EventLog, Order, ReadBudget, ReadRequest, ReadSize, StoreError};
use support::app::TestApp;
use support::events::varied;
use support::fixture::now;
use support::proxy::Proxy;
use support::wire::Protocol;

/// Reads pages of up to 50 events, and returns the events and the number of requests of each page.
async fn read_pages(app: &TestApp, filter: &EventFilter, budget: ReadBudget) -> Vec<(Vec<Event>, u64)> {
    let endpoints = app.aws().endpoints().expect("emulators").clone();
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    let aws = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints });
    let events = EventLog::open(&aws, "EventsTable");
    let (state, now) = (app.state(&app.organization).await, now());
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let request = ReadRequest {
            state: &state,
            filter: filter.clone(),
            order: Order::Descending,
            after: after.clone(),
            size: ReadSize::Rows(50),
            now,
        };
        let mut page = Vec::new();
        let take = |event| {
            page.push(event);
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        let next = events.page(request, budget, take).await.expect("a page");
        pages.push((page, proxy.take_counts().values().sum()));
        if next.is_none() {
            return pages;
        }
        assert_ne!(next, after, "every page gets further");
        after = next;
    }
}

fn blocked() -> EventFilter {
    EventFilter::of_outcomes([Outcome::Blocked])
}

#[tokio::test]
async fn page_with_spent_budget_has_cursor_and_loses_none() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 400);
    app.record(&sent).await;
    let pages = read_pages(&app, &blocked(), ReadBudget { rows: 20 }).await;
    assert!(pages[..pages.len() - 1].iter().any(|(page, _)| page.len() < 50), "no budget was spent");
    let found: Vec<_> = pages.into_iter().flat_map(|(page, _)| page).collect();
    assert_eq!(found.len(), sent.iter().filter(|event| event["outcome"] == "blocked").count());
    assert!(found.is_sorted_by(|a, b| a.occurred_at >= b.occurred_at));
}

#[tokio::test]
async fn budget_bounds_a_page_of_many_partitions() {
    let app = TestApp::start().await;
    let mut sent = varied(&app.organization, 400);
    for (n, event) in sent.iter_mut().enumerate() {
        event["actor"] = serde_json::json!({ "id": format!("u{}", n % 40) });
    }
    app.record(&sent).await;
    let users = (0..40).map(|n| format!("u{n}").parse().expect("an id"));
    let filter = EventFilter::of_users(users);
    let pages = read_pages(&app, &filter, ReadBudget { rows: 60 }).await;
    // The first read of each partition spends the budget, so none is read twice for a page.
    assert!(pages.iter().all(|(_, requests)| *requests <= 40), "{pages:?}");
    let mut ids: Vec<String> =
        pages.iter().flat_map(|(page, _)| page).map(|event| event.id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 400);
}

#[tokio::test]
async fn budget_counts_large_rows_by_their_bytes() {
    let app = TestApp::start().await;
    for batch in crate::routes::hostile(&app.organization, 96).chunks(24) {
        app.record(batch).await;
    }
    let pages = read_pages(&app, &blocked(), ReadBudget { rows: 500 }).await;
    // Each request returns a megabyte, which spends the budget.
    assert_eq!(pages, [(vec![], 1), (vec![], 1)]);
}
