use aws_sdk_dynamodb::types::AttributeValue;
use detections::Severity;

use super::*;
use crate::detections::fixture::{finding, keys, minute, organization, record};
use crate::dynamodb::item::{from_item, to_item};

#[test]
fn finding_row_of_every_key_reads_back() {
    for key in keys() {
        let record = FindingRecord {
            state: FindingState::Closed,
            resolution: Some(Resolution::FalseAlarm),
            note: Some(Note::try_from("Checked with Ada.".to_owned()).expect("a note")),
            assigned_to: Some("u_admin".parse().expect("a user id")),
            muted_by: Some("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a mute id")),
            answers: vec![Answer {
                by: "u#ada".parse().expect("a user id"),
                at: minute(70),
                answer: AnswerKind::Mine,
                in_question: true,
                note: None,
            }],
            ..record(finding(key, Severity::Medium, &[1, 2, 3]))
        };
        let item = to_item(FindingItem::new(&organization(), &record)).expect("an item");
        let row: FindingItem = from_item(item).expect("a row");
        assert_eq!(row.into_record().expect("a record"), record);
    }
}

#[test]
fn finding_row_stores_absent_values_as_null() {
    let record = record(finding(keys().remove(0), Severity::Low, &[1]));
    let item = to_item(FindingItem::new(&organization(), &record)).expect("an item");
    for name in ["resolution", "note", "assigned_to", "muted_by"] {
        assert_eq!(item[name], AttributeValue::Null(true), "{name}");
    }
    let row: FindingItem = from_item(item).expect("a row");
    assert_eq!(row.into_record().expect("a record"), record);
}

#[test]
fn finding_row_of_full_evidence_fits() {
    let minutes: Vec<i64> = (0..100).collect();
    let record = record(finding(keys().remove(0), Severity::Low, &minutes));
    let item = serde_json::to_vec(&FindingItem::new(&organization(), &record)).expect("JSON");
    // An item of DynamoDB has at most 400 KB. Ids of events have up to 128 bytes here, and not 3.
    assert!(item.len() + 200 * 128 < 100_000, "{} bytes", item.len());
}
