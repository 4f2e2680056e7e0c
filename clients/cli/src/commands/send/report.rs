//! Reports refused events, and the end of the command.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use activity_client::{Client, Refused, Status};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::input::Input;
use super::line::number_in;
use crate::Failure;
use crate::cli::Globals;
use crate::output::Output;
use crate::sending::Sending;

/// Refused events that are read from the spool at once.
const PAGE: usize = 500;
/// Refused events in the JSON of the end.
const LISTED: usize = 1_000;
/// Time between two looks for refused events of a pipe.
const FOLLOW: Duration = Duration::from_secs(1);

/// Reports the refused events of one input.
#[derive(Debug)]
pub(super) struct Report<'a> {
    globals: &'a Globals,
    name: String,
    shown: PathBuf,
    is_file: bool,
    sink: Option<(PathBuf, BufWriter<File>)>,
    /// Sequence of the last refused event that was looked at.
    after: i64,
    count: u64,
    listed: Vec<Value>,
}

impl<'a> Report<'a> {
    /// Opens the file for refused events, if there is one.
    pub(super) fn new(input: &Input, sink: Option<&Path>, globals: &'a Globals) -> Result<Self, Failure> {
        let open = |path: &Path| {
            let file = File::options().append(true).create(true).open(path);
            let file = file.map_err(|error| Failure::io("write", path, error))?;
            Ok::<_, Failure>((path.to_owned(), BufWriter::new(file)))
        };
        Ok(Self {
            globals,
            name: input.name().to_owned(),
            shown: input.path().to_owned(),
            is_file: input.is_file(),
            sink: sink.map(open).transpose()?,
            after: 0,
            count: 0,
            listed: Vec::new(),
        })
    }

    /// Returns `true` if reported events stay in the spool: those of a pipe exist nowhere else.
    fn keeps(&self) -> bool {
        !self.is_file && self.sink.is_none()
    }

    /// Skips refused events that an earlier run reported and kept.
    pub(super) async fn start(&mut self, sending: &Sending) -> Result<(), Failure> {
        if !self.keeps() {
            return Ok(());
        }
        let mut kept = 0;
        loop {
            let page = sending.client.refused(self.after, PAGE).await?;
            let Some(last) = page.last() else { break };
            self.after = last.seq;
            kept += page.len();
        }
        if kept > 0 {
            let folder = sending.folder().display();
            self.globals.message(format_args!(
                "{kept} events that were refused before are in {folder}: --refused FILE moves them to a file"
            ));
        }
        Ok(())
    }

    /// Reports the refused events of a pipe as they come. Those of a file are reported at the end, so that the run after a
    /// kill reports them too.
    pub(super) async fn follow(&mut self, client: &Client, bar: &ProgressBar) -> Failure {
        if self.is_file {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(FOLLOW).await;
            if let Err(failure) = self.drain(client, bar).await {
                return failure;
            }
        }
    }

    /// Reports all refused events.
    pub(super) async fn drain(&mut self, client: &Client, bar: &ProgressBar) -> Result<(), Failure> {
        loop {
            let page = client.refused(self.after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            let last = last.seq;
            let mut reported = Vec::new();
            for refused in &page {
                let label = refused.label.as_deref().unwrap_or_default();
                if let Some(line) = number_in(label, &self.name) {
                    self.report(refused, line, bar)?;
                    reported.push(refused.seq);
                }
            }
            if let Some((path, sink)) = &mut self.sink {
                let stored = sink.flush().and_then(|()| sink.get_ref().sync_data());
                stored.map_err(|error| Failure::io("write", &*path, error))?;
            }
            if !self.keeps() {
                client.remove_refused(&reported).await?;
            }
            self.after = last;
        }
    }

    fn report(&mut self, refused: &Refused, line: u64, bar: &ProgressBar) -> Result<(), Failure> {
        let Refused { id, status, reason, event, .. } = refused;
        self.count += 1;
        let entry = json!({ "line": line, "id": id, "status": status, "reason": reason });
        if let Some((path, sink)) = &mut self.sink {
            let mut entry = entry.clone();
            entry["event"] = serde_json::from_str(event).unwrap_or_else(|_| event.as_str().into());
            writeln!(sink, "{entry}").map_err(|error: io::Error| Failure::io("write", &*path, error))?;
        }
        if self.globals.json {
            if self.listed.len() < LISTED {
                self.listed.push(entry);
            }
        } else {
            let status = entry["status"].as_str().unwrap_or_default();
            let id = id.as_ref().map(|id| format!(" (id {id})")).unwrap_or_default();
            let shown = self.shown.display();
            bar.suspend(|| self.globals.message(format_args!("{shown}:{line}: {status}: {reason}{id}")));
        }
        Ok(())
    }

    /// Returns the number of refused events.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Prints the end of the command.
    pub(super) fn summarize(&self, status: &Status) -> Result<(), Failure> {
        let Status { recorded, duplicates, .. } = status;
        if self.globals.json {
            let mut output = Output::stdout();
            output.json(&json!({
                "recorded": recorded,
                "duplicates": duplicates,
                "refused": self.count,
                "refused_events": self.listed,
            }))?;
            return output.flush();
        }
        self.globals.message(format_args!(
            "{recorded} events recorded, {duplicates} were recorded before, {} refused",
            self.count
        ));
        Ok(())
    }
}
