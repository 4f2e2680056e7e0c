use detections::Severity;

use super::*;
use crate::detections::finding::Resolution;
use crate::detections::fixture::{finding, minute, organization, person, record};

fn context(mute: Option<&str>) -> FindingWrite {
    FindingWrite {
        as_of: 9,
        now: minute(90),
        mute: mute.map(|mute| mute.parse().expect("a mute id")),
        parameters: BTreeMap::new(),
    }
}

const MUTE: &str = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";

/// Merges hits into `read`. Returns the finding, the types of the events and the outcome.
fn merge(
    read: &FindingRecord,
    severity: Severity,
    minutes: &[i64],
    mute: Option<&str>,
) -> (FindingRecord, Vec<String>, FindingOutcome) {
    let finding = finding(person(), severity, minutes);
    let (record, events, outcome) =
        merged(&organization(), read, finding, &context(mute)).expect("something changes");
    let kinds = events.iter().map(|event| event.kind.to_string().replace("monitor.finding.", ""));
    (record, kinds.collect(), outcome)
}

fn read(severity: Severity) -> FindingRecord {
    record(finding(person(), severity, &[1, 2]))
}

fn closed(severity: Severity) -> FindingRecord {
    let state = FindingState::Closed;
    FindingRecord { state, resolution: Some(Resolution::Expected), ..read(severity) }
}

fn muted(severity: Severity) -> FindingRecord {
    FindingRecord { muted_by: context(Some(MUTE)).mute, ..read(severity) }
}

#[test]
fn finding_written_twice_is_unchanged() {
    for record in [read(Severity::Low), closed(Severity::Low), muted(Severity::Low)] {
        for mute in [None, Some(MUTE)] {
            let again = finding(person(), Severity::Low, &[1, 2]);
            assert_eq!(merged(&organization(), &record, again, &context(mute)), None);
        }
    }
}

#[test]
fn finding_with_more_hits_is_merged_without_event() {
    let (record, events, outcome) = merge(&read(Severity::Medium), Severity::Low, &[2, 5], None);
    assert_eq!((events, outcome), (Vec::new(), FindingOutcome::Merged));
    assert_eq!((record.as_of, record.version, record.changed_at), (9, 2, minute(90)));
    assert_eq!((record.finding.last_at, record.severity()), (minute(5), Severity::Medium));
    assert_eq!(record.finding.triggers.len(), 3);
    // Parameters and place in lists stay those with which it was opened.
    assert_eq!((record.parameters["fails"], record.listed_at), (10, minute(1)));
}

#[test]
fn finding_of_higher_severity_is_raised_once() {
    let (record, events, outcome) = merge(&read(Severity::Low), Severity::High, &[3], None);
    assert_eq!((events, outcome), (vec!["raised".to_owned()], FindingOutcome::Raised));
    let (_, events, outcome) = merge(&record, Severity::High, &[4], None);
    assert_eq!((events, outcome), (Vec::new(), FindingOutcome::Merged));
}

#[test]
fn finding_closed_reopens_if_severity_rises() {
    let (record, events, _) = merge(&closed(Severity::Low), Severity::Low, &[3], None);
    assert_eq!((record.state, events), (FindingState::Closed, Vec::new()));
    let (record, events, outcome) = merge(&closed(Severity::Low), Severity::High, &[3], None);
    assert_eq!((record.state, record.resolution), (FindingState::Open, None));
    assert_eq!((events, outcome), (vec!["raised".to_owned(), "reopened".to_owned()], FindingOutcome::Raised));
}

#[test]
fn finding_muted_is_silent_until_a_hit_is_not() {
    let (record, events, outcome) = merge(&muted(Severity::Low), Severity::High, &[3], Some(MUTE));
    assert_eq!((events, outcome), (Vec::new(), FindingOutcome::Merged));
    assert!(!record.is_shown() && record.severity() == Severity::High);
    let (record, events, outcome) = merge(&record, Severity::Low, &[4], None);
    assert_eq!((events, outcome), (vec!["raised".to_owned()], FindingOutcome::Raised));
    assert!(record.is_shown());
    // A mute that was made later does not hide it again.
    let (record, events, _) = merge(&record, Severity::Critical, &[5], Some(MUTE));
    assert!(record.is_shown() && events == ["raised"]);
}

#[test]
fn finding_events_disclose_no_place() {
    let read = read(Severity::Low);
    let found = finding(person(), Severity::High, &[3]);
    let (_, events, _) = merged(&organization(), &read, found, &context(None)).expect("a change");
    let event = &events[0];
    assert_eq!(event.id.as_str(), format!("{}.high", read.id()));
    assert_eq!((event.actor.id.as_str(), event.ip), ("activity_monitor", None));
    let targets: Vec<_> = event.targets.iter().map(|target| target.kind.as_str()).collect();
    assert_eq!(targets, ["finding", "user"]);
    let names: Vec<_> = event.metadata.keys().map(|key| key.as_str()).collect();
    assert_eq!(names, ["first_at", "hits", "last_at", "rule", "severity"]);
}
