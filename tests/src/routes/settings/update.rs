//! `GET` and `PATCH /v1/settings`

use api::Caller;
use event_model::{Details, Plan, Role};
use http::Method;
use serde_json::{Value, json};

use crate::settings_app::{App, person, person_of};

fn admin() -> Caller {
    person(Role::Admin)
}

#[tokio::test]
async fn nobody_has_touched_the_first_settings() {
    let app = App::start().await;
    let answer = app.get(&admin(), "/v1/settings").await;
    assert_eq!(answer.etag(), "\"v0\"");
    assert_eq!(
        answer.expect(200),
        json!({"activity_monitor": false, "show_details": true, "collect_details": true,
               "retention_days": 400, "changed_at": null})
    );
}

#[tokio::test]
async fn a_change_is_answered_kept_and_told() {
    let app = App::start().await;
    let answer = app.patch(&admin(), json!({"activity_monitor": true, "retention_days": 30})).await;
    assert_eq!(answer.etag(), "\"v1\"");
    let changed = json!({"activity_monitor": true, "show_details": true, "collect_details": true,
                         "retention_days": 30, "changed_at": "2026-11-21T19:00:00.000Z"});
    assert_eq!(answer.expect(200), changed);
    let read = app.get(&person(Role::Owner), "/v1/settings").await;
    assert_eq!(read.etag(), "\"v1\"");
    assert_eq!(read.expect(200), changed);

    let events = app.events("org_a").await;
    let types: Vec<_> = events.iter().map(|event| event.kind.id()).collect();
    assert_eq!(types.len(), 2);
    let retention = events.iter().find(|event| event.kind.id() == "monitor.retention.changed");
    let retention = retention.expect("the change of the retention is told");
    assert!(types.contains(&"monitor.enabled"));
    assert_eq!(retention.actor.id.as_str(), "u_admin");
    assert_eq!(retention.actor.name.as_ref().map(|name| name.as_str()), Some("Ada"));
    assert_eq!(retention.client.user_agent.as_ref().map(|agent| agent.as_str()), Some("test/1"));
    assert_eq!(retention.ip().map(|ip| ip.to_string()).as_deref(), Some("192.0.2.7"));
    let metadata: Vec<_> = retention.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(metadata, ["from=400", "setting=retention_days", "to=30"]);
    assert_eq!(retention.expires_at, retention.occurred_at.plus(chrono::Duration::days(400)));
}

#[tokio::test]
async fn switching_off_and_hiding_are_told_too() {
    let app = App::start().await;
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
        app.patch(&admin(), patch.clone()).await.expect(200);
        app.wait(1);
    }
    assert_eq!(app.event_types("org_a").await, steps.each_ref().map(|(_, kind)| *kind));
    // From the event that tells of it, addresses are not stored, until they are again.
    let collected: Vec<bool> = app
        .events("org_a")
        .await
        .iter()
        .map(|event| matches!(event.details, Details::Collected { ip: Some(_), .. }))
        .collect();
    assert_eq!(collected, [true, true, false, false, false, true, true]);
}

#[tokio::test]
async fn a_patch_that_changes_nothing_writes_nothing() {
    let app = App::start().await;
    app.patch(&admin(), json!({"activity_monitor": true})).await.expect(200);
    let (control, events) = (app.raw("control"), app.raw("events"));
    app.wait(5);
    for patch in [json!({}), json!({"activity_monitor": true, "retention_days": 400})] {
        let answer = app.patch(&admin(), patch).await;
        assert_eq!(answer.etag(), "\"v1\"");
        assert_eq!(answer.expect(200)["changed_at"], "2026-11-21T19:00:00.000Z");
    }
    assert_eq!((app.raw("control"), app.raw("events")), (control, events));
}

#[tokio::test]
async fn a_wrong_body_names_every_fault() {
    let app = App::start().await;
    let before = app.raw("control");
    let cases = [
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
    for (patch, faults) in cases {
        assert_eq!(app.patch(&admin(), patch.clone()).await.faults(400), faults, "{patch}");
    }
    for days in [
        json!(0),
        json!(29),
        json!(3651),
        json!(-1),
        json!(1.5),
        json!("30"),
        json!(null),
        json!(1e300),
        json!([]),
    ] {
        let faults = app.patch(&admin(), json!({"retention_days": days, "activity_monitor": true})).await;
        assert_eq!(faults.faults(400), ["/retention_days is not a whole number from 30 to 3650"], "{days}");
    }
    for body in ["", "{", "{\"activity_monitor\": true} x", "\u{0}"] {
        let answer = app.send(&admin(), Method::PATCH, "/v1/settings", &[], body).await;
        assert_eq!(answer.problem(400), "invalid_request", "{body}");
    }
    let large = format!("{{\"{}\": 1}}", "x".repeat(64 * 1024));
    let answer = app.send(&admin(), Method::PATCH, "/v1/settings", &[], large).await;
    assert_eq!(answer.problem(413), "payload_too_large");
    assert_eq!(app.raw("control"), before);
    assert_eq!(app.raw("events"), Vec::<String>::new());
}

#[tokio::test]
async fn only_json_is_taken() {
    let app = App::start().await;
    let patch = |media: &'static str| {
        let app = app.clone();
        async move {
            let headers = [("content-type", media)];
            app.send(&admin(), Method::PATCH, "/v1/settings", &headers, "{}").await
        }
    };
    for taken in [
        "application/json",
        "application/merge-patch+json",
        "Application/JSON; charset=utf-8",
        "application/x-www-form-urlencoded",
    ] {
        patch(taken).await.expect(200);
    }
    for refused in ["text/plain", "application/json-patch+json"] {
        assert_eq!(patch(refused).await.problem(415), "unsupported_media_type", "{refused}");
    }
}

