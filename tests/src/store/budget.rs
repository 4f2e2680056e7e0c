//! A page that stops early says so.

use event_model::{EventFilter, Outcome};
use event_store::{Order, PageRequest, ReadBudget};

use crate::app::TestApp;
use crate::events::varied;

#[tokio::test]
async fn a_spent_budget_gives_a_cursor_and_no_event_is_lost() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 400);
    app.record(&sent).await;
    let store = app.store();
    let state = store.organizations_state(&app.organization_id()).await.expect("answers").expect("is there");
    let filter = EventFilter { outcomes: Some([Outcome::Blocked].into()), ..EventFilter::ALL };
    let now = event_model::Timestamp::from_datetime(chrono::Utc::now());
    let (mut found, mut after, mut short) = (Vec::new(), None, 0);
    loop {
        let request = PageRequest {
            state: &state,
            filter: filter.clone(),
            order: Order::Descending,
            after: after.clone(),
            limit: 50,
            budget: ReadBudget { rows: 20 },
            now,
        };
        let page = store.events_page(request).await.expect("a page");
        short += usize::from(page.events.len() < 50 && page.next.is_some());
        found.extend(page.events);
        match page.next {
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
