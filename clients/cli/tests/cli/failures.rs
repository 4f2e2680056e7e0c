//! Exit codes and the texts of failures.

use serde_json::json;

use crate::cli::User;
use crate::fake::Fake;
use crate::stack;

#[tokio::test]
async fn wrong_option_is_usage_failure() {
    let user = User::of("http://localhost:9");
    let done = user.run(&["events", "--outcome", "maybe"]).await;
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("--outcome") && done.stdout.is_empty(), "{done:?}");
    let done = user.run(&["--json", "events", "--from", "yesterday"]).await;
    assert_eq!((done.code, &done.failure()["kind"]), (2, &json!("usage")));
    let done = user.run(&["--url", "http://example.com", "events"]).await;
    assert_eq!(done.code, 2, "a token must not travel unencrypted: {done:?}");
}

#[tokio::test]
async fn no_credential_is_not_signed_in() {
    let user = User::of("http://localhost:9");
    for command in ["events", "tail", "export", "types"] {
        let done = user.run(&[command, "--json"]).await;
        assert_eq!((done.code, &done.failure()["kind"]), (3, &json!("not_signed_in")), "{command}");
    }
}

#[tokio::test]
async fn closed_port_is_unreachable() {
    let user = User::of("http://127.0.0.1:9").with("ACTIVITY_TOKEN", "secret-token");
    let done = user.run(&["export", "--json"]).await;
    assert_eq!((done.code, &done.failure()["kind"]), (5, &json!("unreachable")));
    assert!(!done.stderr.contains("secret-token"), "{done:?}");
}

#[tokio::test]
async fn wrong_token_is_not_allowed() {
    let stack = stack::start().await;
    let done = User::of(stack.url()).with("ACTIVITY_TOKEN", "wrong").run(&["events"]).await;
    assert_eq!(done.code, 3);
    assert!(done.stderr.contains("activity login"), "{done:?}");
    let done = stack::person(&stack, "member").run(&["events", "--json"]).await;
    let failure = done.failure();
    assert_eq!((done.code, &failure["problem"]["code"]), (3, &json!("forbidden")));
    stack.stop().await;
}

#[tokio::test]
async fn busy_api_is_asked_again() {
    let page = json!({ "events": [], "next_cursor": null });
    let fake =
        Fake::start(move |n| if n < 2 { (503, json!({ "message": "busy" })) } else { (200, page.clone()) })
            .await;
    let user = User::of(&fake.url).with("ACTIVITY_TOKEN", "t");
    user.ok(&["events", "--json"]).await;
    let received = fake.received();
    assert_eq!(received.len(), 3);
    assert_eq!(received[0].authorization, "Bearer t");
    // A POST could have created the export already.
    let fake = Fake::start(|_| (503, json!({ "code": "unavailable", "detail": "busy\u{1b}[2J" }))).await;
    let done = User::of(&fake.url).with("ACTIVITY_TOKEN", "t").run(&["export"]).await;
    assert_eq!((done.code, fake.received().len()), (1, 1));
    assert_eq!(done.stderr, "activity: busy\\u{1b}[2J (status 503)\n");
}
