//! Off means off, with the next request.

use serde_json::{Value, json};

use crate::app::{As, TestApp};
use crate::events::{event, varied};

#[tokio::test]
async fn nothing_is_stored_while_the_monitor_is_off() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "before")]).await;
    app.patch_settings(&As::Role("admin"), &json!({ "activity_monitor": false })).await.expect(200);
    let refused = json!({ "id": "while-off", "status": "not_collected", "reason": "monitor_off" });
    for _ in 0..3 {
        let body = app.post_events(&[event(&app.organization, "while-off")]).await.expect(200);
        assert_eq!(body["results"], json!([refused]));
    }
    // What was recorded before is still told apart from what is new, and nothing of either is written.
    let body = app.post_events(&[event(&app.organization, "before")]).await.expect(200);
    assert_eq!(body["results"][0]["status"], "not_collected");
    let events = app.all_events(&As::Role("auditor"), "/v1/events", "source=pass").await;
    assert_eq!(events.iter().map(|event| &event["id"]).collect::<Vec<_>>(), ["before"]);
    for path in ["/v1/me/events", "/v1/me/events/histogram"] {
        assert_eq!(app.get(&As::Role("member"), path).await.problem(403), "monitor_off", "{path}");
    }
    app.patch_settings(&As::Role("owner"), &json!({ "activity_monitor": true })).await.expect(200);
    app.get(&As::Role("member"), "/v1/me/events").await.expect(200);
    assert_eq!(app.statuses(&[event(&app.organization, "while-off")]).await, ["recorded"]);
}

#[tokio::test]
async fn what_is_sent_while_it_is_switched_off_is_stored_up_to_a_moment_and_not_after() {
    let app = TestApp::start().await;
    let events = varied(&app.organization, 400);
    let send = async {
        let mut statuses = Vec::new();
        for batch in events.chunks(10) {
            statuses.extend(app.statuses(batch).await);
        }
        statuses
    };
    let switch = async {
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        app.patch_settings(&As::Role("admin"), &json!({ "activity_monitor": false })).await.expect(200)
    };
    let (statuses, _) = tokio::join!(send, switch);
    let recorded = statuses.iter().take_while(|status| *status == "recorded").count();
    assert!(statuses[recorded..].iter().all(|status| status == "not_collected"), "{statuses:?}");
    let stored: Vec<Value> =
        app.all_events(&As::Role("admin"), "/v1/events", "source=pass&source=vpn&source=account").await;
    assert_eq!(stored.len(), recorded);
}
