//! `activity export`

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::cli::{User, interrupt, mode};
use crate::fake::Fake;
use crate::stack::{self, event, person, record};

#[tokio::test]
async fn export_downloads_whole_file() {
    let stack = stack::start().await;
    record(&stack, &[event(&stack, "e1", 200), event(&stack, "e2", 100), event(&stack, "e3", 6000)]).await;
    let admin = person(&stack, "admin");
    let filters = ["export", "--from", "1d", "--to", "1h"];

    let done =
        admin.ok(&[&filters as &[&str], &["-o", "a.csv", "--column", "id,event", "--json"]].concat()).await;
    let report = &done.json_lines()[0];
    assert_eq!(
        (&report["rows"], &report["complete"], &report["file"]),
        (&json!(2), &json!(true), &json!("a.csv"))
    );
    let table = std::fs::read_to_string(admin.file("a.csv")).expect("a file");
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.contains("\"e1\",\"Item Read\""), "{table}");
    assert_eq!(mode(&admin.file("a.csv")), 0o600);

    // An export that is there is downloaded again, to stdout.
    let id = report["id"].as_str().expect("an id");
    assert_eq!(admin.ok(&["export", "--id", id, "-o", "-"]).await.stdout, table);

    let done = admin.run(&[&filters as &[&str], &["-o", "a.csv"]].concat()).await;
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains("--force"), "{done:?}");
    admin.ok(&["export", "--id", id, "-o", "a.csv", "--force"]).await;

    // The name of the API.
    let done = admin.ok(&[&filters as &[&str], &["--format", "jsonl", "--gzip", "--json"]].concat()).await;
    let name = done.json_lines()[0]["file"].as_str().expect("a name").to_owned();
    assert!(name.starts_with("activity_") && name.ends_with(".jsonl.gz"), "{name}");
    let bytes = std::fs::read(admin.file(&name)).expect("a file");
    assert_eq!(bytes[..2], [0x1f, 0x8b]);
    stack.stop().await;
}

/// Returns an export that is ready.
fn export(sha256: &str) -> Value {
    json!({
        "id": "x1", "status": "ready", "position": null, "rows": 1, "bytes": 4, "sha256": sha256, "complete": true,
        "incomplete_reason": null, "file_name": "a.csv", "from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z",
        "created_at": "2026-11-03T00:00:00Z", "reached": null,
    })
}

/// Answers like the API. The file is `1234`.
async fn fake(sha256: &'static str) -> Fake {
    let export = export(sha256);
    let address = std::sync::Arc::new(std::sync::OnceLock::new());
    let found = std::sync::Arc::clone(&address);
    let fake = Fake::start(move |n| match n {
        0 => (202, export.clone()),
        1 => (201, json!({ "url": format!("{}/file", found.get().expect("set below")) })),
        _ => (200, json!(1234)),
    })
    .await;
    address.set(fake.url.clone()).expect("set once");
    fake
}

#[tokio::test]
async fn export_damaged_file_is_removed() {
    let fake = fake("00").await;
    let user = User::of(&fake.url).with("ACTIVITY_TOKEN", "t");
    let done = user.run(&["export"]).await;
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains("SHA-256"), "{done:?}");
    assert_eq!(std::fs::read_dir(user.home.path()).expect("a folder").count(), 0);
}

#[tokio::test]
async fn export_interrupt_shows_id() {
    let mut export = export("00");
    export["status"] = json!("running");
    let fake = Fake::start(move |_| (200, export.clone())).await;
    let user = User::of(&fake.url).with("ACTIVITY_TOKEN", "t");
    let mut child = user.command(&["export"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr is a pipe")).lines();
    assert_eq!(lines.next_line().await.expect("readable").as_deref(), Some("Export x1"));
    assert_eq!(interrupt(child).await, 1);
    let reason = lines.next_line().await.expect("readable").expect("a line");
    assert!(reason.contains("--id"), "{reason}");
}

#[tokio::test]
async fn export_link_gets_no_credential() {
    let fake = fake("03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4").await;
    let user = User::of(&fake.url).with("ACTIVITY_TOKEN", "t");
    user.ok(&["export", "--user", "u_ada", "--type", "pass.*", "--format", "jsonl"]).await;
    let received = fake.received();
    let shown: Vec<_> =
        received.iter().map(|one| format!("{} {} {}", one.method, one.uri, one.authorization)).collect();
    assert_eq!(shown, ["POST /v1/exports Bearer t", "POST /v1/exports/x1/links Bearer t", "GET /file "]);
    assert_eq!(received[0].body["filters"]["user"], json!(["u_ada"]));
    assert_eq!((&received[0].body["format"], &received[1].body["file"]), (&json!("jsonl"), &json!("data")));
    assert_eq!(std::fs::read_to_string(user.file("a.csv")).expect("a file"), "1234");
}
