//! A monitor that is off stores nothing, from the next request on.

use reqwest::Method;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OPERATOR, OWNER, TestApp, members};
use support::events::{event, varied, with};

#[tokio::test]
async fn monitor_off_stores_no_event_of_that_time() {
    let app = TestApp::start().await;
    let before = event(&app.organization, "before");
    app.record(std::slice::from_ref(&before)).await;
    app.patch_settings(&ADMIN, &json!({ "activity_monitor": false })).await.expect(200);
    let while_off = chrono::Utc::now();
    let refused = |id: &str| json!([{ "id": id, "status": "not_collected", "reason": "monitor_off" }]);
    for id in ["while-off", "while-off", "while-off", "before"] {
        let body = app.post_events(&[event(&app.organization, id)]).await.expect(200);
        assert_eq!(body["results"], refused(id));
    }
    let events = app.all_events(&AUDITOR, "/v1/events", "source=pass").await;
    assert_eq!(members(&events, "id"), ["before"]);
    for path in ["/v1/me/events", "/v1/me/events/summary"] {
        assert_eq!(app.get(&MEMBER, path).await.problem(403), "monitor_off", "{path}");
    }
    app.patch_settings(&OWNER, &json!({ "activity_monitor": true })).await.expect(200);
    app.get(&MEMBER, "/v1/me/events").await.expect(200);
    // An event of the time off is not collected later either. Those of before and since are.
    let late = with(event(&app.organization, "while-off"), "/occurred_at", json!(while_off));
    assert_eq!(app.post_events(&[late]).await.expect(200)["results"], refused("while-off"));
    let new = with(event(&app.organization, "since"), "/occurred_at", json!(chrono::Utc::now()));
    assert_eq!(app.statuses(&[new, before]).await, ["recorded", "duplicate"]);
}

#[tokio::test]
async fn import_before_first_on_needs_backfill_key() {
    let app = TestApp::start().await;
    let plan = json!({ "name": "Import", "plan": "professional" });
    app.send(&OPERATOR, Method::PUT, "/v1/organizations/org_import", &plan).await.expect(201);
    let old = with(event("org_import", "old"), "/occurred_at", json!("2026-10-05T12:00:00Z"));
    for (backfill, status) in [(false, "not_collected"), (true, "recorded")] {
        let body = json!({ "name": "K", "sources": "all", "organizations": "all", "backfill": backfill });
        let (_, secret) = app.create_key(&body).await;
        let bearer = As::Bearer(format!("Bearer {secret}"));
        let body = app.post_events_as(&bearer, std::slice::from_ref(&old)).await.expect(200);
        assert_eq!(body["results"][0]["status"], status);
    }
    let coverage = app.get(&As::Of("org_import", "member"), "/v1/settings/coverage").await.expect(200);
    let period = |index: usize| {
        let period = &coverage["periods"][index];
        (period["from"].clone(), period["status"].clone())
    };
    assert_eq!(period(0), (json!("2026-10-06T00:00:00.000Z"), json!("off")));
    assert_eq!(period(1), (json!("2026-10-05T00:00:00.000Z"), json!("imported")));
}

#[tokio::test]
async fn switch_off_divides_a_stream_of_events_once() {
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
        app.patch_settings(&ADMIN, &json!({ "activity_monitor": false })).await.expect(200)
    };
    let (statuses, _) = tokio::join!(send, switch);
    let recorded = statuses.iter().take_while(|status| *status == "recorded").count();
    assert!(statuses[recorded..].iter().all(|status| status == "not_collected"), "{statuses:?}");
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "").await.len(), recorded);
}
