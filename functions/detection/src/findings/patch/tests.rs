use std::collections::BTreeMap;

use detections::{Day, Finding, FindingId, Key, Measures, RuleId, Severity};
use event_model::{Timestamp, json_object};
use serde_json::json;

use super::*;

fn record(state: FindingState, resolution: Option<Resolution>) -> FindingRecord {
    let (key, start) = (Key::Organization, Day::of(Timestamp::MIN));
    let organization = "org_a".parse().expect("an organization id");
    let finding = Finding {
        id: FindingId::new(&organization, RuleId::OrganizationSpray, &key, start),
        rule: RuleId::OrganizationSpray,
        key,
        start,
        severity: Severity::Medium,
        first_at: Timestamp::MIN,
        last_at: Timestamp::MIN,
        triggers: Default::default(),
        evidence: Vec::new(),
        measures: Measures::default(),
        is_late: false,
    };
    FindingRecord {
        finding,
        state,
        resolution,
        note: Some(Note::try_from("Asked Ada.".to_owned()).expect("a note")),
        assigned_to: Some("u_bo".parse().expect("a user id")),
        muted_by: None,
        answers: Vec::new(),
        opened_at: Timestamp::MIN,
        listed_at: Timestamp::MIN,
        changed_at: Timestamp::MIN,
        as_of: 1,
        parameters: BTreeMap::new(),
        version: 1,
        expires_at: Timestamp::MAX,
    }
}

fn apply(record: &FindingRecord, patch: &serde_json::Value) -> Result<FindingHandling, Vec<String>> {
    let text = patch.to_string();
    let value = serde_json::from_str(&text).expect("JSON");
    let lines = |faults: &[FieldError]| -> Vec<String> {
        faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
    };
    let patch = json_object::read(&value, "a field", FindingPatch::read).map_err(|faults| lines(&faults))?;
    patch.apply(record).map_err(|problem| lines(problem.errors()))
}

#[test]
fn finding_patch_changes_what_is_given() {
    let open = record(FindingState::Open, None);
    assert_eq!(apply(&open, &json!({})), Ok(FindingHandling::of(&open)));
    let closed = apply(&open, &json!({ "state": "closed", "resolution": "test", "assigned_to": null }));
    let expected = FindingHandling {
        state: FindingState::Closed,
        resolution: Some(Resolution::Test),
        assigned_to: None,
        note: open.note.clone(),
    };
    assert_eq!(closed, Ok(expected));
}

#[test]
fn finding_patch_keeps_resolution_with_state() {
    let missing = "/resolution is missing: a closed finding needs one of malicious, expected, false_alarm, wrong_data, test";
    let (open, closed) =
        (record(FindingState::Open, None), record(FindingState::Closed, Some(Resolution::Expected)));
    assert_eq!(apply(&open, &json!({ "state": "closed" })), Err(vec![missing.to_owned()]));
    assert_eq!(apply(&closed, &json!({ "resolution": null })), Err(vec![missing.to_owned()]));
    let only = "/resolution is only for closed findings: set state to closed";
    assert_eq!(apply(&open, &json!({ "resolution": "test" })), Err(vec![only.to_owned()]));
    let handling = apply(&closed, &json!({ "resolution": "test" })).expect("a change");
    assert_eq!(handling.resolution, Some(Resolution::Test));
    let handling = apply(&closed, &json!({ "state": "open" })).expect("a change");
    assert_eq!((handling.state, handling.resolution), (FindingState::Open, None));
    assert_eq!(apply(&closed, &json!({ "note": "Again." })).expect("a change").state, FindingState::Closed);
}

#[test]
fn finding_patch_invalid_field_is_refused() {
    let open = record(FindingState::Open, None);
    let patch =
        json!({ "state": "done", "resolution": 1, "assigned_to": "", "note": "a\nb", "severity": "low" });
    let faults = [
        "/assigned_to is empty",
        "/state must be one of open, closed",
        "/resolution is not a string",
        "/note has a control character",
        "/severity is not a field",
    ];
    assert_eq!(apply(&open, &patch), Err(faults.map(str::to_owned).to_vec()));
    assert_eq!(apply(&open, &json!({ "state": null })), Err(vec!["/state is not a string".to_owned()]));
}
