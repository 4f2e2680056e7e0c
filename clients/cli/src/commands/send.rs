//! `activity send`: sends events of a product.

mod input;
mod line;
mod lines;
mod position;
mod report;

use std::cell::Cell;
use std::path::PathBuf;

use activity_client::SendError;
use event_model::OrganizationId;

use crate::cli::Globals;
use crate::sending::{Sending, SendingArgs, progress};
use crate::{Failure, interrupt};
use input::Input;
use line::LineParser;
use report::Report;

const AFTER_HELP: &str = "\
Each line is one event in the form of POST /v1/events. ACTIVITY_PRODUCT_KEY is the key of the product.

An event without an id gets one. For a file, it is made from the line and its number: a file that is sent again is
recorded once. If the command is killed, run it again: it continues at the line where it was. Events that it has read
from a pipe are in the spool, and the next run sends them.";

/// Arguments of `activity send`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// JSON Lines of events; - is stdin
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// Organization of the events that name none
    #[arg(long, value_name = "ID")]
    organization: Option<OrganizationId>,
    /// Append refused events, with their reasons, to this file as JSON Lines
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    #[command(flatten)]
    sending: SendingArgs,
}

/// Sends events of a product.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let Args { input, organization, refused, sending } = args;
    let input = Input::open(&input)?;
    let mut report = Report::new(&input, refused.as_deref(), globals)?;
    let sending = Sending::open(globals, &sending, input.name())?;
    let parser = LineParser::new(organization, &input);
    send(&sending, input, parser, &mut report, globals).await?;
    let status = sending.client.status();
    sending.client.close().await.map_err(|error| sending.unflushed(&error))?;
    report.summarize(&status)?;
    match report.count() {
        0 => Ok(()),
        refused => Err(Failure::EventsRefused { refused, total: status.sent() + refused }),
    }
}

async fn send(
    sending: &Sending,
    input: Input,
    parser: LineParser,
    report: &mut Report<'_>,
    globals: &Globals,
) -> Result<(), Failure> {
    let client = &sending.client;
    let checkpoint = input.is_file().then(|| input.name().to_owned());
    let stored = match &checkpoint {
        Some(name) => client.checkpoint(name).await?,
        None => None,
    };
    report.start(sending).await?;
    let bytes = input.bytes();
    let bar = progress::bar(bytes, globals);
    let is_pipe_open = Cell::new(!input.is_file());
    let read = Cell::new(0);
    let work = async {
        let mut batches = input.read(stored.as_deref(), parser, globals)?;
        while let Some(batch) = batches.recv().await {
            let (batch, offset) = batch?;
            client.send_batch(batch).await.map_err(|error: SendError| Failure::Failed(error.to_string()))?;
            read.set(offset);
        }
        is_pipe_open.set(false);
        client.flush().await.map_err(|error| sending.unflushed(&error))
    };
    let result = tokio::select! {
        result = work => result,
        failure = sending.watch(|| is_pipe_open.get(), |status| progress::show(&bar, status, read.get())) => Err(failure),
        failure = report.follow(client, &bar) => Err(failure),
        () = interrupt::received() => Err(sending.interrupted()),
    };
    bar.finish_and_clear();
    result?;
    report.drain(client, &bar).await?;
    match checkpoint {
        // All events have a result: the next run sends the file from its beginning.
        Some(name) => Ok(client.clear_checkpoint(&name).await?),
        None => Ok(()),
    }
}
