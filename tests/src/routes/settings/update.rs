//! `GET` and `PATCH /v1/settings`

use event_model::{Details, Plan};
use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, Answer, As, OWNER, TestApp};

const PATH: &str = "/v1/settings";

async fn patch_if(app: &TestApp, version: &str, patch: Value) -> Answer {
    let headers = [("if-match", version), ("content-type", "application/json")];
    app.request(&ADMIN, Method::PATCH, PATH, &headers, patch.to_string()).await
}

#[tokio::test]
async fn get_settings_of_new_organization_are_defaults() {
    let app = TestApp::start_fresh().await;
    let answer = app.get(&ADMIN, PATH).await;
    assert_eq!(answer.etag(), "\"v0\"");
    assert_eq!(
        answer.expect(200),
        json!({"activity_monitor": false, "show_details": true, "collect_details": true,
               "retention_days": 400, "changed_at": null})
    );
}

#[tokio::test]
async fn update_settings_is_stored_and_recorded() {
    let app = TestApp::start_fresh().await;
    let answer = app.patch_settings(&ADMIN, &json!({"activity_monitor": true, "retention_days": 30})).await;
    assert_eq!(answer.etag(), "\"v1\"");
    let changed = json!({"activity_monitor": true, "show_details": true, "collect_details": true,
                         "retention_days": 30, "changed_at": "2026-11-21T19:00:00.000Z"});
    assert_eq!(answer.expect(200), changed);
    let read = app.get(&OWNER, PATH).await;
    assert_eq!(read.etag(), "\"v1\"");
    assert_eq!(read.expect(200), changed);

    // Of one time, in the order of their hashes.
    let mut events = app.events("org_a").await;
    events.sort_by_key(|event| event.kind.as_str().to_owned());
    let [enabled, retention] = events.try_into().expect("two events");
    assert_eq!(
        [enabled.kind.as_str(), retention.kind.as_str()],
        ["monitor.enabled", "monitor.retention.changed"]
    );
    assert_eq!(retention.expires_at, retention.occurred_at.plus(chrono::Duration::days(400)));
    insta::assert_json_snapshot!(event_model::EventBody::new(retention, true), { ".id" => "[id]", ".client.ip" => "[ip]" });
}

#[tokio::test]
async fn update_settings_each_change_has_its_event() {
    let app = TestApp::start_fresh().await;
    let steps = [
        (json!({"activity_monitor": true}), "monitor.enabled"),
        (json!({"show_details": false}), "monitor.details.hidden"),
        (json!({"collect_details": false}), "monitor.detail_collection.disabled"),
        (json!({"activity_monitor": false}), "monitor.disabled"),
        (json!({"show_details": true}), "monitor.details.shown"),
        (json!({"collect_details": true}), "monitor.detail_collection.enabled"),
        (json!({"retention_days": 3650}), "monitor.retention.changed"),
    ];
    for (patch, _) in &steps {
        app.patch_settings(&ADMIN, patch).await.expect(200);
        app.wait(1);
    }
    assert_eq!(app.event_types("org_a").await, steps.each_ref().map(|(_, kind)| *kind));
    // The event of a change to `collect_details` already follows the new setting.
    let with_ip =
        |event: &event_model::Event| matches!(event.details, Details::Collected { ip: Some(_), .. });
    let collected: Vec<bool> = app.events("org_a").await.iter().map(with_ip).collect();
    assert_eq!(collected, [true, true, false, false, false, true, true]);
}

#[tokio::test]
async fn update_settings_without_change_writes_nothing() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({"activity_monitor": true})).await.expect(200);
    let before = app.all_stored().await;
    app.wait(5);
    for patch in [json!({}), json!({"activity_monitor": true, "retention_days": 400})] {
        let answer = app.patch_settings(&ADMIN, &patch).await;
        assert_eq!(answer.etag(), "\"v1\"");
        assert_eq!(answer.expect(200)["changed_at"], "2026-11-21T19:00:00.000Z");
    }
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn update_settings_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let before = app.all_stored().await;
    let mut cases = vec![
        (
            json!({"activity_monitor": null, "show_details": "yes", "colour": 1}),
            vec![
                "/activity_monitor is not true or false",
                "/show_details is not true or false",
                "/colour is not a field of this request",
            ],
        ),
        (json!({"a/b~c": true}), vec!["/a~1b~0c is not a field of this request"]),
        (json!([]), vec![" is not an object"]),
        (json!(null), vec![" is not an object"]),
    ];
    let days = json!([0, 29, 3651, -1, 1.5, "30", null, 1e300, []]);
    for days in days.as_array().expect("an array") {
        let patch = json!({"retention_days": days, "activity_monitor": true});
        cases.push((patch, vec!["/retention_days is not a whole number from 30 to 3650"]));
    }
    for (patch, faults) in cases {
        assert_eq!(app.patch_settings(&ADMIN, &patch).await.faults(400), faults, "{patch}");
    }
    for body in ["", "{", "{\"activity_monitor\": true} x", "\u{0}"] {
        let answer = app.send_raw(&ADMIN, Method::PATCH, PATH, body).await;
        assert_eq!(answer.problem(400), "invalid_request", "{body}");
    }
    let large = format!("{{\"{}\": 1}}", "x".repeat(64 * 1024));
    let answer = app.send_raw(&ADMIN, Method::PATCH, PATH, large).await;
    assert_eq!(answer.problem(413), "payload_too_large");
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn update_settings_takes_only_json() {
    let app = TestApp::start_fresh().await;
    for (media, status) in [
        ("application/json", 200),
        ("application/merge-patch+json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/x-www-form-urlencoded", 200),
        ("text/plain", 415),
        ("application/json-patch+json", 415),
    ] {
        let answer = app.request(&ADMIN, Method::PATCH, PATH, &[("content-type", media)], "{}").await;
        assert_eq!(answer.status, status, "{media}");
        if status == 415 {
            assert_eq!(answer.problem(415), "unsupported_media_type", "{media}");
        }
    }
}

