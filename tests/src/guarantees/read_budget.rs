//! A page that stops early says so.

use std::ops::ControlFlow;

use event_model::{EventFilter, Outcome};
use event_store::{Aws, Endpoints, EventLog, Order, ReadBudget, ReadRequest, ReadSize, StoreError};

use support::app::TestApp;
use support::events::varied;
use support::proxy::Proxy;
use support::wire::Protocol;

#[tokio::test]
async fn page_with_spent_budget_has_cursor_and_loses_none() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 400);
    app.record(&sent).await;
    let store = &app.store;
    let state = app.state(&app.organization).await;
    let filter = EventFilter { outcomes: Some([Outcome::Blocked].into()), ..EventFilter::ALL };
    let now = event_model::Timestamp::from_datetime(chrono::Utc::now());
    let (mut found, mut after, mut short) = (Vec::new(), None, 0);
    loop {
        let request = ReadRequest {
            state: &state,
            filter: filter.clone(),
            order: Order::Descending,
            after: after.clone(),
            size: ReadSize::Rows(50),
            now,
        };
        let before = found.len();
        let take = |event| {
            found.push(event);
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        let next = store.events.page(request, ReadBudget { rows: 20 }, take).await.expect("a page");
        short += usize::from(found.len() - before < 50 && next.is_some());
        match next {
            Some(next) => {
                assert_ne!(Some(&next), after.as_ref(), "every page gets further");
                after = Some(next);
            }
            None => break,
        }
    }
    assert!(short > 0, "the budget ran out at least once");
    let expected = sent.iter().filter(|event| event["outcome"] == "blocked").count();
    assert_eq!(found.len(), expected);
    assert!(found.windows(2).all(|pair| pair[0].occurred_at >= pair[1].occurred_at));
}

/// Returns the pages of `filter` with this budget: the ids of the events, and the requests of each page.
async fn read_pages(
    app: &TestApp,
    state: &event_model::OrganizationState,
    filter: &EventFilter,
    budget: ReadBudget,
) -> (Vec<String>, Vec<u64>) {
    let endpoints = app.aws().endpoints().expect("emulators").clone();
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    let aws = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints });
    let events = EventLog::open(&aws, "EventsTable");
    let now = event_model::Timestamp::from_datetime(chrono::Utc::now());
    let (mut ids, mut requests, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let request = ReadRequest {
            state,
            filter: filter.clone(),
            order: Order::Descending,
            after: after.take(),
            size: ReadSize::Rows(50),
            now,
        };
        let take = |event: event_model::Event| {
            ids.push(event.id.to_string());
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        after = events.page(request, budget, take).await.expect("a page");
        requests.push(proxy.take_counts().values().sum());
        if after.is_none() {
            return (ids, requests);
        }
    }
}

#[tokio::test]
async fn budget_bounds_a_page_of_many_branches() {
    let app = TestApp::start().await;
    let mut sent = varied(&app.organization, 400);
    for (n, event) in sent.iter_mut().enumerate() {
        event["actor"] = serde_json::json!({ "id": format!("u{}", n % 40) });
    }
    app.record(&sent).await;
    let state = app.state(&app.organization).await;
    let users = (0..40).map(|n| format!("u{n}").parse().expect("an id")).collect();
    let filter = EventFilter { users: Some(users), ..EventFilter::ALL };
    let (mut ids, requests) = read_pages(&app, &state, &filter, ReadBudget { rows: 60 }).await;
    // The first read of each branch spends the budget, so none is read twice for a page.
    assert!(requests.iter().all(|requests| *requests <= 40), "{requests:?}");
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
    let state = app.state(&app.organization).await;
    let filter = EventFilter { outcomes: Some([Outcome::Blocked].into()), ..EventFilter::ALL };
    let (ids, requests) = read_pages(&app, &state, &filter, ReadBudget { rows: 500 }).await;
    assert_eq!(ids, [""; 0]);
    // Each request returns a megabyte, which spends the budget.
    assert_eq!(requests, [1, 1]);
}
