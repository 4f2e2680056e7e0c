//! `/v1/detections` and `/v1/detection-settings`

mod list;
mod settings;
mod update;

use event_model::Event;
use serde_json::{Value, json};
use support::app::{TestApp, text};

/// Returns the detection of a rule in a list.
fn detection<'a>(list: &'a Value, rule: &str) -> &'a Value {
    let detections = list["detections"].as_array().expect("detections");
    detections.iter().find(|detection| detection["rule"] == rule).expect("the rule is listed")
}

/// Returns the events about rules and exceptions, oldest first, as lines: type, targets and metadata.
async fn acts(app: &TestApp) -> Vec<String> {
    let events = app.events(&app.organization).await;
    let is_act = |event: &&Event| {
        ["monitor.rule.", "monitor.exception."].iter().any(|kind| event.kind.as_str().starts_with(kind))
    };
    let line = |event: &Event| {
        let targets: Vec<String> =
            event.targets.iter().map(|target| format!("{}:{}", target.kind.as_str(), target.id)).collect();
        format!("{} {} {}", event.kind, targets.join(","), json!(event.metadata))
    };
    let mut lines: Vec<String> = events.iter().filter(is_act).map(line).collect();
    lines.sort();
    lines
}

/// Returns the value of a parameter.
fn value(detection: &Value, name: &str) -> u64 {
    let parameters = detection["parameters"].as_array().expect("parameters");
    let parameter = parameters.iter().find(|parameter| text(&parameter["name"]) == name);
    parameter.and_then(|parameter| parameter["value"].as_u64()).expect("the rule has the parameter")
}
