//! Rows and parts, of whatever events.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use api::EventBody;
use chrono_tz::Tz;
use event_model::Event;
use event_store::ExportFormat;
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::cell::neutral;
use super::encoder::Encoder;
use super::packer::{Packer, Rest};
use super::sample::{event, export};
use crate::columns::Column;

/// Returns what the cells of a table with every column hold.
fn cells(events: &[Event]) -> Vec<Vec<String>> {
    let zone = Tz::Europe__Zurich;
    let headings = Column::ALL.iter().map(|column| column.heading(zone)).collect();
    let row = |event: &Event| {
        Column::ALL.iter().map(|column| neutral(&column.text(event, zone)).into_owned()).collect()
    };
    std::iter::once(headings).chain(events.iter().map(row)).collect()
}

fn table(events: &[Event]) -> Vec<u8> {
    let export = export(ExportFormat::Csv, Some(&Column::ALL.map(Column::name)));
    let mut encoder = Encoder::new(&export, Vec::new()).expect("an encoder");
    encoder.begin().expect("headings");
    for event in events {
        encoder.row(event.clone()).expect("a row");
    }
    encoder.take().expect("a block")
}

/// Tells whether some spreadsheet would run a cell.
fn runs(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

proptest! {
    #[test]
    fn tables_read_back_exactly_and_no_cell_runs(events in prop::collection::vec(event(), 0..6)) {
        let bytes = table(&events);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let read: Result<Vec<Vec<String>>, csv::Error> =
            reader.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect())).collect();
        let read = read.expect("a table");
        prop_assert!(!read.iter().flatten().any(|cell| runs(cell)));
        prop_assert_eq!(read, cells(&events));
    }

    #[test]
    fn lines_are_the_events_as_the_api_has_them(events in prop::collection::vec(event(), 0..6)) {
        let mut encoder = Encoder::new(&export(ExportFormat::Jsonl, None), Vec::new()).expect("an encoder");
        for event in &events {
            encoder.row(event.clone()).expect("a row");
        }
        let text = String::from_utf8(encoder.take().expect("a block")).expect("text");
        let read: Vec<EventBody> =
            text.split_terminator('\n').map(|line| serde_json::from_str(line).expect("an event")).collect();
        let expected: Vec<EventBody> = events.into_iter().map(|event| EventBody::new(event, true)).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn parts_do_not_depend_on_who_packed_what(
        events in prop::collection::vec(event(), 1..40),
        ends in prop::collection::vec(any::<bool>(), 40),
        format in prop::sample::select(ExportFormat::ALL.to_vec()),
    ) {
        let export = export(format, None);
        let pack = |ends: &[bool]| {
            let mut packer = Packer::new(&export, 2_000, None).expect("a packer");
            let (mut file, mut parts) = (Vec::new(), 0);
            for (event, end) in events.iter().zip(ends) {
                packer.row(event.clone()).expect("a row");
                packer.seal_early().expect("a block");
                if packer.is_full(parts + 1) {
                    parts += 1;
                    file.extend(packer.take_part(parts).expect("a part"));
                }
                if *end {
                    // Another worker goes on from what this one has put down.
                    let Rest { bytes, sealed } = packer.rest();
                    packer = Packer::new(&export, 2_000, Some(Rest { bytes, sealed })).expect("a packer");
                }
            }
            file.extend(packer.finish(parts == 0).expect("the rest"));
            file
        };
        let whole = pack(&[false; 40]);
        prop_assert_eq!(&pack(&ends), &whole);
        let mut plain = Vec::new();
        if format.is_compressed() {
            MultiGzDecoder::new(whole.as_slice()).read_to_end(&mut plain).expect("a gzip file");
        } else {
            plain = whole;
        }
        let lines = plain.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!(lines, events.len() + usize::from(format.is_table()));
    }
}

#[test]
fn python_reads_back_what_the_events_hold() {
    let mut runner = TestRunner::deterministic();
    let events: Vec<Event> =
        (0..400).map(|_| event().new_tree(&mut runner).expect("an event").current()).collect();
    let program = "import csv, io, json, sys\n\
        text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='')\n\
        json.dump(list(csv.reader(text, strict=True)), sys.stdout)";
    let mut python = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let mut stdin = python.stdin.take().expect("python3 has an input");
    let bytes = table(&events);
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = python.wait_with_output().expect("python3 ends");
    writer.join().expect("the thread ends").expect("python3 reads");
    let read: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).expect("python3 prints JSON");
    assert_eq!(read, cells(&events));
}
