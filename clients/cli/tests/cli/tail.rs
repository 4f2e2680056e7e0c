//! `activity tail`

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::cli::{Done, User, interrupt};
use crate::fake::Fake;
use crate::stack::{self, event, person, record};

/// Longer than any poll of a quiet feed.
const WAIT: Duration = Duration::from_secs(30);

fn lines(child: &mut Child) -> Lines<BufReader<ChildStdout>> {
    BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines()
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = tokio::time::timeout(WAIT, lines.next_line()).await.expect("a line in time");
    serde_json::from_str(&line.expect("stdout can be read").expect("a line")).expect("JSON")
}

#[tokio::test]
async fn tail_goes_on_at_cursor_file() {
    let stack = stack::start().await;
    record(&stack, &[event(&stack, "e1", 2), event(&stack, "e2", 1)]).await;
    let auditor = person(&stack, "auditor");
    let arguments = ["tail", "--json", "--start", "beginning", "--cursor-file", "position"];

    let mut child = auditor.command(&arguments).spawn().expect("it starts");
    let mut output = lines(&mut child);
    let first = next(&mut output).await;
    let second = next(&mut output).await;
    assert_eq!([&first["id"], &second["id"]], ["e1", "e2"]);
    assert!(first["sequence"].is_string(), "{first}");
    // The file is written after the lines.
    let file = auditor.file("position");
    tokio::time::timeout(WAIT, async {
        while !file.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("a file in time");
    assert_eq!(interrupt(child).await, 0);

    record(&stack, &[event(&stack, "e3", 90)]).await;
    let mut child = auditor.command(&arguments).spawn().expect("it starts");
    let late = next(&mut lines(&mut child)).await;
    assert_eq!(late["id"], "e3");
    assert_eq!(interrupt(child).await, 0);
    stack.stop().await;
}

#[tokio::test]
async fn tail_with_reader_key_prints_table() {
    let stack = stack::start().await;
    let request = reqwest::Client::new().post(format!("{}/v1/reader-keys", stack.url()));
    let request =
        request.bearer_auth(stack.token("admin").expect("a person")).json(&json!({ "name": "SIEM" }));
    let key: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    let user = User::of(stack.url()).with("ACTIVITY_READER_KEY", key["secret"].as_str().expect("a secret"));
    record(&stack, &[event(&stack, "e1", 1)]).await;
    let mut child = user.command(&["tail", "--start", "1h", "--type", "pass.*"]).spawn().expect("it starts");
    let mut output = lines(&mut child);
    let heading = tokio::time::timeout(WAIT, output.next_line()).await.expect("in time").expect("readable");
    assert!(heading.expect("a line").starts_with("TIME (UTC)"));
    let row = tokio::time::timeout(WAIT, output.next_line()).await.expect("in time").expect("readable");
    let row = row.expect("a line");
    // A reader key cannot read the catalog.
    assert!(row.contains("pass.item.read") && row.contains("ada@northwind.example"), "{row}");
    assert_eq!(interrupt(child).await, 0);
    stack.stop().await;
}

#[tokio::test]
async fn tail_ends_well_if_reader_goes_away() {
    let page = json!({ "events": [{ "id": "e" }], "cursor": "c", "has_more": true, "poll_after_seconds": 0 });
    let fake = Fake::start(move |_| (200, page.clone())).await;
    let user = User::of(&fake.url).with("ACTIVITY_READER_KEY", "k");
    let mut child = user.command(&["tail", "--json"]).spawn().expect("it starts");
    drop(child.stdout.take());
    let output =
        tokio::time::timeout(WAIT, child.wait_with_output()).await.expect("it ends").expect("output");
    let done = Done::of(output);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
}

/// Answers the first request with an expired position, and the second with an event.
async fn expired() -> Fake {
    let problem = json!({ "code": "cursor_expired", "detail": "expired", "oldest_cursor": "c7" });
    let page =
        json!({ "events": [{ "id": "e7" }], "cursor": "c8", "has_more": true, "poll_after_seconds": 0 });
    Fake::start(move |n| match n {
        0 => (410, problem.clone()),
        1 => (200, page.clone()),
        _ => (403, json!({ "code": "forbidden", "detail": "the key was revoked" })),
    })
    .await
}

#[tokio::test]
async fn tail_gap_is_failure_unless_skipped() {
    let fake = expired().await;
    let user = User::of(&fake.url).with("ACTIVITY_READER_KEY", "k");
    let done = user.run(&["tail", "--json", "--start", "c1"]).await;
    assert_eq!((done.code, done.stdout.as_str()), (1, ""));
    assert_eq!(done.failure()["problem"]["oldest_cursor"], "c7");

    let fake = expired().await;
    let user = User::of(&fake.url).with("ACTIVITY_READER_KEY", "k");
    let done =
        user.run(&["tail", "--json", "--start", "c1", "--skip-gap", "--cursor-file", "position"]).await;
    // Ended by the revoked key.
    assert_eq!((done.code, done.stdout.as_str()), (3, "{\"id\":\"e7\"}\n"));
    assert!(done.stderr.contains("events are missing"), "{done:?}");
    let cursors: Vec<_> = fake
        .received()
        .iter()
        .map(|request| request.uri.rsplit_once('&').map(|uri| uri.1.to_owned()))
        .collect();
    assert_eq!(cursors, ["cursor=c1", "cursor=c7", "cursor=c8"].map(|cursor| Some(cursor.to_owned())));
    assert_eq!(std::fs::read_to_string(user.file("position")).expect("a file"), "c8");
}

#[tokio::test]
async fn tail_cursor_stays_if_lines_are_not_read() {
    let page =
        json!({ "events": [{ "id": "e" }], "cursor": "c", "has_more": false, "poll_after_seconds": 60 });
    let fake = Fake::start(move |_| (200, page.clone())).await;
    let user = User::of(&fake.url).with("ACTIVITY_READER_KEY", "k");
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let mut command = user.command(&["tail", "--json", "--cursor-file", "position"]);
    let child = command.stdout(Stdio::from(full)).spawn().expect("it starts");
    let output =
        tokio::time::timeout(WAIT, child.wait_with_output()).await.expect("it ends").expect("output");
    let done = Done::of(output);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(!user.file("position").exists(), "the event would be lost");
}
