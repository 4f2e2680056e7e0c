//! Secrets of destinations are in no answer, event, item or log line; `POST /v1/streams/{id}/rotate-secret`.

use std::sync::Mutex;
use std::time::Duration;

use chrono::Duration as Span;
use lambda_runtime::tracing::{Level, subscriber};
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, OWNER, TestApp, text};
use support::events::event;
use support::receiver::{DATADOG_KEY, Receiver, Reply, SPLUNK_TOKEN};
use support::streams::{received_kinds, webhook};

use super::{URL, event_words, stream_events};

/// The log lines of this process, of every thread. Each test has its own process.
static LOGS: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Collects the log lines from now on, as a function writes them.
fn collect_logs() {
    let logs = subscriber::fmt().with_max_level(Level::INFO).with_ansi(false).with_writer(|| LogWriter);
    logs.try_init().expect("no other subscriber is there");
}

struct LogWriter;

impl std::io::Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        LOGS.lock().expect("no holder panics").write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Returns a request for each kind that a receiver is, with the secret that is in it.
fn with_secrets(receiver: &Receiver) -> Vec<(Value, Option<&'static str>)> {
    let [webhook, mut slack, mut teams, splunk, datadog] = received_kinds(receiver);
    for (body, secret) in [(&mut slack, "slack-s3cret"), (&mut teams, "teams-s3cret")] {
        let url = &mut body["destination"]["url"];
        let separator = if text(url).contains('?') { '&' } else { '?' };
        *url = json!(format!("{}{separator}key={secret}", text(url)));
    }
    let secrets = [None, Some("slack-s3cret"), Some("teams-s3cret"), Some(SPLUNK_TOKEN), Some(DATADOG_KEY)];
    [webhook, slack, teams, splunk, datadog].into_iter().zip(secrets).collect()
}

/// Returns `true` for kinds that get findings only, and so nothing in this test.
fn is_for_people(body: &Value) -> bool {
    matches!(text(&body["kind"]), "slack" | "teams")
}

#[tokio::test]
async fn secrets_are_in_no_answer_log_or_event() {
    collect_logs();
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let mut answers = Vec::new();
    let mut secrets: Vec<String> = Vec::new();
    for (body, secret) in with_secrets(&receiver) {
        let mut created = app.create_stream(&body).await;
        let signing = created.as_object_mut().expect("a stream").remove("secret").expect("a member");
        assert_eq!(signing.is_null(), secret.is_some(), "{body}");
        let secret = signing.as_str().or(secret).expect("a secret").trim_start_matches("whsec_").to_owned();
        let id = text(&created["id"]).to_owned();
        answers.push(created);
        // The destination repeats what it got, as a page that shows a request does.
        let echo: &str = Box::leak(format!("you sent {secret}").into_boxed_str());
        receiver.script([Reply::Status(500, echo)]);
        answers.push(app.act_on_stream(&ADMIN, &id, "verify").await.expect(200));
        answers.push(app.act_on_stream(&ADMIN, &id, "verify").await.expect(200));
        receiver.script([Reply::Status(500, echo)]);
        answers.push(app.act_on_stream(&ADMIN, &id, "test").await.expect(200));
        if !is_for_people(&body) {
            receiver.script([Reply::Status(403, echo)]);
        }
        app.record(&[event(&app.organization, &format!("e-{}", text(&body["kind"])))]).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let path = format!("/v1/streams/{id}");
        let not_named = json!({ "destination": { "url": "https://127.0.0.2.northwind.internal/" } });
        answers.push(app.patch_stream(&ADMIN, &id, &not_named).await.body);
        answers.push(app.patch_stream(&ADMIN, &id, &json!({ "name": "Other" })).await.expect(200));
        for list in ["", "/attempts", "/dead-letters"] {
            answers.push(app.get(&AUDITOR, &format!("{path}{list}")).await.expect(200));
        }
        answers.push(app.get(&AUDITOR, "/v1/streams").await.expect(200));
        app.delete(&ADMIN, &path).await.expect(204);
        secrets.push(secret);
    }
    let events = app.all_events(&ADMIN, "/v1/events", "source=monitor").await;
    assert!(events.len() > 3 * secrets.len(), "{events:?}");
    let lines = String::from_utf8(LOGS.lock().expect("no holder panics").clone()).expect("text");
    for secret in &secrets {
        assert!(!json!(answers).to_string().contains(secret), "an answer has {secret}");
        assert!(!json!(events).to_string().contains(secret), "an event has {secret}");
        assert!(!app.all_stored().await.concat().join("\n").contains(secret), "an item has {secret}");
        assert!(!lines.contains(secret), "a log line has {secret}");
    }
    // Some failures were collected, so that the check above looks at something.
    assert!(json!(answers).to_string().contains("\"status\":403"), "{answers:?}");
}

#[tokio::test]
async fn rotated_secret_signs_with_the_old_one_for_a_day() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let created = app.create_stream(&webhook(&receiver.webhook_url())).await;
    let (id, old) = (text(&created["id"]).to_owned(), text(&created["secret"]).to_owned());
    app.act_on_stream(&ADMIN, &id, "verify").await.expect(200);
    app.act_on_stream(&ADMIN, &id, "pause").await.expect(200);
    app.wait(1);
    let rotated = app.act_on_stream(&OWNER, &id, "rotate-secret").await.expect(200);
    let new = text(&rotated["secret"]).to_owned();
    assert!(new.starts_with("whsec_") && new != old);
    assert_eq!((text(&rotated["state"]), &rotated["verified"]), ("paused", &json!(true)));
    assert_eq!(rotated["secret_rotated_until"], "2026-11-22T19:01:00.000Z");
    let event = stream_events(&app).await.pop().expect("an event");
    assert_eq!(event.kind.as_str(), "monitor.stream.secret_rotated");
    let metadata = json!({ "kind": "webhook", "old_secret_until": "2026-11-22T19:01:00.000Z" });
    assert_eq!(json!(event.metadata), metadata);

    // A receiver that knows only one of them.
    let takes = async |secret: &str| {
        receiver.trust(&[secret]);
        let result = app.act_on_stream(&ADMIN, &id, "test").await.expect(200);
        result["delivered"] == true
    };
    assert!(takes(&new).await && takes(&old).await);
    app.clock.pass(Span::hours(23));
    assert!(takes(&new).await && takes(&old).await);
    assert!(!app.stream(&id).await["secret_rotated_until"].is_null());
    app.clock.pass(Span::hours(1));
    assert!(takes(&new).await && !takes(&old).await);
    assert!(app.stream(&id).await["secret_rotated_until"].is_null());
}

#[tokio::test]
async fn rotate_secret_is_for_webhooks_only() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let id = text(&app.create_stream(&received_kinds(&receiver)[3]).await["id"]).to_owned();
    let answer = app.act_on_stream(&ADMIN, &id, "rotate-secret").await.expect(409);
    let detail = "only a webhook has a signing secret; set the secret of this destination with PATCH";
    assert_eq!(text(&answer["detail"]), detail);
    assert_eq!(event_words(&app).await, ["created"]);
    // A stream whose webhook is not verified can get a new secret, too.
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    app.act_on_stream(&ADMIN, &id, "rotate-secret").await.expect(200);
    assert_eq!(app.stream(&id).await["state"], "verifying");
}
