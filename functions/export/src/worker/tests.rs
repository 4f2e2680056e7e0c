//! Tests of tables, JSON lines and parts with generated events.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use chrono_tz::Tz;
use event_model::{Catalog, Event, EventBody};
use event_store::ExportFormat;
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::cell::neutral;
use super::encoder::Encoder;
use super::packer::{Packer, Tail};
use super::sample::{event, export};
use crate::columns::Column;

fn catalog() -> Arc<Catalog> {
    Arc::new(Catalog::built_in().clone())
}

/// Returns the expected cells of a table with every column.
fn cells(events: &[Event]) -> Vec<Vec<String>> {
    let zone = Tz::Europe__Zurich;
    let headings = Column::ALL.iter().map(|column| column.heading(zone)).collect();
    let row = |event: &Event| {
        Column::ALL
            .iter()
            .map(|column| neutral(&column.text(event, Catalog::built_in(), zone)).into_owned())
            .collect()
    };
    std::iter::once(headings).chain(events.iter().map(row)).collect()
}

fn table(events: &[Event]) -> Vec<u8> {
    let export = export(ExportFormat::Csv, Some(&Column::ALL.map(Column::as_str)));
    let mut encoder = Encoder::new(&export, catalog(), Vec::new()).expect("an encoder");
    encoder.begin().expect("headings");
    for event in events {
        encoder.row(event.clone()).expect("a row");
    }
    encoder.take().expect("a block")
}

/// Returns `true` if a spreadsheet that splits the cell at any separator may read a piece of it as a formula.
fn runs(cell: &str) -> bool {
    cell.split([',', ';', '\t']).any(|piece| {
        let piece = piece.trim_matches([' ', '"', '\u{a0}', '\u{feff}']);
        piece.starts_with(['=', '+', '-', '@', '\r', '\n', '＝', '＋', '－', '＠'])
    })
}

proptest! {
    #[test]
    fn table_reads_back_without_formulas(events in prop::collection::vec(event(), 0..6)) {
        let bytes = table(&events);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let read: Result<Vec<Vec<String>>, csv::Error> =
            reader.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect())).collect();
        let read = read.expect("a table");
        prop_assert!(!read.iter().flatten().any(|cell| runs(cell)));
        prop_assert_eq!(read, cells(&events));
    }

    #[test]
    fn jsonl_lines_equal_api_events(events in prop::collection::vec(event(), 0..6)) {
        let mut encoder = Encoder::new(&export(ExportFormat::Jsonl, None), catalog(), Vec::new()).expect("an encoder");
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
    fn packer_resumed_writes_same_bytes(
        events in prop::collection::vec(event(), 1..40),
        ends in prop::collection::vec(any::<bool>(), 40),
        format in prop::sample::select(ExportFormat::ALL.to_vec()),
    ) {
        let export = export(format, None);
        let pack = |ends: &[bool]| {
            let mut packer = Packer::new(&export, catalog(), 2_000, None).expect("a packer");
            let (mut file, mut parts) = (Vec::new(), 0);
            for (event, end) in events.iter().zip(ends) {
                packer.row(event.clone()).expect("a row");
                packer.seal_early().expect("a block");
                if packer.is_full(parts + 1) {
                    parts += 1;
                    file.extend(packer.take_part(parts).expect("a part"));
                }
                if *end {
                    // Another worker resumes from the checkpoint.
                    let Tail { bytes, sealed } = packer.tail();
                    packer = Packer::new(&export, catalog(), 2_000, Some(Tail { bytes, sealed })).expect("a packer");
                }
            }
            file.extend(packer.finish(parts == 0).expect("the last bytes"));
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

fn sample_events(count: usize) -> Vec<Event> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| event().new_tree(&mut runner).expect("an event").current()).collect()
}

#[test]
fn table_every_field_is_quoted() {
    let text = String::from_utf8(table(&sample_events(50))).expect("text");
    for line in text.split_terminator("\r\n") {
        let mut is_quoted = false;
        let bare: String = line
            .chars()
            .filter(|c| {
                is_quoted ^= *c == '"';
                !is_quoted && *c != '"'
            })
            .collect();
        assert_eq!(bare, ",".repeat(Column::ALL.len() - 1), "{line}");
    }
}

/// Runs only where LibreOffice is installed.
#[test]
fn table_in_libreoffice_has_no_formula() {
    if Command::new("soffice").arg("--version").stdout(Stdio::null()).status().is_err() {
        // The tests above check the rule without LibreOffice.
        return;
    }
    let folder = std::env::temp_dir().join(format!("export-table-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("x.csv");
    std::fs::write(&file, table(&sample_events(300))).expect("a file");
    // Comma, semicolon and tab at once, and each alone; also with spaces trimmed and formulas evaluated.
    for separators in ["44/59/9", "44", "59", "9"] {
        for options in ["34,76,1", "34,76,1,,0,false,true,false,true"] {
            let filter = format!("--infilter=CSV:{separators},{options}");
            let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
            let converted = Command::new("soffice")
                .args([&profile, "--headless", &filter, "--convert-to", "fods", "--outdir"])
                .args([&folder, &file])
                .output()
                .expect("soffice runs");
            assert!(converted.status.success(), "{converted:?}");
            let sheet = std::fs::read_to_string(folder.join("x.fods")).expect("a sheet");
            assert!(sheet.contains("office:value-type=\"string\""), "the sheet has no text");
            assert!(!sheet.contains("table:formula"), "{filter} makes a formula");
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
}

#[test]
fn table_in_python_reads_back() {
    let events = sample_events(400);
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
