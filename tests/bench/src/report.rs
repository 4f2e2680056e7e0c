//! The results: one table on the terminal, JSON beside it, and `docs/benchmarks.md`.

use std::fmt::Write;

use serde::Serialize;

use crate::figure::{Figure, Kind};
use crate::machine::Machine;

/// Rows that are more than one figure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Table {
    pub(crate) section: &'static str,
    pub(crate) title: String,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Everything that one run measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) figures: Vec<Figure>,
    pub(crate) tables: Vec<Table>,
    /// What was not measured, and why.
    pub(crate) skipped: Vec<String>,
}

/// What each section measures, and how.
const SECTIONS: [(&str, &str); 8] = [
    (
        "Recording",
        "Events that follow the catalogue, with contents of realistic length, through the ingest function in one \
         process, the AWS SDK, and a counting proxy before dynoxide, which reports what DynamoDB would bill. \
         *First sights* are requests that enter people into the directory; a new organisation's first events have \
         many, later ones hardly any.",
    ),
    (
        "Reading",
        "`GET /v1/events?limit=50` through the query function, page after page, over 10,000 events. The units are \
         those of the index; the consistent read of plan and settings is apart.",
    ),
    ("Exporting", "An export of every event through the worker, into S3 (s3s), counted likewise."),
    (
        "Start",
        "Release builds, each a process of its own under a small Lambda Runtime API. The peer is the same contract \
         in Python with boto3 (`tests/bench/peers/python`); the two take turns.",
    ),
    (
        "Processor and memory",
        "The same processes, warm: processor time of the function's process alone, and its peak resident memory. No \
         location databases on either side.",
    ),
    (
        "Throughput",
        "Clients that send batches of 25 to the local stack over HTTP, as fast as they are answered. *Ours alone* is \
         the same with a DynamoDB that answers at once; *the emulator alone* is the same INSERTs without us.",
    ),
    (
        "Hottest key",
        "The real key code, for one organisation: 10,000 people by Zipf's law, one service account with 5 % of the \
         events, one address with 60 %, types as skewed as in the rest of this page. DynamoDB serves a key 1,000 \
         write units a second. `by_user` has no shards: one actor's events are one key.",
    ),
    ("Instructions", "Counted by callgrind, so the same on every run of one build."),
];

impl Report {
    /// Puts the figures into the order of the sections, whatever the order of the measurements.
    pub(crate) fn sort(&mut self) {
        let place = |section: &str| SECTIONS.iter().position(|(name, _)| *name == section);
        self.figures.sort_by_key(|figure| place(figure.section));
        self.tables.sort_by_key(|table| place(table.section));
    }

    /// Tells whether a counted figure is not as it should be.
    pub(crate) fn failed(&self) -> bool {
        self.figures.iter().any(|figure| figure.kind == Kind::Counted && figure.met() == Some(false))
    }

    /// Returns the table for the terminal.
    pub(crate) fn text(&self) -> String {
        let rows: Vec<(&str, [String; 4])> =
            self.figures.iter().map(|figure| (figure.section, figure.cells())).collect();
        let width =
            |column: usize| rows.iter().map(|(_, cells)| cells[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0).max(6), width(1).max(8), width(2).max(6)];
        let mut text = String::new();
        let mut section = "";
        let line = |cells: [&str; 4]| {
            let [name, measured, target, met] = cells;
            let [a, b, c] = widths;
            format!("  {name:a$}  {measured:>b$}  {target:>c$}  {met}").trim_end().to_owned() + "\n"
        };
        text += &line(["figure", "measured", "target", "met"]);
        for (of, cells) in &rows {
            if *of != section {
                section = of;
                let _ = writeln!(text, "{section}");
            }
            text += &line(cells.each_ref().map(String::as_str));
        }
        for table in &self.tables {
            let _ = writeln!(text, "\n{}: {}", table.section, table.title);
            for row in std::iter::once(&table.header).chain(&table.rows) {
                let cells: String = row.iter().map(|cell| format!("{cell:>14}")).collect();
                let _ = writeln!(text, "{cells}");
            }
        }
        for skipped in &self.skipped {
            let _ = writeln!(text, "\nnot measured: {skipped}");
        }
        text
    }

    /// Returns `docs/benchmarks.md`.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from(
            "# Benchmarks\n\nWritten by `make bench`. Counted figures (units, requests, keys, instructions) are the \
             same on every machine, and the command fails where one misses its target. Timed figures depend on the \
             machine: read their ratios.\n\n",
        );
        for (name, value) in self.machine.lines() {
            let _ = writeln!(page, "- {name}: {value}");
        }
        for (section, about) in SECTIONS {
            let figures: Vec<&Figure> =
                self.figures.iter().filter(|figure| figure.section == section).collect();
            let tables = self.tables.iter().filter(|table| table.section == section);
            if figures.is_empty() {
                continue;
            }
            let _ = writeln!(page, "\n## {section}\n\n{about}\n");
            page += &markdown(
                &["Figure", "Measured", "Target", ""].map(str::to_owned),
                figures.iter().map(|figure| figure.cells().to_vec()),
            );
            for table in tables {
                let _ = writeln!(page, "\n{}:\n", table.title);
                page += &markdown(&table.header, table.rows.iter().cloned());
            }
        }
        if !self.skipped.is_empty() {
            page += "\n## Not measured\n\n";
            self.skipped.iter().for_each(|skipped| page += &format!("- {skipped}\n"));
        }
        page
    }
}

fn markdown(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|{}\n", "---|".repeat(header.len()));
    line(header) + &rule + &rows.map(|row| line(&row)).collect::<String>()
}
