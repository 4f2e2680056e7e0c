//! `activity streams`

use serde_json::{Value, json};

use crate::cli::User;
use crate::fake::Fake;

const ID: &str = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";

fn stream() -> Value {
    json!({
        "id": ID, "name": "SIEM", "kind": "webhook", "format": "ocsf", "state": "failing",
        "since": "2026-11-21T19:23:11.123Z", "verified": true, "position": "1042.17",
        "destination": { "url": "https://siem.northwind.example/activity" },
        "lag": { "seconds": 300, "segments": 2 }, "delivered_24h": 52_341, "dead_letters": 3,
        "last_success_at": "2026-11-21T19:20:00.000Z", "next_attempt_at": null,
        "last_failure": { "at": "2026-11-21T19:25:00.000Z", "reason": "the destination answered 503" },
    })
}

fn user(fake: &Fake) -> User {
    User::of(&fake.url).with("ACTIVITY_TOKEN", "token")
}

#[tokio::test]
async fn streams_are_listed_with_their_lag() {
    let fake = Fake::start(|_| (200, json!({ "streams": [stream()] }))).await;
    let table = user(&fake).ok(&["streams"]).await.stdout;
    assert_eq!(table.lines().count(), 2, "{table}");
    let words: Vec<&str> = table.lines().last().expect("a line").split_whitespace().collect();
    assert_eq!(words, ["SIEM", "webhook", "failing", "5", "min", "52341", ID]);
    assert_eq!(fake.received()[0].uri, "/v1/streams");
    let listed = user(&fake).ok(&["streams", "--json"]).await.stdout;
    assert_eq!(serde_json::from_str::<Value>(&listed).expect("JSON"), stream());
}

#[tokio::test]
async fn streams_show_prints_the_health() {
    let fake = Fake::start(|_| (200, stream())).await;
    let shown = user(&fake).ok(&["streams", "show", ID]).await.stdout;
    for line in [
        "SIEM",
        "Destination  url https://siem.northwind.example/activity",
        "State        failing since 2026-11-21T19:23:11.123Z",
        "Lag          5 min, 2 segments",
        "Last failure 2026-11-21T19:25:00.000Z the destination answered 503",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    assert!(!shown.contains("Next attempt"), "{shown}");
}

#[tokio::test]
async fn streams_acts_send_one_request() {
    let fake = Fake::start(|_| (200, stream())).await;
    for act in ["pause", "resume"] {
        let done = user(&fake).ok(&["streams", act, ID]).await.stdout;
        assert_eq!(done, format!("{ID} is failing\n"));
    }
    let sent: Vec<String> =
        fake.received().iter().map(|request| format!("{} {}", request.method, request.uri)).collect();
    assert_eq!(sent, [format!("POST /v1/streams/{ID}/pause"), format!("POST /v1/streams/{ID}/resume")]);
}

#[tokio::test]
async fn streams_test_refused_is_a_failure() {
    let result = |delivered: bool| {
        let reason = (!delivered).then_some("the destination answered 403");
        json!({ "delivered": delivered, "status": 403, "reason": reason, "excerpt": "", "duration_ms": 143 })
    };
    let fake = Fake::start(move |nth| (200, result(nth == 0))).await;
    let accepted = user(&fake).ok(&["streams", "verify", ID, "--code", "K7QM-2XRT"]).await.stdout;
    assert_eq!(accepted, "the destination accepted it after 143 ms\n");
    assert_eq!(fake.received()[0].body, json!({ "code": "K7QM-2XRT" }));
    let refused = user(&fake).run(&["streams", "test", ID]).await;
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("the destination answered 403"), "{}", refused.stderr);
}
