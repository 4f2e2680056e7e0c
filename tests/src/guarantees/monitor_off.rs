//! Off means off, with the next request.

use reqwest::Method;
use serde_json::{Value, json};

use support::app::{As, TestApp};
use support::events::{event, varied};

#[tokio::test]
async fn nothing_is_stored_while_the_monitor_is_off() {
    let app = TestApp::start().await;
    let before = event(&app.organization, "before");
    app.record(std::slice::from_ref(&before)).await;
    app.patch_settings(&As::Role("admin"), &json!({ "activity_monitor": false })).await.expect(200);
    let while_off = chrono::Utc::now();
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
    // What occurred meanwhile is not collected later either. What occurred before or since is.
    let mut late = event(&app.organization, "while-off");
    late["occurred_at"] = json!(while_off);
    let body = app.post_events(&[late]).await.expect(200);
    assert_eq!(body["results"], json!([refused]));
    let mut new = event(&app.organization, "since");
    new["occurred_at"] = json!(chrono::Utc::now());
    assert_eq!(app.statuses(&[new, before]).await, ["recorded", "duplicate"]);
}

#[tokio::test]
async fn import_before_first_on_needs_backfill_key() {
    let app = TestApp::start().await;
    let operator = As::Role("operator");
    let plan = json!({ "name": "Import", "plan": "professional" }).to_string().into_bytes();
    app.send(&operator, Method::PUT, "/v1/organizations/org_import", Some(plan)).await.expect(201);
    let mut old = event("org_import", "old");
    old["occurred_at"] = json!("2026-10-05T12:00:00Z");
    let key = |backfill: bool| {
        let body = json!({ "name": "K", "sources": "all", "organizations": "all", "backfill": backfill });
        app.send(&operator, Method::POST, "/v1/keys", Some(body.to_string().into_bytes()))
    };
    let mut statuses = Vec::new();
    for backfill in [false, true] {
        let key = key(backfill).await.expect(201);
        let bearer = As::Bearer(format!("Bearer {}", key["secret"].as_str().expect("a secret")));
        let body = app.post_events_as(&bearer, &[old.clone()]).await.expect(200);
        statuses.push(body["results"][0]["status"].clone());
    }
    assert_eq!(statuses, ["not_collected", "recorded"]);
    let path = "/v1/settings/coverage";
    let coverage = app.get(&As::Of("org_import", "member"), path).await.expect(200);
    let period = |index: usize| {
        let period = &coverage["periods"][index];
        (period["from"].clone(), period["status"].clone())
    };
    assert_eq!(period(0), (json!("2026-10-06T00:00:00.000Z"), json!("off")));
    assert_eq!(period(1), (json!("2026-10-05T00:00:00.000Z"), json!("imported")));
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
