//! Prints events: a table for people, JSON Lines for programs.

use std::collections::HashMap;

use event_model::{ActorBody, EventBody, Location};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Failure;
use crate::output::Output;
use crate::table::Table;

const HEADINGS: [&str; 6] = ["TIME (UTC)", "USER", "EVENT", "OUTCOME", "IP", "LOCATION"];

/// Labels of event types by id. A type without a label is shown with its id.
pub(crate) type Labels = HashMap<String, String>;

/// Prints events to stdout.
#[derive(Debug)]
pub(crate) struct EventPrinter {
    output: Output,
    /// `None` for JSON Lines.
    rows: Option<Rows>,
}

#[derive(Debug)]
struct Rows {
    table: Table<6>,
    labels: Labels,
    has_heading: bool,
}

/// An event of the feed that the service could not read.
#[derive(Debug, Deserialize)]
struct Unreadable {
    source: String,
    id: String,
}

impl EventPrinter {
    /// Creates a printer of JSON Lines: the events as the API wrote them.
    pub(crate) fn json() -> Self {
        Self { output: Output::stdout(), rows: None }
    }

    /// Creates a printer of a table.
    pub(crate) fn table(labels: Labels) -> Self {
        let rows = Rows { table: Table::new(HEADINGS), labels, has_heading: false };
        Self { output: Output::stdout(), rows: Some(rows) }
    }

    /// Prints events and hands them to the reader of stdout.
    pub(crate) fn print(&mut self, events: &[Box<RawValue>]) -> Result<(), Failure> {
        match &mut self.rows {
            None => {
                for event in events {
                    self.output.line(&one_line(event))?;
                }
            }
            Some(Rows { table, labels, has_heading }) => {
                let rows = events.iter().map(|event| row(event, labels));
                let rows = rows.collect::<Result<Vec<_>, _>>()?;
                table.fit(&rows);
                if !std::mem::replace(has_heading, true) {
                    self.output.line(&table.heading())?;
                }
                for row in &rows {
                    self.output.line(&table.line(row))?;
                }
            }
        }
        self.output.flush()
    }
}

/// Returns JSON without line breaks. Outside of texts they are white space, and in texts they are escaped.
fn one_line(json: &RawValue) -> String {
    json.get().replace(['\n', '\r'], " ")
}

/// Returns the row of an event.
fn row(json: &RawValue, labels: &Labels) -> Result<[String; 6], Failure> {
    if let Ok(event) = serde_json::from_str::<EventBody>(json.get()) {
        return Ok(event_row(event, labels));
    }
    let Ok(Unreadable { source, id }) = serde_json::from_str(json.get()) else {
        let text = "the API has events of a newer form: update activity, or use --json";
        return Err(Failure::Failed(text.to_owned()));
    };
    let text = format!("unreadable event {id} of {source}");
    Ok([String::new(), String::new(), text, String::new(), String::new(), String::new()])
}

fn event_row(event: EventBody, labels: &Labels) -> [String; 6] {
    let ActorBody { id, name, email } = event.actor;
    [
        time(&event.occurred_at),
        email.or(name).unwrap_or(id),
        labels.get(&event.kind).cloned().unwrap_or(event.kind),
        event.outcome,
        event.client.ip.unwrap_or_default(),
        event.client.location.map(location).unwrap_or_default(),
    ]
}

/// Returns a time without fractions: `2026-11-21 19:23:11`.
fn time(text: &str) -> String {
    text.get(..19).unwrap_or(text).replace('T', " ")
}

fn location(Location { country, city, geohash: _ }: Location) -> String {
    match city {
        Some(city) => format!("{city}, {country}"),
        None => country,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(event: &serde_json::Value) -> Result<[String; 6], Failure> {
        let json = serde_json::value::to_raw_value(event).expect("JSON");
        row(&json, &Labels::from([("pass.item.read".to_owned(), "Item Read".to_owned())]))
    }

    fn event() -> serde_json::Value {
        json!({
            "id": "e1", "organization_id": "org_a", "type": "pass.item.read", "source": "pass",
            "occurred_at": "2026-11-21T19:23:11.123Z", "recorded_at": "2026-11-21T19:23:11.480Z", "outcome": "success",
            "actor": { "id": "u_ada", "email": "ada@a.example" }, "targets": [],
            "client": { "ip": "192.0.2.7", "location": { "country": "CH", "city": "Zürich" } },
            "details": "shown", "metadata": {},
        })
    }

    #[test]
    fn row_shows_label_and_location() {
        let row = read(&event()).expect("a row");
        let shown =
            ["2026-11-21 19:23:11", "ada@a.example", "Item Read", "success", "192.0.2.7", "Zürich, CH"];
        assert_eq!(row, shown);
    }

    #[test]
    fn row_unknown_type_shows_id() {
        let mut event = event();
        event["type"] = json!("crm.contact.merged");
        event["outcome"] = json!("postponed");
        let row = read(&event).expect("a row");
        assert_eq!([&row[2], &row[3]], ["crm.contact.merged", "postponed"]);
    }

    #[test]
    fn row_unreadable_event_is_named() {
        let row = read(&json!({ "sequence": "1.2", "source": "pass", "id": "e9", "unreadable": true }));
        assert_eq!(row.expect("a row")[2], "unreadable event e9 of pass");
        assert!(read(&json!({ "sequence": "1.2" })).is_err());
    }
}
