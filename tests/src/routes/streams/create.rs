//! `POST /v1/streams`, `GET /v1/streams` and `GET /v1/streams/{id}`

use event_model::{Plan, limits};
use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, members, text};
use support::streams::webhook;

use super::{URL, event_words, stream_events};

const PATH: &str = "/v1/streams";

#[tokio::test]
async fn create_stream_shows_the_secret_once() {
    let app = TestApp::start_fresh().await;
    let mut body = webhook(URL);
    body["format"] = json!("ocsf");
    body["filters"] = json!({ "type": "account.login.*" });
    let answer = app.post(&OWNER, PATH, &body).await;
    let location = answer.headers["location"].clone();
    let mut created = answer.expect(201);
    assert_eq!(location, format!("{PATH}/{}", text(&created["id"])));
    insta::assert_json_snapshot!(created, { ".id" => "[id]", ".secret" => "[secret]" });

    let secret = created.as_object_mut().expect("a stream").remove("secret").expect("a secret");
    assert!(text(&secret).starts_with("whsec_") && text(&secret).len() > 40, "{secret}");
    for who in [&OWNER, &ADMIN, &AUDITOR] {
        assert_eq!(app.get(who, PATH).await.expect(200)["streams"], json!([created]));
        assert_eq!(app.get(who, &location).await.expect(200), created);
    }
    let events = stream_events(&app).await;
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.kind.as_str(), "monitor.stream.created");
    let target = &event.targets[0];
    assert_eq!((target.kind.as_str(), target.id.as_str()), ("stream", text(&created["id"])));
    // Neither path nor query: they can have a secret.
    let metadata = json!({ "kind": "webhook", "format": "ocsf", "destination": "siem.northwind.example" });
    assert_eq!(json!(event.metadata), metadata);
}

#[tokio::test]
async fn create_stream_names_every_fault() {
    let app = TestApp::start_fresh().await;
    for (body, faults) in [
        (json!({}), vec!["/name is missing", "/kind is missing", "/destination is missing"]),
        (webhook("https://10.0.0.1/events"), vec!["/destination/url must name a host, not an IP address"]),
        (
            webhook("http://siem.northwind.example"),
            vec!["/destination/url must be an https URL such as https://siem.northwind.example/events"],
        ),
        (
            json!({ "name": "", "kind": "slack", "format": "ocsf", "destination": {}, "color": "red" }),
            vec![
                "/name is empty",
                "/destination/url is missing",
                "/format must be native for slack",
                "/color is not a field of this request",
            ],
        ),
    ] {
        assert_eq!(app.post(&ADMIN, PATH, &body).await.faults(400), faults, "{body}");
    }
    assert_eq!(app.get(&ADMIN, PATH).await.expect(200), json!({ "streams": [] }));
    assert_eq!(event_words(&app).await.len(), 0);
}

#[tokio::test]
async fn create_stream_needs_role_and_plan() {
    let app = TestApp::start_fresh().await;
    let body = webhook(URL);
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(app.post(who, PATH, &body).await.problem(403), "forbidden", "{who:?}");
    }
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, PATH).await.problem(403), "forbidden", "{who:?}");
    }
    let id = app.create_stream(&body).await["id"].clone();
    app.set_organization(Plan::Free, 1).await;
    let one = format!("{PATH}/{}", text(&id));
    for answer in
        [app.post(&ADMIN, PATH, &body).await, app.get(&ADMIN, PATH).await, app.get(&ADMIN, &one).await]
    {
        assert_eq!(answer.problem(403), "plan_required");
    }
    for act in ["verify", "test", "resume", "rotate-secret", "dead-letters/redrive"] {
        assert_eq!(app.act_on_stream(&ADMIN, text(&id), act).await.problem(403), "plan_required", "{act}");
    }
    // What leaves the organization can be stopped with any plan.
    app.delete(&ADMIN, &one).await.expect(204);
}

#[tokio::test]
async fn create_stream_of_hidden_detail_is_refused() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let mut body = webhook(URL);
    body["filters"] = json!({ "ip": "203.0.113.0/24" });
    assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(403), "details_hidden");
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    let patch = json!({ "filters": { "ip": "203.0.113.7" } });
    assert_eq!(app.patch_stream(&ADMIN, &id, &patch).await.problem(403), "details_hidden");
    assert_eq!(event_words(&app).await, ["created"]);
}

#[tokio::test]
async fn create_stream_over_the_limit_is_refused() {
    let app = TestApp::start_fresh().await;
    let body = webhook(URL);
    // At the same time: none of them sees the others.
    let answers = join_all((0..12).map(|_| app.post(&ADMIN, PATH, &body))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(created <= limits::STREAMS_PER_ORGANIZATION, "{created}");
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.problem(409), "conflict");
    }
    for _ in created..limits::STREAMS_PER_ORGANIZATION {
        app.create_stream(&body).await;
    }
    let before = app.all_stored().await;
    assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(409), "conflict");
    assert_eq!(app.all_stored().await, before);

    let listed = app.get(&ADMIN, PATH).await.expect(200);
    let listed = listed["streams"].as_array().expect("streams").clone();
    assert_eq!(listed.len(), limits::STREAMS_PER_ORGANIZATION);
    assert!(members(&listed, "created_at").is_sorted(), "{listed:?}");
    app.delete(&ADMIN, &format!("{PATH}/{}", text(&listed[0]["id"]))).await.expect(204);
    app.create_stream(&body).await;
}
