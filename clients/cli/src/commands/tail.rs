//! `activity tail`: prints events as they arrive, by polling the feed (docs/feed.md).

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use event_model::limits;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::Api;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::event_table::{EventPrinter, Labels};
use crate::failure::Problem;
use crate::filters::{self, Filters};
use crate::{Failure, catalog, credentials, files, interrupt, times};

/// Pause after the API could not be reached, or failed, even with the retries of one request.
const OUTAGE_PAUSE: Duration = Duration::from_secs(10);

/// Code of the problem of a position whose events have expired.
const EXPIRED: &str = "cursor_expired";

/// Arguments of `activity tail`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `now`, `beginning`, a time of recording, or a cursor
    ///
    /// A time is RFC 3339, a date, or a span before now such as 24h.
    #[arg(long, value_name = "START", default_value = "now")]
    start: String,
    /// Keep the position in this file, and go on from there
    ///
    /// The file is written after the events were handed to stdout: after a crash, some events can appear again, but none
    /// is missing. `--start` is used if the file does not exist. A position is only valid with the same filters.
    #[arg(long, value_name = "FILE")]
    cursor_file: Option<PathBuf>,
    /// Go on at the oldest event if those at the position have expired
    #[arg(long)]
    skip_gap: bool,
    // Last: its heading would hold for the options below it, too.
    #[command(flatten)]
    filters: Filters,
}

/// A page of `GET /v1/feed`.
#[derive(Debug, Deserialize)]
struct Page {
    events: Vec<Box<RawValue>>,
    cursor: String,
    has_more: bool,
    poll_after_seconds: u64,
}

/// The parameter of a request that says where the page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Position {
    Start(String),
    Cursor(String),
}

/// Prints events until Ctrl-C, or until the reader of stdout goes away.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    // Pages are printed without a pause in between, so Ctrl-C never cuts a page.
    tokio::select! {
        result = follow(args, globals) => result,
        () = interrupt::received() => Ok(()),
    }
}

async fn follow(args: Args, globals: &Globals) -> Result<(), Failure> {
    let Args { filters, start, cursor_file, skip_gap } = args;
    let saved = cursor_file.as_deref().map(read_cursor).transpose()?.flatten();
    let mut position = saved.map_or_else(|| Position::parse(start), Position::Cursor);
    let url = globals.base_url()?;
    let reader_key = credentials::reader_key();
    let is_person = reader_key.is_none();
    let api = Api::new(url.clone(), reader_key.unwrap_or_else(|| Credentials::person(&url)))?;
    let mut printer = if globals.json {
        EventPrinter::json()
    } else {
        // A reader key reads the feed only, so the table has ids of types.
        let labels = if is_person { catalog::labels(&api).await? } else { Labels::new() };
        EventPrinter::table(labels)
    };
    let parameters = filters::parameters(&filters.query());
    let mut has_begun = false;
    loop {
        let mut page_url = api.endpoint(&["v1", "feed"]);
        page_url
            .query_pairs_mut()
            .extend_pairs(&parameters)
            .append_pair("limit", &limits::PAGE_ROWS.to_string())
            .extend_pairs([position.parameter()]);
        let page: Page = match api.get_json(&page_url).await {
            Ok(page) => page,
            Err(Failure::Refused(problem)) if problem.code == EXPIRED => {
                position = Position::Cursor(oldest(*problem, skip_gap, globals)?);
                continue;
            }
            // At the start, a person waits for the answer. Later, a program relies on this one to go on.
            Err(failure) if has_begun && is_outage(&failure) => {
                globals.message(format!("{failure}; trying again"));
                tokio::time::sleep(OUTAGE_PAUSE).await;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        has_begun = true;
        printer.print(&page.events)?;
        let next = Position::Cursor(page.cursor);
        if let (Some(file), Position::Cursor(cursor)) = (&cursor_file, &next)
            && next != position
        {
            // After the events were flushed: a crash in between repeats them, and loses none.
            files::replace(file, cursor.as_bytes())?;
        }
        position = next;
        if !page.has_more {
            tokio::time::sleep(Duration::from_secs(page.poll_after_seconds)).await;
        }
    }
}

impl Position {
    fn parse(start: String) -> Self {
        match start.as_str() {
            "now" | "beginning" => Self::Start(start),
            other => match times::parse_now(other) {
                Ok(time) => Self::Start(time.to_string()),
                Err(_) => Self::Cursor(start),
            },
        }
    }

    fn parameter(&self) -> (&str, &str) {
        match self {
            Self::Start(start) => ("start", start),
            Self::Cursor(cursor) => ("cursor", cursor),
        }
    }
}

/// Returns the position of the oldest event, after it said that events are missing.
fn oldest(problem: Problem, skip_gap: bool, globals: &Globals) -> Result<String, Failure> {
    match problem.oldest_cursor {
        Some(cursor) if skip_gap => {
            // Also with --quiet: missing events are no progress message.
            eprintln!("activity: events are missing: those at the position have expired; going on at the oldest event");
            Ok(cursor)
        }
        _ if globals.json => Err(Failure::Refused(Box::new(problem))),
        _ => Err(Failure::Failed(
            "the events at the position have expired, so events are missing; use --skip-gap to go on at the oldest event"
                .to_owned(),
        )),
    }
}

fn is_outage(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable { .. } => true,
        Failure::Refused(problem) => problem.status >= 500 || problem.status == 429,
        _ => false,
    }
}

/// Returns the saved position, or `None` if there is no file yet.
fn read_cursor(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(cursor) if cursor.trim().is_empty() => {
            Err(Failure::Failed(format!("{} is empty: remove it to use --start", path.display())))
        }
        Ok(cursor) => Ok(Some(cursor.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("read", path, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_distinguishes_time_and_cursor() {
        let start = |text: &str| Position::parse(text.to_owned());
        assert_eq!(start("now"), Position::Start("now".to_owned()));
        assert_eq!(start("2026-11-21"), Position::Start("2026-11-21T00:00:00.000Z".to_owned()));
        assert!(matches!(start("24h"), Position::Start(_)));
        assert_eq!(start("eyJhIjoxfQ"), Position::Cursor("eyJhIjoxfQ".to_owned()));
    }

    #[test]
    fn cursor_file_missing_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("cursor");
        assert_eq!(read_cursor(&file).expect("no file"), None);
        files::replace(&file, b"abc").expect("written");
        assert_eq!(read_cursor(&file).expect("a file"), Some("abc".to_owned()));
        fs::write(&file, " \n").expect("written");
        assert!(read_cursor(&file).is_err());
    }
}
