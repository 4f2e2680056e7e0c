//! `activity export`: exports events to a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::Api;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::download::{self, Target};
use crate::filters::Filters;
use crate::output::Output;
use crate::text::plain;
use crate::{Failure, interrupt, progress};

/// Pause between two requests for the state.
const POLL: Duration = Duration::from_secs(1);

/// Arguments of `activity export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Format of the file
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Compress the file
    #[arg(long)]
    gzip: bool,
    /// Column of a CSV file, in order (repeatable, or separated by commas)
    #[arg(long = "column", value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// Also show local times of this zone in a CSV file, such as Europe/Zurich
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// File to write; `-` is stdout. By default the name that the API gives
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// Download this export, and create none
    #[arg(long, value_name = "ID", conflicts_with_all = ["format", "gzip", "columns", "time_zone", "Filters"])]
    id: Option<String>,
    // Last: its heading would hold for the options below it, too.
    #[command(flatten)]
    filters: Filters,
}

/// Formats, without their compression.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A table, for spreadsheets
    Csv,
    /// One event per line, as the API returns it
    Jsonl,
}

/// The part of an export that is needed.
#[derive(Debug, Deserialize)]
struct Export {
    id: String,
    status: Status,
    /// Place in the queue, from 1.
    position: Option<u64>,
    rows: u64,
    /// Times of the range, and how far the worker is: oldest first.
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    created_at: DateTime<Utc>,
    reached: Option<DateTime<Utc>>,
    bytes: u64,
    sha256: Option<String>,
    complete: bool,
    incomplete_reason: Option<String>,
    file_name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pending,
    Running,
    Ready,
    Failed,
    Expired,
}

/// A download link.
#[derive(Debug, Deserialize)]
struct Link {
    url: url::Url,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    id: &'a str,
    file: &'a Path,
    rows: u64,
    bytes: u64,
    sha256: Option<&'a str>,
    complete: bool,
    incomplete_reason: Option<&'a str>,
}

/// Creates an export, waits for it, and downloads it.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    tokio::select! {
        result = export(args, globals) => result,
        // Dropping the work removes the unfinished file.
        () = interrupt::received() => Err(Failure::Failed(
            "interrupted; the export goes on, and --id with its id downloads it".to_owned(),
        )),
    }
}

async fn export(args: Args, globals: &Globals) -> Result<(), Failure> {
    // Before the work, not after it.
    if let Some(file) = &args.output {
        refuse_existing(file, args.force)?;
    }
    let (output, force) = (args.output.clone(), args.force);
    let url = globals.base_url()?;
    let api = Api::new(url.clone(), Credentials::person(&url))?;
    let export: Export = match &args.id {
        Some(id) => api.get_json(&api.endpoint(&["v1", "exports", id])).await?,
        None => api.post_json(&api.endpoint(&["v1", "exports"]), &request(args)).await?,
    };
    globals.message(format!("Export {}", plain(&export.id)));
    let export = wait(&api, export, globals).await?;
    let file = output.unwrap_or_else(|| file_name(&export.file_name));
    refuse_existing(&file, force)?;
    let link = api.endpoint(&["v1", "exports", &export.id, "links"]);
    let link: Link = api.post_json(&link, &json!({ "file": "data" })).await?;
    let target =
        Target { file: &file, replace: force, bytes: export.bytes, sha256: export.sha256.as_deref() };
    download::run(&link.url, &target, globals).await?;
    report(&export, &file, globals)
}

/// Returns the body of a new export.
fn request(args: Args) -> Value {
    let Args { filters, format, gzip, columns, time_zone, .. } = args;
    let format = match (format, gzip) {
        (Format::Csv, false) => "csv",
        (Format::Csv, true) => "csv.gz",
        (Format::Jsonl, false) => "jsonl",
        (Format::Jsonl, true) => "jsonl.gz",
    };
    let mut body = json!({ "filters": filters.query(), "format": format });
    if !columns.is_empty() {
        body["columns"] = json!(columns);
    }
    if let Some(zone) = time_zone {
        body["time_zone"] = json!(zone);
    }
    body
}