#[tokio::test]
async fn settings_unknown_parameter_is_refused_by_name() {
    let app = TestApp::start_fresh().await;
    for (method, path) in [(Method::GET, PATH), (Method::PATCH, PATH), (Method::GET, "/v1/settings/coverage")]
    {
        let path = format!("{path}?organization_id=org_b");
        let answer = app.send(&ADMIN, method, &path, &json!({})).await;
        assert_eq!(answer.faults(400), ["organization_id is not a parameter of this endpoint"], "{path}");
    }
}

#[tokio::test]
async fn update_settings_stale_version_changes_nothing() {
    let app = TestApp::start_fresh().await;
    let first = patch_if(&app, "\"v0\"", json!({"activity_monitor": true})).await;
    assert_eq!(first.etag(), "\"v1\"");
    first.expect(200);
    let before = app.stored("ControlTable").await;
    for (version, patch) in [
        ("\"v0\"", json!({"activity_monitor": false})),
        // Also where it would change nothing: the caller's state is not the stored one.
        ("\"v0\"", json!({"activity_monitor": true})),
        ("\"v2\"", json!({"show_details": false})),
    ] {
        assert_eq!(patch_if(&app, version, patch).await.problem(412), "precondition_failed");
    }
    assert_eq!(app.stored("ControlTable").await, before);
    let second = patch_if(&app, "\"v1\"", json!({"show_details": false})).await;
    assert_eq!(second.etag(), "\"v2\"");
    assert_eq!(second.expect(200)["activity_monitor"], true);
    patch_if(&app, "*", json!({"show_details": true})).await.expect(200);
}

#[tokio::test]
async fn update_settings_concurrent_changes_are_all_kept() {
    let app = TestApp::start_fresh().await;
    let patches = [
        json!({"activity_monitor": true}),
        json!({"show_details": false}),
        json!({"collect_details": false}),
        json!({"retention_days": 90}),
    ];
    for answer in
        futures::future::join_all(patches.iter().map(|patch| app.patch_settings(&ADMIN, patch))).await
    {
        answer.expect(200);
    }
    let settings = app.get(&ADMIN, PATH).await;
    assert_eq!(settings.etag(), "\"v4\"");
    let mut body = settings.expect(200);
    body.as_object_mut().expect("an object").remove("changed_at");
    assert_eq!(
        body,
        json!({"activity_monitor": true, "show_details": false, "collect_details": false, "retention_days": 90})
    );
    assert_eq!(app.events("org_a").await.len(), 4);
    assert_eq!(app.list(&ADMIN, "/v1/settings/coverage?limit=100", "periods").await.len(), 5);
}

#[tokio::test]
async fn update_settings_same_version_twice_refuses_one() {
    let app = TestApp::start_fresh().await;
    let (a, b) = tokio::join!(
        patch_if(&app, "\"v0\"", json!({"activity_monitor": true})),
        patch_if(&app, "\"v0\"", json!({"retention_days": 70})),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(app.state("org_a").await.settings.version, 1);
    assert_eq!(app.events("org_a").await.len(), 1);
}

#[tokio::test]
async fn update_settings_changes_one_organization_only() {
    let app = TestApp::start_fresh().await;
    app.put_organization("org_b", Plan::Professional, 1).await;
    app.patch_settings(&As::Of("org_b", "owner"), &json!({"activity_monitor": true})).await.expect(200);
    assert!(!app.state("org_a").await.settings.activity_monitor);
    assert!(app.state("org_b").await.settings.activity_monitor);
    assert_eq!(app.event_types("org_a").await, [""; 0]);
    assert_eq!(app.event_types("org_b").await, ["monitor.enabled"]);
}

#[tokio::test]
async fn settings_without_plan_or_organization_are_refused() {
    let app = TestApp::start_fresh().await;
    app.put_organization("org_free", Plan::Free, 1).await;
    for (organization, code) in [("org_free", "plan_required"), ("org_nowhere", "unknown_organization")] {
        let owner = As::Of(organization, "owner");
        assert_eq!(app.get(&owner, PATH).await.problem(403), code);
        assert_eq!(app.patch_settings(&owner, &json!({"activity_monitor": true})).await.problem(403), code);
        assert_eq!(app.get(&owner, "/v1/settings/coverage").await.problem(403), code);
    }
}
