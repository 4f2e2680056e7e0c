//! Callers and plans whose events are accepted.

use event_model::Plan;
use serde_json::json;

use support::app::{ADMIN, As, TestApp};
use support::events::event;

#[tokio::test]
async fn ingest_is_for_products_only() {
    let app = TestApp::start().await;
    let events = [event(&app.organization, "e")];
    for role in ["owner", "admin", "auditor", "member", "operator"] {
        assert_eq!(app.post_events_as(&As::Role(role), &events).await.problem(403), "forbidden", "{role}");
    }
    assert_eq!(
        app.post_events_as(&As::Nobody, &events).await.expect(401),
        json!({ "message": "Unauthorized" })
    );
    let wrong = As::Bearer(format!("Bearer am_0123456789abcdef_{}", "A".repeat(43)));
    assert_eq!(app.post_events_as(&wrong, &events).await.expect(403), json!({ "message": "Forbidden" }));
    assert_eq!(app.statuses(&events).await, ["recorded"]);
}

#[tokio::test]
async fn ingest_without_plan_is_not_collected() {
    let app = TestApp::start().await;
    app.set_organization(Plan::Essentials, 1).await;
    let body = app.post_events(&[event(&app.organization, "e")]).await.expect(200);
    assert_eq!(body["results"], json!([{ "id": "e", "status": "not_collected", "reason": "plan" }]));
    assert_eq!(app.get(&ADMIN, "/v1/events").await.problem(403), "plan_required");
    app.set_organization(Plan::Professional, 1).await;
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "").await, Vec::<serde_json::Value>::new());
    assert_eq!(app.statuses(&[event(&app.organization, "e")]).await, ["recorded"]);
}
