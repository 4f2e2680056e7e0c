use super::*;
use crate::deliveries::fixture::{EXCERPT, minute, organization, sequence, stream_id};
use crate::dynamodb::item::stored_bytes;

fn failed() -> Attempt {
    Attempt {
        stream_id: stream_id(),
        at: minute(7),
        message_id: format!("{}.12_12345678.433_12345679.32", stream_id()),
        first: sequence(12_345_678, 433),
        last: sequence(12_345_679, 32),
        events: 100,
        duration_ms: 15_000,
        status: Some(502),
        failure: Some("The destination answered 502. It must answer 2xx within 15 seconds.".to_owned()),
        excerpt: EXCERPT.to_owned(),
    }
}

fn item(attempt: &Attempt) -> Item {
    to_item(AttemptItem::new(&organization(), attempt)).expect("an item")
}

#[test]
fn attempt_row_reads_back() {
    let no_answer = Attempt { status: None, excerpt: String::new(), ..failed() };
    let delivered = Attempt { status: Some(204), failure: None, excerpt: String::new(), ..failed() };
    for attempt in [failed(), no_answer, delivered] {
        assert_eq!(read_attempt(item(&attempt)).expect("a row"), attempt);
    }
}

#[test]
fn attempt_row_is_one_write_unit() {
    let bytes = stored_bytes(&item(&failed()));
    assert!(bytes <= 1_024, "{bytes} bytes");
}
