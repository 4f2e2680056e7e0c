//! The results: one table on the terminal, JSON beside it, and `docs/benchmarks.md`.

use std::fmt::Write;

use serde::Serialize;

use crate::figure::{Figure, Kind};
use crate::machine::Machine;

/// The results of one run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) figures: Vec<Figure>,
    /// The figures that were not measured, with the reason.
    pub(crate) skipped: Vec<String>,
}

/// The sections of the page, each with its method.
const SECTIONS: [(&str, &str); 8] = [
    (
        "Recording",
        "Events of every type, with contents of realistic length, through the ingest function in one process, the \
         AWS SDK, and a counting proxy before dynoxide, which reports the units that DynamoDB would bill.",
    ),
    (
        "Reading",
        "`GET /v1/events?limit=50` through the query function, page after page, over 10,000 events. The units are those \
         of the index; the consistent read of plan and settings is apart.",
    ),
    (
        "Feed",
        "The recorded events of a request, appended to the feed of another organization through the same proxy, and pages of \
         1,000 of both. The arrival is that of single events on the running stack of `infra/local`, from the response of \
         `POST /v1/events` to a page of `GET /v1/feed`.",
    ),
    (
        "Detections",
        "Events of 200 people within eight hours, through ingest and the sequencer into a feed, and each segment through \
         the detector, counted likewise. Then a pass of the sweep, which reads each event in three passes. A read unit \
         counts as 0.2 write units.",
    ),
    (
        "Back-tests",
        "A worker evaluates one rule over 60 days of the feed, in segments of 100 events. `BACKTEST_EVENTS` sets the number of \
         events. The processor time is that of its thread: it reads, expands and evaluates.",
    ),
    ("Exporting", "An export of every event through the worker, into S3 (s3s), counted likewise."),
    (
        "Start",
        "Release builds, each a process under a small Lambda Runtime API. The peer is the same contract in Python \
         with boto3 (`tests/bench/peers/python`); the two take turns.",
    ),
    (
        "Processor",
        "The same processes, warm: processor time of the function's process, without location databases.",
    ),
];

impl Report {
    /// Sorts the figures by section.
    pub(crate) fn sort(&mut self) {
        let place = |section: &str| SECTIONS.iter().position(|(name, _)| *name == section);
        self.figures.sort_by_key(|figure| place(figure.section));
    }

    /// Returns `true` if a counted figure misses its target.
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
        for skipped in &self.skipped {
            let _ = writeln!(text, "\nnot measured: {skipped}");
        }
        text
    }

    /// Returns `docs/benchmarks.md`.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from(
            "# Benchmarks\n\nWritten by `make bench`. Counted figures (units) are the same on \
             every machine, and the command fails where one misses its target. Timed figures depend on the \
             machine: read their ratios.\n\n",
        );
        for (name, value) in self.machine.lines() {
            let _ = writeln!(page, "- {name}: {value}");
        }
        for (section, about) in SECTIONS {
            let figures: Vec<&Figure> =
                self.figures.iter().filter(|figure| figure.section == section).collect();
            if figures.is_empty() {
                continue;
            }
            let _ = writeln!(page, "\n## {section}\n\n{about}\n");
            page += &markdown(
                &["Figure", "Measured", "Target", ""].map(str::to_owned),
                figures.iter().map(|figure| figure.cells().to_vec()),
            );
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
