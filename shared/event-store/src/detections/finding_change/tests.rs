use detections::Severity;

use super::*;
use crate::detections::fixture::{act, finding, organization, person, record};

fn read() -> FindingRecord {
    record(finding(person(), Severity::Medium, &[1, 2]))
}

/// Returns the changed finding, and the type and metadata of each event.
fn change(read: &FindingRecord, change: FindingChange) -> (FindingRecord, Vec<String>) {
    let act = act("u_admin", 90);
    let (record, events) = changed(&organization(), read, change, &act).expect("something changes");
    let line = |event: &NewEvent| {
        let common = ["first_at", "hits", "last_at", "rule", "severity"];
        let own = event.metadata.iter().filter(|(key, _)| !common.contains(&key.as_str()));
        let own = own.map(|(key, value)| format!(" {key}={value}")).collect::<String>();
        event.kind.as_str().replace("monitor.finding.", "") + &own
    };
    (record, events.iter().map(line).collect())
}

fn handle(read: &FindingRecord, set: impl FnOnce(&mut FindingHandling)) -> (FindingRecord, Vec<String>) {
    let mut handling = FindingHandling::of(read);
    set(&mut handling);
    change(read, FindingChange::Handle(handling))
}

fn answer(read: &FindingRecord, answer: AnswerKind, in_question: bool) -> (FindingRecord, Vec<String>) {
    change(read, FindingChange::Answer { answer, in_question, note: None })
}

fn close(handling: &mut FindingHandling) {
    (handling.state, handling.resolution) = (FindingState::Closed, Some(Resolution::Expected));
}

#[test]
fn finding_handled_as_before_is_unchanged() {
    let read = read();
    let same = FindingChange::Handle(FindingHandling::of(&read));
    assert_eq!(changed(&organization(), &read, same, &act("u_admin", 90)), None);
}

#[test]
fn finding_change_has_an_event_for_each_part() {
    let (record, events) = handle(&read(), |handling| {
        close(handling);
        handling.assigned_to = Some("u_bo".parse().expect("a user id"));
        handling.note = Some(Note::try_from("A test.".to_owned()).expect("a note"));
    });
    assert_eq!(events, ["closed resolution=expected", "assigned assigned_to=u_bo"]);
    assert_eq!((record.state, record.version), (FindingState::Closed, 2));
    let (record, events) = handle(&record, |handling| handling.resolution = Some(Resolution::Test));
    assert_eq!(events, ["closed resolution=test"]);
    let (record, events) = handle(&record, |handling| handling.note = None);
    assert_eq!((events, record.note.clone()), (vec!["assigned note_changed=true".to_owned()], None));
    let (record, events) = handle(&record, |handling| {
        (handling.state, handling.resolution) = (FindingState::Open, None);
        handling.assigned_to = None;
    });
    assert_eq!(events, ["reopened", "assigned unassigned=true"]);
    assert_eq!((record.state, record.assigned_to), (FindingState::Open, None));
}

#[test]
fn finding_not_mine_is_critical_and_open() {
    let (closed, _) = handle(&read(), close);
    let (record, events) = answer(&closed, AnswerKind::NotMine, false);
    assert_eq!(events, ["answered answer=not_mine from_address_of_evidence=false", "reopened", "raised"]);
    assert_eq!((record.severity(), record.state), (Severity::Critical, FindingState::Open));
    // A later answer does not take it back.
    let (record, events) = answer(&record, AnswerKind::Mine, false);
    assert_eq!(record.severity(), Severity::Critical);
    assert_eq!(events, ["answered answer=mine from_address_of_evidence=false"]);
}

#[test]
fn finding_answered_in_question_is_only_noted() {
    let (closed, _) = handle(&read(), close);
    for kind in AnswerKind::ALL {
        let (record, events) = answer(&closed, kind, true);
        assert_eq!((record.severity(), record.state), (Severity::Medium, FindingState::Closed));
        assert_eq!(events.len(), 1);
        assert_eq!(record.answers.len(), 1);
    }
}

#[test]
fn finding_mine_closes_nothing() {
    let (record, _) = answer(&read(), AnswerKind::Mine, false);
    assert_eq!((record.severity(), record.state), (Severity::Medium, FindingState::Open));
}
