//! `activity events`: searches events.

use event_model::limits;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Failure;
use crate::api::Api;
use crate::catalog;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::event_table::EventPrinter;
use crate::filters::{self, Filters};

/// Events without `--limit`.
const DEFAULT_LIMIT: u64 = 50;

/// Arguments of `activity events`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only your own events
    #[arg(long, conflicts_with = "user")]
    own: bool,
    /// Newest (desc) or oldest (asc) first
    #[arg(long, default_value = "desc", value_parser = ["desc", "asc"])]
    order: String,
    /// Maximum number of events
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_LIMIT, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// All events, without a limit
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    // Last: its heading would hold for the options below it, too.
    #[command(flatten)]
    filters: Filters,
}

/// A page of `GET /v1/events`.
#[derive(Debug, Deserialize)]
struct Page {
    /// As the API wrote them: `--json` prints them unchanged.
    events: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
}

/// Prints the events.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let Args { filters, own, order, limit, all } = args;
    let url = globals.base_url()?;
    let api = Api::new(url.clone(), Credentials::person(&url))?;
    let mut parameters = filters::parameters(&filters.query());
    parameters.push(("order".to_owned(), order));
    let mut printer =
        if globals.json { EventPrinter::json() } else { EventPrinter::table(catalog::labels(&api).await?) };
    let mut left = if all { u64::MAX } else { limit };
    let mut cursor: Option<String> = None;
    loop {
        let mut page_url = api.endpoint(if own { &["v1", "me", "events"] } else { &["v1", "events"] });
        page_url
            .query_pairs_mut()
            .extend_pairs(&parameters)
            .append_pair("limit", &left.min(limits::PAGE_ROWS.into()).to_string())
            .extend_pairs(cursor.iter().map(|cursor| ("cursor", cursor)));
        let page: Page = api.get_json(&page_url).await?;
        left = left.saturating_sub(page.events.len() as u64);
        printer.print(&page.events)?;
        cursor = page.next_cursor;
        if cursor.is_none() || left == 0 {
            break;
        }
    }
    if cursor.is_some() && !globals.json {
        globals.message("More events match: use --limit or --all");
    }
    Ok(())
}
