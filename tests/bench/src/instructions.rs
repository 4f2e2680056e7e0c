//! Instructions of the processor, counted by callgrind: the same on every run, whatever else the machine does.
//!
//! A case runs twice under valgrind, with few and with many repetitions; the difference is the repetitions'
//! alone, without start-up and preparation.

use std::hint::black_box;
use std::process::Command;

use api::EventBody;
use event_model::{ContentHash, Details, Event, NewEvent, Timestamp, WriteShards, parse_event};
use event_store::keys;

use crate::figure::{Figure, Target};
use crate::harness::Fault;
use crate::producer::Producer;

const SECTION: &str = "Instructions";

/// What is counted: its name on the command line and in the table.
const CASES: [(&str, &str); 4] = [
    ("parse", "read one event from JSON and check it"),
    ("keys", "make all keys of one event"),
    ("hash", "hash one event's content"),
    ("body", "write one event as JSON"),
];

const FEW: usize = 100;
const MANY: usize = 1_100;

/// Tells whether valgrind is here.
pub(crate) fn available() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Counts every case.
pub(crate) fn measure() -> Result<Vec<Figure>, Fault> {
    let cases = CASES.into_iter().map(|(case, name)| {
        let each = (count(case, MANY)? - count(case, FEW)?) / (MANY - FEW) as f64;
        Ok(Figure::counted(SECTION, name, each, "instructions", Target::None))
    });
    cases.collect()
}

/// Runs a case in a process of its own and returns how many instructions that took.
fn count(case: &str, times: usize) -> Result<f64, Fault> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["instructions", case, &times.to_string()])
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told.lines().find_map(|line| line.split("Collected : ").nth(1));
    let collected = collected.ok_or_else(|| format!("callgrind counted nothing: {told}"))?;
    Ok(collected.trim().parse()?)
}

/// Runs a case here, under callgrind.
pub(crate) fn run(case: &str, times: usize) -> Result<(), Fault> {
    let value = Producer::new("org_9ybsU1dN2dKfDkBi", 10, 19).events(200).swap_remove(150);
    let text = value.to_string();
    let event =
        parse_event(&(&value).into()).map_err(|faults| format!("the event is not valid: {faults:?}"))?;
    let shards = WriteShards::try_from(16)?;
    let recorded = recorded(&event);
    for _ in 0..times {
        match case {
            "parse" => {
                let value: serde_json_borrow::Value<'_> = serde_json::from_str(black_box(&text))?;
                black_box(parse_event(&value).is_ok());
            }
            "keys" => drop(black_box(keys::event_keys(black_box(&event), shards))),
            "hash" => drop(black_box(ContentHash::of(black_box(&event)))),
            "body" => {
                let body = EventBody::new(black_box(&recorded).clone(), true);
                black_box(serde_json::to_vec(&body)?);
            }
            other => return Err(format!("{other} is not a case").into()),
        }
    }
    Ok(())
}

fn recorded(event: &NewEvent) -> Event {
    let event = event.clone();
    Event {
        id: event.id,
        organization_id: event.organization_id,
        kind: event.kind.into(),
        occurred_at: event.occurred_at,
        recorded_at: event.occurred_at,
        expires_at: Timestamp::MAX,
        outcome: event.outcome.into(),
        actor: event.actor,
        targets: event.targets,
        client: event.client,
        details: Details::Collected { ip: event.ip, network: Default::default(), location: None },
        session_id: event.session_id,
        metadata: event.metadata,
    }
}
