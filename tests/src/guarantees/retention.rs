//! Expired events are not returned, although DynamoDB may still store them.

use std::ops::ControlFlow;

use event_model::{EventFilter, RetentionDays, Timestamp};
use event_store::{Order, ReadBudget, ReadRequest, ReadSize, StoreError};

use support::app::TestApp;
use support::events::varied;

#[tokio::test]
async fn reads_drop_expired_events_at_once() {
    let app = TestApp::start().await;
    // Three days ago.
    app.record(&varied(&app.organization, 50)).await;
    let store = &app.store;
    let mut state = app.state(&app.organization).await;
    let now = Timestamp::from_datetime(chrono::Utc::now());
    let count = async |state: &event_model::OrganizationState, now: Timestamp| {
        let request = ReadRequest {
            state,
            filter: EventFilter::ALL,
            order: Order::Descending,
            after: None,
            size: ReadSize::Rows(1000),
            now,
        };
        let mut count = 0;
        let take = |event: event_model::Event| {
            count += usize::from(event.source() != "monitor");
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        store.events.page(request, ReadBudget::default(), take).await.expect("a page");
        count
    };
    assert_eq!(count(&state, now).await, 50);
    // 400 days after they occurred, nothing is left, whatever the retention is by then.
    state.settings.retention_days = RetentionDays::try_from(3650).expect("days");
    assert_eq!(count(&state, now.plus(chrono::Duration::days(398))).await, 0);
    state.settings.dropped_before = Some(now.minus(chrono::Duration::days(2)));
    assert_eq!(count(&state, now).await, 0);
    let one = event_model::EventId::try_from("e0".to_owned()).expect("an id");
    for source in event_model::Catalog::built_in().sources() {
        let got = store.events.get(&state, source.id.as_str(), &one, now).await.expect("answers");
        assert_eq!(got, None, "{source:?}");
    }
}
