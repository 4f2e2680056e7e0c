//! Ids of events that have expired.

use chrono::{Duration, Utc};
use serde_json::{Value, json};

use support::app::{ADMIN, OWNER, TestApp, ago};
use support::events::{event_at, with};

fn expired(id: &str) -> Value {
    json!([{
        "id": id,
        "status": "rejected",
        "errors": [{ "pointer": "/id", "message": "is the id of an event that has expired; use another id" }],
    }])
}

#[tokio::test]
async fn ingest_id_of_expired_event_is_rejected() {
    let app = TestApp::start().await;
    let old = event_at(&app.organization, "e", ago(Duration::days(10)));
    assert_eq!(app.statuses(std::slice::from_ref(&old)).await, ["recorded"]);
    app.clock.pass(Duration::days(389));
    assert_eq!(app.statuses(std::slice::from_ref(&old)).await, ["duplicate"]);

    // Expired, and still stored: the emulator deletes nothing.
    app.clock.pass(Duration::days(6));
    app.get(&ADMIN, "/v1/events/pass/e").await.problem(404);
    let new = event_at(&app.organization, "e", Utc::now() + Duration::days(394));
    assert_eq!(app.post_events(&[new]).await.expect(200)["results"], expired("e"));
    // Its own content would be acknowledged as `duplicate`, were the retention longer by now.
    let longer = json!({ "retention_days": 3650 });
    app.patch_settings(&OWNER, &longer).await.expect(200);
    assert_eq!(app.post_events(std::slice::from_ref(&old)).await.expect(200)["results"], expired("e"));
    let other = with(old, "/id", json!("e2"));
    assert_eq!(app.statuses(&[other]).await, ["recorded"]);
}

#[tokio::test]
async fn ingest_id_hidden_by_shorter_retention_is_rejected() {
    let app = TestApp::start().await;
    let old = event_at(&app.organization, "h", ago(Duration::days(100)));
    assert_eq!(app.statuses(&[old]).await, ["recorded"]);
    app.patch_settings(&OWNER, &json!({ "retention_days": 60 })).await.expect(200);
    app.get(&ADMIN, "/v1/events/pass/h").await.problem(404);
    let new = event_at(&app.organization, "h", ago(Duration::days(1)));
    assert_eq!(app.post_events(&[new]).await.expect(200)["results"], expired("h"));
}
