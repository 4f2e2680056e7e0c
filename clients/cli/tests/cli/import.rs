//! `activity import`

use std::fmt::Write as _;

use chrono::{SecondsFormat, TimeDelta, Utc};
use local::Stack;
use serde_json::json;

use crate::cli::User;
use crate::stack::{self, person};

/// Returns a log of sshd with recent failed sign-ins, and one line that is not mapped.
fn log(lines: usize) -> String {
    let mut log = String::new();
    for number in 0..lines {
        let time = Utc::now() - TimeDelta::minutes(60) + TimeDelta::seconds(number as i64);
        let time = time.to_rfc3339_opts(SecondsFormat::Secs, true);
        writeln!(log, "{time} web sshd[{number}]: Failed password for ada from 192.0.2.7 port 22 ssh2")
            .expect("a string takes all");
    }
    log + "2026-11-01T10:00:00Z web sshd[1]: something new 17\n"
}

fn with_key(stack: &Stack, user: User) -> User {
    user.with("ACTIVITY_PRODUCT_KEY", stack.product_key())
}

async fn import(stack: &Stack, user: &User, more: &[&str]) -> crate::cli::Done {
    let arguments = ["import", "auth.log", "--format", "sshd", "--organization", stack.organization_id()];
    user.run(&[&arguments as &[&str], more].concat()).await
}

#[tokio::test]
async fn import_registers_types_and_records_once() {
    let stack = stack::start().await;
    let operator = with_key(&stack, person(&stack, "operator"));
    std::fs::write(operator.file("auth.log"), log(700)).expect("written");
    let done = import(&stack, &operator, &["--json", "--unmapped", "rest.log"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let report = &done.json_lines()[0];
    assert_eq!(report["events"], json!({"sshd.login.failed": 700}), "{report}");
    assert_eq!(report["unmapped"], json!({"sshd: something new #": 1}), "{report}");
    assert_eq!(report["sent"], json!({"recorded": 700, "duplicates": 0, "refused": {}}), "{report}");
    let rest = std::fs::read_to_string(operator.file("rest.log")).expect("written");
    assert_eq!(rest, "2026-11-01T10:00:00Z web sshd[1]: something new 17\n");

    let again = import(&stack, &operator, &["--json"]).await;
    let sent = &again.json_lines()[0]["sent"];
    assert_eq!(*sent, json!({"recorded": 0, "duplicates": 700, "refused": {}}), "{again:?}");

    let types = operator.ok(&["types", "--source", "sshd", "--json"]).await.json_lines();
    assert_eq!(types.len(), 9);
    let admin = person(&stack, "admin");
    let events = admin.ok(&["events", "--type", "sshd.*", "--all", "--json"]).await.json_lines();
    assert_eq!(events.len(), 700);
    stack.stop().await;
}

#[tokio::test]
async fn import_without_operator_names_missing_types() {
    let stack = stack::start().await;
    let product = with_key(&stack, User::of(stack.url()));
    std::fs::write(product.file("auth.log"), log(1)).expect("written");
    let done = import(&stack, &product, &[]).await;
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("9 event types are not registered"), "{done:?}");
    assert!(done.stderr.contains("\nactivity types register-source sshd --label 'OpenSSH'\n"), "{done:?}");
    // The commands are as an operator needs them.
    let operator = person(&stack, "operator");
    for command in done.stderr.lines().skip(1) {
        let mut shell = tokio::process::Command::new("sh");
        let script = command.replacen("activity", env!("CARGO_BIN_EXE_activity"), 1);
        shell.args(["-c", &script]).env("ACTIVITY_URL", stack.url());
        shell
            .env("ACTIVITY_TOKEN", stack.token("operator").expect("a person"))
            .env("HOME", operator.home.path());
        assert!(shell.status().await.expect("a shell").success(), "{command}");
    }
    stack.stop().await;
}

#[tokio::test]
async fn import_refused_events_are_counted_by_reason() {
    let stack = stack::start().await;
    let operator = with_key(&stack, person(&stack, "operator"));
    let line = "1999-12-31T10:00:00Z web sshd[1]: Failed password for ada from 192.0.2.7 port 22 ssh2\n";
    std::fs::write(operator.file("auth.log"), log(2) + line).expect("written");
    let done = import(&stack, &operator, &[]).await;
    assert_eq!(done.code, 4, "{done:?}");
    assert!(done.stderr.contains("2 events were recorded\n1 events were refused:\n"), "{done:?}");
    assert!(done.stderr.contains("rejected: /occurred_at "), "{done:?}");
    assert!(done.stderr.ends_with("activity: 1 of 3 events were refused\n"), "{done:?}");
    stack.stop().await;
}

#[tokio::test]
async fn import_dry_run_needs_no_api() {
    let user = User::of("http://localhost:9");
    std::fs::write(user.file("auth.log"), log(3)).expect("written");
    let arguments = ["import", "auth.log", "--format", "sshd", "--organization", "org_a", "--dry-run"];
    let done = user.ok(&arguments).await;
    assert_eq!(done.json_lines().len(), 3);
    assert!(done.stderr.starts_with("4 records gave 3 events\n"), "{done:?}");
    assert!(
        done.stderr.contains("1 records of 1 kinds are not mapped:\n        1  sshd: something new #"),
        "{done:?}"
    );
    let own = ["import", "auth.log", "--mapping", "auth.log", "--organization", "org_a", "--dry-run"];
    let done = user.run(&own).await;
    assert!(done.code == 2 && done.stderr.contains("auth.log is not a mapping: "), "{done:?}");
}
