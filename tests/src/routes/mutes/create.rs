//! `POST /v1/mutes`

use event_model::{Plan, limits};
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, text};

use super::{create, in_days, mute_events, request};

const PATH: &str = "/v1/mutes";

#[tokio::test]
async fn create_mute_is_listed_and_recorded() {
    let app = TestApp::start_fresh().await;
    let body = request(&app, &json!({ "kind": "person", "value": "u_backup" }));
    let created = app.post(&OWNER, PATH, &body).await.expect(201);
    insta::assert_json_snapshot!(created, { ".id" => "[id]" });
    assert_eq!(app.get(&AUDITOR, PATH).await.expect(200)["mutes"], json!([created]));
    let events = mute_events(&app).await;
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let targets: Vec<_> =
        event.targets.iter().map(|target| (target.kind.as_str(), target.id.as_str())).collect();
    let id = text(&created["id"]);
    assert_eq!(targets, [("mute", id), ("rule", "account.guessing"), ("user", "u_backup")]);
    let metadata =
        json!({ "rule": "account.guessing", "subject": "person", "until": "2026-12-21T19:00:00.000Z" });
    assert_eq!((event.kind.as_str(), json!(event.metadata)), ("monitor.mute.created", metadata));
}

#[tokio::test]
async fn mute_event_names_no_address() {
    let app = TestApp::start_fresh().await;
    for subject in [
        json!({ "kind": "address", "value": "203.0.113.7" }),
        json!({ "kind": "network", "value": "198.51.100.0/24" }),
        json!({ "kind": "country", "value": "CH" }),
        json!({ "kind": "asn", "value": "AS64500" }),
        json!({ "kind": "organization" }),
    ] {
        create(&app, subject).await;
    }
    let events = format!("{:?}", mute_events(&app).await);
    for detail in ["203.0.113.7", "198.51.100", "\"CH\"", "64500"] {
        assert!(!events.contains(detail), "{detail}");
    }
}

#[tokio::test]
async fn create_mute_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let person = json!({ "kind": "person", "value": "u" });
    let with = |member: &str, value| {
        let mut body = request(&app, &person);
        body[member] = value;
        body
    };
    for (body, faults) in [
        (
            json!({}),
            vec!["/rule is missing", "/subject is missing", "/reason is missing", "/until is missing"],
        ),
        (with("rule", json!("monitor.blinded")), vec!["/rule cannot be muted"]),
        (with("until", json!(in_days(&app, 0))), vec!["/until must be in the future"]),
        (with("until", json!(in_days(&app, 91))), vec!["/until must be at most 90 days ahead"]),
        (with("reason", json!("")), vec!["/reason is empty"]),
        (with("subject", json!({ "kind": "person" })), vec!["/subject/value is missing"]),
        (
            with("subject", json!({ "kind": "asn", "value": "64500" })),
            vec!["/subject/value must be an AS number, such as AS64500"],
        ),
        (
            with("subject", json!({ "kind": "organization", "value": "org_a" })),
            vec!["/subject/value must be absent, because the kind is organization"],
        ),
        (with("forever", json!(true)), vec!["/forever is not a field of this request"]),
    ] {
        assert_eq!(app.post(&ADMIN, PATH, &body).await.faults(400), faults, "{body}");
    }
    assert_eq!(mute_events(&app).await.len(), 0);
    app.post(&ADMIN, PATH, &with("until", json!(in_days(&app, 90)))).await.expect(201);
}

#[tokio::test]
async fn create_mute_needs_role_and_plan() {
    let app = TestApp::start_fresh().await;
    let body = request(&app, &json!({ "kind": "organization" }));
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(app.post(who, PATH, &body).await.problem(403), "forbidden", "{who:?}");
    }
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, PATH).await.problem(403), "forbidden", "{who:?}");
    }
    app.set_organization(Plan::Free, 1).await;
    for answer in [app.post(&ADMIN, PATH, &body).await, app.get(&ADMIN, PATH).await] {
        assert_eq!(answer.problem(403), "plan_required");
    }
}

#[tokio::test]
async fn create_mute_of_hidden_detail_is_refused() {
    let app = TestApp::start_fresh().await;
    create(&app, json!({ "kind": "address", "value": "203.0.113.7" })).await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    for subject in [
        json!({ "kind": "address", "value": "203.0.113.7" }),
        json!({ "kind": "network", "value": "203.0.113.0/24" }),
        json!({ "kind": "country", "value": "CH" }),
        json!({ "kind": "asn", "value": "AS64500" }),
    ] {
        let mut body = request(&app, &subject);
        assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(403), "details_hidden", "{body}");
        body["preview"] = json!(true);
        assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(403), "details_hidden", "{body}");
    }
    assert_eq!(mute_events(&app).await.len(), 1);
    create(&app, json!({ "kind": "person", "value": "u" })).await;
    let list = app.get(&ADMIN, PATH).await.expect(200);
    let subjects: Vec<_> =
        list["mutes"].as_array().expect("mutes").iter().map(|mute| mute["subject"].clone()).collect();
    let expected = [json!({ "kind": "person", "value": "u" }), json!({ "kind": "address", "value": null })];
    assert_eq!(subjects.len(), 2);
    assert!(expected.iter().all(|subject| subjects.contains(subject)), "{subjects:?}");
}

#[tokio::test]
async fn create_mute_over_the_limit_is_refused() {
    let app = TestApp::start_fresh().await;
    let mut last = String::new();
    for nth in 0..limits::MUTES_PER_ORGANIZATION {
        last = create(&app, json!({ "kind": "person", "value": format!("u_{nth}") })).await;
    }
    let body = request(&app, &json!({ "kind": "person", "value": "u_more" }));
    assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(409), "conflict");
    // One that was deleted makes room.
    app.delete(&ADMIN, &format!("{PATH}/{last}")).await.expect(204);
    app.post(&ADMIN, PATH, &body).await.expect(201);
}