#[tokio::test]
async fn unknown_parameters_are_refused_by_name() {
    let app = App::start().await;
    for (method, path) in [
        (Method::GET, "/v1/settings?organization_id=org_b"),
        (Method::PATCH, "/v1/settings?organization_id=org_b"),
        (Method::GET, "/v1/settings/coverage?organization_id=org_b"),
    ] {
        let answer = app.send(&admin(), method, path, &[], "{}").await;
        assert_eq!(answer.faults(400), ["organization_id is not a parameter of this endpoint"], "{path}");
    }
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let app = App::start().await;
    let patch = |version: &'static str, patch: Value| {
        let app = app.clone();
        async move {
            let headers = [("if-match", version), ("content-type", "application/json")];
            app.send(&admin(), Method::PATCH, "/v1/settings", &headers, patch.to_string()).await
        }
    };
    let first = patch("\"v0\"", json!({"activity_monitor": true})).await;
    assert_eq!(first.etag(), "\"v1\"");
    first.expect(200);
    let control = app.raw("control");
    assert_eq!(patch("\"v0\"", json!({"activity_monitor": false})).await.problem(412), "precondition_failed");
    // Also where it would change nothing: what the caller believes is not what is there.
    assert_eq!(patch("\"v0\"", json!({"activity_monitor": true})).await.problem(412), "precondition_failed");
    assert_eq!(patch("\"v2\"", json!({"show_details": false})).await.problem(412), "precondition_failed");
    assert_eq!(app.raw("control"), control);
    let second = patch("\"v1\"", json!({"show_details": false})).await;
    assert_eq!(second.etag(), "\"v2\"");
    assert_eq!(second.expect(200)["activity_monitor"], true);
    patch("*", json!({"show_details": true})).await.expect(200);
}

#[tokio::test]
async fn writers_at_once_lose_nothing() {
    let app = App::start().await;
    let patches = [
        json!({"activity_monitor": true}),
        json!({"show_details": false}),
        json!({"collect_details": false}),
        json!({"retention_days": 90}),
    ];
    let caller = admin();
    let answers =
        futures::future::join_all(patches.iter().map(|patch| app.patch(&caller, patch.clone()))).await;
    for answer in answers {
        answer.expect(200);
    }
    let settings = app.get(&caller, "/v1/settings").await;
    assert_eq!(settings.etag(), "\"v4\"");
    let body = settings.expect(200);
    assert_eq!(
        (&body["activity_monitor"], &body["show_details"], &body["collect_details"], &body["retention_days"]),
        (&json!(true), &json!(false), &json!(false), &json!(90))
    );
    assert_eq!(app.events("org_a").await.len(), 4);
    let coverage = app.get(&caller, "/v1/settings/coverage").await.expect(200);
    assert_eq!(coverage["periods"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn of_two_writers_with_one_version_one_is_refused() {
    let app = App::start().await;
    let caller = admin();
    let headers = [("if-match", "\"v0\"")];
    let patch = |body: &'static str| app.send(&caller, Method::PATCH, "/v1/settings", &headers, body);
    let (a, b) = tokio::join!(patch("{\"activity_monitor\": true}"), patch("{\"retention_days\": 70}"));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(app.state("org_a").await.settings.version, 1);
    assert_eq!(app.events("org_a").await.len(), 1);
}

#[tokio::test]
async fn one_organisations_settings_are_not_anothers() {
    let app = App::start().await;
    app.create_organization("org_b", Plan::Professional).await;
    app.patch(&person_of("org_b", Role::Owner), json!({"activity_monitor": true})).await.expect(200);
    assert!(!app.state("org_a").await.settings.activity_monitor);
    assert!(app.state("org_b").await.settings.activity_monitor);
    assert_eq!(app.event_types("org_a").await, [""; 0]);
    assert_eq!(app.event_types("org_b").await, ["monitor.enabled"]);
}

#[tokio::test]
async fn a_plan_without_the_monitor_has_no_settings() {
    let app = App::start().await;
    app.create_organization("org_free", Plan::Free).await;
    let caller = person_of("org_free", Role::Owner);
    assert_eq!(app.get(&caller, "/v1/settings").await.problem(403), "plan_required");
    assert_eq!(app.patch(&caller, json!({"activity_monitor": true})).await.problem(403), "plan_required");
    assert_eq!(app.get(&caller, "/v1/settings/coverage").await.problem(403), "plan_required");
    let caller = person_of("org_nowhere", Role::Owner);
    assert_eq!(app.get(&caller, "/v1/settings").await.problem(403), "unknown_organization");
    assert_eq!(
        app.patch(&caller, json!({"activity_monitor": true})).await.problem(403),
        "unknown_organization"
    );
}
