//! Findings of an organization, and those on one's own account.

mod answer;
mod get;
mod list;
mod list_own;
mod tenancy;
mod update;
mod verify;

use serde_json::{Value, json};
use support::app::{ADMIN, As, TestApp, text};

/// An address that no other event has.
const ADDRESS: &str = "81.2.69.142";

/// Returns the type, actor and own metadata of each event of findings, sorted: those of one act have the same time.
async fn finding_events(app: &TestApp) -> Vec<String> {
    let events = app.events(&app.organization).await.into_iter();
    let events = events.filter(|event| event.kind.as_str().starts_with("monitor.finding."));
    let common = ["first_at", "hits", "last_at", "rule"];
    let line = |event: event_model::Event| {
        let own = event.metadata.iter().filter(|(key, _)| !common.contains(&key.as_str()));
        let own = own.map(|(key, value)| format!(" {key}={value}")).collect::<String>();
        format!("{} {}{own}", event.kind.as_str().replace("monitor.finding.", ""), event.actor.id)
    };
    let mut lines: Vec<String> = events.map(line).collect();
    lines.sort_unstable();
    lines
}

/// Returns the ids of the persons of a list of findings.
fn people(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| text(&finding["user"]["id"])).collect()
}

/// Closes a finding.
async fn close(app: &TestApp, id: &str, resolution: &str) -> Value {
    let patch = json!({ "state": "closed", "resolution": resolution });
    patch_finding(app, &ADMIN, id, &patch).await.expect(200)
}

/// `PATCH /v1/findings/{id}`
async fn patch_finding(app: &TestApp, who: &As, id: &str, patch: &Value) -> support::app::Answer {
    app.send(who, reqwest::Method::PATCH, &format!("/v1/findings/{id}"), patch).await
}
