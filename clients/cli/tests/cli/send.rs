//! `activity send`

mod kill;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, TimeDelta, Utc};
use fake_api::{FakeApi, Faults, OFF_ORGANIZATION, PRODUCT_KEY};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::cli::User;
use crate::stack;

/// Events of the measured file, unless the environment variable CLIENT_EVENTS says another number.
const EVENTS: usize = 20_000;
/// Events that are sent to the system on one machine, which is slower than the client.
const STACK_EVENTS: usize = 2_000;

/// Returns a user with a product key.
fn user(api: &FakeApi) -> User {
    User::of(api.url()).with("ACTIVITY_PRODUCT_KEY", PRODUCT_KEY)
}

/// Returns an event without an id. The metadata `n` tells events apart.
fn event(n: usize) -> Value {
    let time = Utc::now() - TimeDelta::hours(1);
    json!({
        "type": "pass.item.created",
        "occurred_at": time.to_rfc3339_opts(SecondsFormat::Millis, true),
        "actor": { "id": "u_ada", "name": "Ada Lovelace", "email": "ada@acme.example" },
        "targets": [{ "type": "vault", "id": "v_1" }],
        "client": { "ip": "203.0.113.7", "device": "Firefox on Linux" },
        "metadata": { "n": n.to_string() }
    })
}

/// Writes `event(0)` to `event(count - 1)` to a file.
fn write_events(path: &Path, count: usize) {
    let mut text = String::new();
    for n in 0..count {
        writeln!(text, "{}", event(n)).expect("a string takes all");
    }
    std::fs::write(path, text).expect("the file can be written");
}

/// Returns the numbers of all recorded events.
fn recorded(api: &FakeApi) -> Vec<usize> {
    let number = |event: &fake_api::NewEvent| {
        let (_, value) = event.metadata.iter().find(|(key, _)| key.as_str() == "n").expect("its number");
        value.as_str().parse::<usize>().expect("a number")
    };
    api.recorder().events().iter().map(number).collect()
}

