//! `PATCH /v1/streams/{id}`

use event_model::StreamState;
use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, OWNER, TestApp, text};
use support::receiver::{Receiver, SPLUNK_TOKEN};
use support::streams::{received_kinds, webhook};

use super::{URL, event_words, stream_events};

#[tokio::test]
async fn update_stream_changes_what_is_named() {
    let app = TestApp::start_fresh().await;
    let mut before = app.create_stream(&webhook(URL)).await;
    before.as_object_mut().expect("a stream").remove("secret");
    let id = text(&before["id"]).to_owned();
    app.wait(1);
    let patch = json!({
        "name": "SIEM, production", "format": "cloudevents", "minimum_severity": "medium",
        "filters": { "source": "pass" },
    });
    let after = app.patch_stream(&OWNER, &id, &patch).await.expect(200);
    let mut expected = before.clone();
    for member in ["name", "format", "minimum_severity"] {
        expected[member] = patch[member].clone();
    }
    expected["filters"]["source"] = json!(["pass"]);
    expected["changed_at"] = json!("2026-11-21T19:01:00.000Z");
    assert_eq!(after, expected);
    assert_eq!(app.stream(&id).await, expected);
    let event = stream_events(&app).await.pop().expect("an event");
    assert_eq!((event.kind.as_str(), event.actor.id.as_str()), ("monitor.stream.changed", "u_owner"));
    let changed = "name, format, filters, minimum_severity";
    assert_eq!(json!(event.metadata), json!({ "kind": "webhook", "changed": changed }));

    // The same again is no change.
    app.wait(1);
    assert_eq!(app.patch_stream(&OWNER, &id, &patch).await.expect(200), expected);
    assert_eq!(app.patch_stream(&OWNER, &id, &json!({})).await.expect(200), expected);
    assert_eq!(event_words(&app).await, ["created", "changed"]);
}

#[tokio::test]
async fn update_of_the_name_keeps_the_verification() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let id = app.start_stream(&webhook(&receiver.webhook_url())).await;
    let stream = app.patch_stream(&ADMIN, &id, &json!({ "name": "Other" })).await.expect(200);
    assert_eq!((text(&stream["state"]), &stream["verified"]), ("active", &json!(true)));
    let stream = app.patch_stream(&ADMIN, &id, &json!({ "filters": { "source": "pass" } })).await.expect(200);
    assert_eq!((text(&stream["state"]), &stream["verified"]), ("active", &json!(true)));
}

#[tokio::test]
async fn update_of_the_destination_needs_a_verification() {
    let app = TestApp::start_fresh().await;
    let (first, second) = (Receiver::start().await, Receiver::start().await);
    for (body, patch) in [
        (webhook(&first.webhook_url()), json!({ "url": second.webhook_url() })),
        (received_kinds(&first)[1].clone(), json!({ "url": second.slack_url() })),
        (received_kinds(&first)[3].clone(), json!({ "index": "other" })),
        // A new token is a new destination: nobody knows what it allows.
        (received_kinds(&first)[3].clone(), json!({ "token": SPLUNK_TOKEN })),
    ] {
        let id = app.start_stream(&body).await;
        app.wait(1);
        let stream = app.patch_stream(&ADMIN, &id, &json!({ "destination": patch })).await.expect(200);
        assert_eq!((text(&stream["state"]), &stream["verified"]), ("verifying", &json!(false)), "{patch}");
        let event = stream_events(&app).await.pop().expect("an event");
        assert_eq!(
            event.metadata.iter().find(|(key, _)| key.as_str() == "changed").map(|(_, value)| value.as_str()),
            Some("destination")
        );
        let messages = second.stored().len();
        assert_eq!(app.act_on_stream(&ADMIN, &id, "resume").await.problem(409), "conflict");
        assert_eq!(app.act_on_stream(&ADMIN, &id, "test").await.problem(409), "conflict");
        assert_eq!(second.stored().len(), messages, "{patch}");
        app.delete(&ADMIN, &format!("/v1/streams/{id}")).await.expect(204);
    }
}

#[tokio::test]
async fn update_to_another_receiver_needs_the_secret() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let [_, _, _, splunk, datadog] = received_kinds(&receiver);
    let splunk = text(&app.create_stream(&splunk).await["id"]).to_owned();
    let datadog = text(&app.create_stream(&datadog).await["id"]).to_owned();
    let before = app.all_stored().await;
    let url = json!({ "destination": { "url": "https://hec.attacker.example" } });
    let fault = "/destination/token must be given again with another url, because it is sent there";
    assert_eq!(app.patch_stream(&ADMIN, &splunk, &url).await.faults(400), [fault]);
    let site = json!({ "destination": { "site": "datadoghq.com" } });
    let fault = "/destination/api_key must be given again with another site, because it is sent there";
    assert_eq!(app.patch_stream(&ADMIN, &datadog, &site).await.faults(400), [fault]);
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn update_at_the_same_time_keeps_every_change() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    app.set_stream_state(&id, StreamState::Paused).await;
    app.wait(1);
    let patches = [
        json!({ "name": "Other" }),
        json!({ "format": "ocsf" }),
        json!({ "minimum_severity": "low" }),
        json!({ "filters": { "source": "pass" } }),
    ];
    for answer in join_all(patches.iter().map(|patch| app.patch_stream(&ADMIN, &id, patch))).await {
        answer.expect(200);
    }
    let stream = app.stream(&id).await;
    let changed = (text(&stream["name"]), text(&stream["format"]), text(&stream["minimum_severity"]));
    assert_eq!(changed, ("Other", "ocsf", "low"));
    assert_eq!(stream["filters"]["source"], json!(["pass"]));
    assert_eq!(event_words(&app).await, ["created", "changed", "changed", "changed", "changed"]);
}
