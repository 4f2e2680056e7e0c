//! `activity events`

use serde_json::json;

use crate::stack::{self, event, person, record};

#[tokio::test]
async fn events_table_is_safe_and_filtered() {
    let stack = stack::start().await;
    let mut failed = event(&stack, "e2", 5);
    failed["type"] = json!("account.login.failed_password");
    failed["outcome"] = json!("failure");
    // Ingest accepts a right-to-left mark, which reorders its surroundings.
    failed["actor"] = json!({ "id": "u_eve", "name": "Eve \u{200f}abc" });
    record(&stack, &[event(&stack, "e1", 10), failed, event(&stack, "e3", 120)]).await;
    let admin = person(&stack, "admin");

    let table = admin.ok(&["events", "--from", "1d"]).await.stdout;
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    assert!(lines[0].starts_with("TIME (UTC)"), "{table}");
    assert!(lines[1].contains("Eve \\u{200f}abc") && lines[1].contains("Login Failed Password"), "{table}");
    assert!(lines[2].contains("ada@northwind.example") && lines[2].contains("203.0.113.7"), "{table}");

    for (filters, ids) in [
        (&["--type", "account.*"] as &[&str], &["e2"] as &[&str]),
        (&["--from", "1h", "--order", "asc"], &["e1", "e2"]),
        (&["--user", "ada@northwind.example", "--to", "1h"], &["e3"]),
        (&["--outcome", "failure", "--outcome", "blocked"], &["e2"]),
        (&["--ip", "203.0.113.0/24", "--source", "pass"], &["e1", "e3"]),
    ] {
        let done = admin.ok(&[&["events", "--json"], filters].concat()).await;
        let found: Vec<_> = done.json_lines().iter().map(|event| event["id"].clone()).collect();
        assert_eq!(found, ids, "{filters:?}");
    }
    stack.stop().await;
}

#[tokio::test]
async fn events_follow_cursors_up_to_limit() {
    let stack = stack::start().await;
    let events: Vec<_> = (0..130).map(|n| event(&stack, &format!("e{n}"), n)).collect();
    record(&stack, &events).await;
    let admin = person(&stack, "admin");
    let done = admin.ok(&["events"]).await;
    assert_eq!(done.stdout.lines().count(), 51);
    assert!(done.stderr.contains("--all"), "{done:?}");
    assert_eq!(admin.ok(&["events", "--json", "--limit", "120"]).await.json_lines().len(), 120);
    assert_eq!(admin.ok(&["events", "--json", "--all", "--from", "1d"]).await.json_lines().len(), 130);
    assert_eq!(admin.ok(&["events", "--quiet", "--limit", "1"]).await.stderr, "");
    stack.stop().await;
}

#[tokio::test]
async fn events_own_are_of_caller() {
    let stack = stack::start().await;
    let mut own = event(&stack, "mine", 1);
    own["actor"] = json!({ "id": "u_0004" });
    record(&stack, &[event(&stack, "other", 1), own]).await;
    let lines = person(&stack, "member").ok(&["events", "--own", "--json"]).await.json_lines();
    assert_eq!((lines.len(), &lines[0]["id"]), (1, &json!("mine")));
    stack.stop().await;
}

#[tokio::test]
async fn events_pages_have_same_filters() {
    let fake = crate::fake::Fake::start(|n| {
        let cursor = (n == 0).then_some("c1");
        (200, json!({ "events": [{ "id": n }], "next_cursor": cursor }))
    });
    let fake = fake.await;
    let user = crate::cli::User::of(&fake.url).with("ACTIVITY_TOKEN", "t");
    user.ok(&["events", "--json", "--from", "1h", "--limit", "7"]).await;
    let received = fake.received();
    let first = received[0].uri.replace("limit=7", "limit=6");
    assert_eq!(received[1].uri, format!("{first}&cursor=c1"));
}