/// Asserts that each of `event(0)` to `event(count - 1)` is recorded once.
fn assert_complete(mut numbers: Vec<usize>, count: usize) {
    numbers.sort_unstable();
    let lost = (0..count).filter(|n| numbers.binary_search(n).is_err()).count();
    let doubled = numbers.windows(2).filter(|pair| pair[0] == pair[1]).count();
    println!("{count} events, {lost} lost, {doubled} doubled");
    assert_eq!((lost, doubled, numbers.len()), (0, 0, count));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_file_twice_records_each_line_once() {
    let api = FakeApi::start(Faults::none()).await;
    let user = user(&api);
    let count =
        std::env::var("CLIENT_EVENTS").map_or(EVENTS, |count| count.parse().expect("a number of events"));
    write_events(&user.file("events.jsonl"), count);
    let started = Instant::now();
    let first = user.ok(&["--json", "send", "--organization", "org_acme", "events.jsonl"]).await;
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} events in {seconds:.2} s: {:.0} events/s", count as f64 / seconds);
    let expected = json!({ "recorded": count, "duplicates": 0, "refused": 0, "refused_events": [] });
    assert_eq!((first.json_lines(), first.stderr.as_str()), (vec![expected], ""));
    assert_complete(recorded(&api), count);

    let second = user.ok(&["send", "--organization", "org_acme", "events.jsonl"]).await;
    let told = format!("0 events recorded, {count} were recorded before, 0 refused\n");
    assert_eq!((second.stderr, second.stdout), (told, String::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_to_stack_prints_rate() {
    let stack = stack::start().await;
    let user = User::of(stack.url()).with("ACTIVITY_PRODUCT_KEY", stack.product_key());
    write_events(&user.file("events.jsonl"), STACK_EVENTS);
    let started = Instant::now();
    let done = user.ok(&["send", "--organization", stack.organization_id(), "events.jsonl"]).await;
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{STACK_EVENTS} events in {seconds:.2} s: {:.0} events/s to the stack",
        STACK_EVENTS as f64 / seconds
    );
    assert_eq!(done.stderr, format!("{STACK_EVENTS} events recorded, 0 were recorded before, 0 refused\n"));
}

#[tokio::test]
async fn send_refused_lines_are_named_and_kept() {
    let api = FakeApi::start(Faults::none()).await;
    let user = user(&api);
    let mut off = event(1);
    off["organization_id"] = json!(OFF_ORGANIZATION);
    off["id"] = json!("off");
    let lines = format!("{}\n\n{off}\nno JSON\n", event(0));
    std::fs::write(user.file("events.jsonl"), lines).expect("the file can be written");
    let send = ["send", "--organization", "org_acme", "events.jsonl"];
    let done = user.run(&[&send[..], &["--refused", "refused.jsonl"]].concat()).await;
    assert_eq!(done.code, 4);
    let expected = [
        "events.jsonl:3: not_collected: the activity monitor of the organization is off (id off)",
        "events.jsonl:4: rejected: the line is not JSON: expected ident at line 1 column 2",
        "1 events recorded, 0 were recorded before, 2 refused",
        "activity: 2 of 3 events were refused",
    ];
    let mut told: Vec<_> = done.stderr.lines().collect();
    // The command itself refuses the last line.
    told[..2].sort_unstable();
    assert_eq!(told, expected);
    let kept = std::fs::read_to_string(user.file("refused.jsonl")).expect("the file of refused events");
    let mut kept: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    kept.sort_by_key(|entry| entry["line"].as_u64());
    assert_eq!((&kept[0]["line"], &kept[0]["event"]["metadata"]), (&json!(3), &json!({ "n": "1" })));
    assert_eq!((&kept[1]["line"], &kept[1]["event"]), (&json!(4), &json!("no JSON")));

    // The lines are refused again, not twice.
    let done = user.run(&[&["--json"], &send[..]].concat()).await;
    let summary = &done.json_lines()[0];
    assert_eq!((done.code, &summary["refused"], &summary["duplicates"]), (4, &json!(2), &json!(1)));
    assert_eq!(summary["refused_events"].as_array().map(Vec::len), Some(2));
    let failure: Value = serde_json::from_str(&done.stderr).expect("JSON");
    assert_eq!(failure["error"]["kind"], "events_refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_pipe_sends_lines_as_they_arrive() {
    let api = FakeApi::start(Faults::none()).await;
    let user = user(&api);
    let mut command = user.command(&["send", "--organization", "org_acme", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    for n in 0..3 {
        stdin.write_all(format!("{}\n", event(n)).as_bytes()).await.expect("it reads");
        tokio::time::timeout(Duration::from_secs(20), async {
            while api.recorder().len() <= n {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .expect("the line is sent while the pipe is open");
    }
    drop(stdin);
    assert_eq!(child.wait().await.expect("it ends").code(), Some(0));
    assert_complete(recorded(&api), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_pipe_with_refused_line_ends_with_4() {
    let api = FakeApi::start(Faults::none()).await;
    let user = user(&api);
    for expected in ["", "1 events that were refused before are in"] {
        let mut command = user.command(&["send", "-"]);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the binary runs");
        child.stdin.take().expect("a pipe").write_all(b"{}\n").await.expect("it reads");
        let done = crate::cli::Done::of(child.wait_with_output().await.expect("it ends"));
        assert_eq!(done.code, 4, "{done:?}");
        assert!(done.stderr.starts_with(expected), "{done:?}");
        assert_eq!(done.stderr.matches("-:1: rejected: /organization_id is missing").count(), 1, "{done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_with_dead_api_keeps_events_for_next_run() {
    let api = FakeApi::start(Faults::none()).await;
    let dead = User::of("http://127.0.0.1:9").with("ACTIVITY_PRODUCT_KEY", PRODUCT_KEY);
    let (file, spool) = (dead.file("events.jsonl"), dead.file("spool"));
    write_events(&file, 700);
    let (file, spool) = (file.to_str().expect("UTF-8"), spool.to_str().expect("UTF-8"));
    let send = ["send", "--organization", "org_acme", "--timeout", "1", "--spool", spool, file];
    let done = dead.run(&send).await;
    assert_eq!(done.code, 5, "{done:?}");
    let told = done.stderr.trim_end();
    assert!(
        told.starts_with("activity: http://127.0.0.1:9 cannot be reached: error sending request"),
        "{told}"
    );
    assert!(told.ends_with(&format!("700 events wait in {spool}: run the same command again")), "{told}");

    api.deny(true);
    let done = user(&api).run(&send).await;
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("the product key is unknown; 700 events wait in"), "{done:?}");

    api.deny(false);
    let done = user(&api).ok(&send).await;
    let told = "continuing after line 700\n700 events recorded, 0 were recorded before, 0 refused\n";
    assert_eq!(done.stderr, told);
    assert_complete(recorded(&api), 700);
}

#[tokio::test]
async fn send_wrong_input_is_a_failure() {
    let api = FakeApi::start(Faults::none()).await;
    let missing = user(&api).run(&["send", "/no/file"]).await;
    let told = "activity: cannot read /no/file: No such file or directory (os error 2)\n";
    assert_eq!((missing.code, missing.stderr.as_str()), (1, told));
    assert_eq!(user(&api).run(&["send", "/"]).await.code, 1);
    assert_eq!(User::of(api.url()).run(&["send", "-"]).await.code, 3);
}