/// Waits until the file is ready.
async fn wait(api: &Api, mut export: Export, globals: &Globals) -> Result<Export, Failure> {
    let bar = progress::percent(globals);
    loop {
        let Export { id, status, rows, .. } = &export;
        match status {
            Status::Ready => {
                bar.finish_and_clear();
                return Ok(export);
            }
            Status::Failed => {
                let reason = export.incomplete_reason.as_deref().unwrap_or("no reason was given");
                return Err(Failure::Failed(format!("the export {id} failed: {reason}")));
            }
            Status::Expired => {
                return Err(Failure::Failed(format!(
                    "the file of the export {id} was removed; create a new export"
                )));
            }
            Status::Pending => {
                let place = export.position.map(|place| format!(" at place {place}")).unwrap_or_default();
                bar.set_message(format!("waiting{place}"));
            }
            Status::Running => {
                bar.set_message(format!("{rows} events"));
                bar.set_position(export.percent());
            }
        }
        tokio::time::sleep(POLL).await;
        export = api.get_json(&api.endpoint(&["v1", "exports", &export.id])).await?;
    }
}

impl Export {
    /// Returns the part of the range that was read, in percent. Events are read oldest first.
    fn percent(&self) -> u64 {
        let Some(reached) = self.reached else { return 0 };
        let end = self.to.min(self.created_at);
        let (done, whole) = ((reached - self.from).num_seconds(), (end - self.from).num_seconds());
        u64::try_from(done.saturating_mul(100) / whole.max(1)).unwrap_or_default().min(100)
    }
}

/// Returns the name that the API gives, without folders.
fn file_name(name: &str) -> PathBuf {
    Path::new(name).file_name().map_or_else(|| PathBuf::from("export"), PathBuf::from)
}

fn refuse_existing(file: &Path, force: bool) -> Result<(), Failure> {
    if force || file == Path::new(download::STDOUT) || fs::symlink_metadata(file).is_err() {
        return Ok(());
    }
    Err(Failure::Failed(format!("{} exists: use --force to replace it, or another --output", file.display())))
}

fn report(export: &Export, file: &Path, globals: &Globals) -> Result<(), Failure> {
    let Export { id, rows, bytes, sha256, complete, incomplete_reason, .. } = export;
    if !complete {
        let reason = incomplete_reason.as_deref().unwrap_or("no reason was given");
        globals.message(format!("The file does not have every event: {reason}"));
    }
    // Stdout has the file itself.
    if file == Path::new(download::STDOUT) {
        return Ok(());
    }
    if globals.json {
        let report = Report {
            id,
            file,
            rows: *rows,
            bytes: *bytes,
            sha256: sha256.as_deref(),
            complete: *complete,
            incomplete_reason: incomplete_reason.as_deref(),
        };
        let mut output = Output::stdout();
        output.json(&report)?;
        return output.flush();
    }
    globals.message(format!("{rows} events in {}", file.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn export_percent_is_of_range_until_request() {
        let mut export: Export = serde_json::from_value(json!({
            "id": "x", "status": "running", "position": null, "rows": 7, "bytes": 0, "sha256": null, "complete": false,
            "incomplete_reason": "not_ready", "file_name": "x.csv", "from": "2026-11-01T00:00:00Z",
            "to": "9999-12-31T23:59:59.999Z", "created_at": "2026-11-03T00:00:00Z", "reached": "2026-11-02T00:00:00Z",
        }))
        .expect("an export");
        assert_eq!(export.percent(), 50);
        export.reached = None;
        assert_eq!(export.percent(), 0);
        export.reached = Some(export.to);
        assert_eq!(export.percent(), 100);
    }

    #[test]
    fn export_file_name_has_no_folder() {
        assert_eq!(file_name("../../etc/passwd"), Path::new("passwd"));
        assert_eq!(file_name("activity.csv"), Path::new("activity.csv"));
        assert_eq!(file_name(".."), Path::new("export"));
    }
}
