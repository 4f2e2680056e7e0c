//! The arguments of the command line.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::Failure;
use crate::commands::{
    completions, events, export, findings, import, login, logout, send, streams, tail, types,
};
use crate::session::Store;

/// Shown after the help of the whole command line.
const AFTER_HELP: &str = "\
Environment:
  ACTIVITY_URL          URL of the activity monitor (--url)
  ACTIVITY_PRODUCT_KEY  Key of a product, for send and import
  ACTIVITY_READER_KEY   Key of a reader, for tail
  ACTIVITY_TOKEN        ID token of a person, instead of `activity login`
  NO_COLOR              Print no colors

Exit codes:
  0  ok
  1  failed
  2  wrong usage
  3  not signed in, or not allowed
  4  some events were refused
  5  the API cannot be reached";

/// Sends, reads and exports the events of an activity monitor.
#[derive(Debug, Parser)]
#[command(name = "activity", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Globals {
    /// URL of the activity monitor, such as `https://activity.example.com`
    ///
    /// Without it, the only URL that you are signed in to.
    #[arg(long, env = "ACTIVITY_URL", global = true, value_name = "URL", help_heading = "Global options")]
    pub(crate) url: Option<Url>,
    /// Print JSON on stdout, and failures as JSON on stderr
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,
    /// Print no progress and no messages, except failures
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
}

impl Globals {
    /// Returns the URL of the activity monitor, without a final slash, query and fragment.
    pub(crate) fn base_url(&self) -> Result<Url, Failure> {
        if let Some(url) = &self.url {
            return Ok(normal(url.clone()));
        }
        let missing = "give --url, or set ACTIVITY_URL";
        match Store::open()?.urls()?.as_slice() {
            [] => Err(Failure::Usage(missing.to_owned())),
            [only] => Ok(only.clone()),
            several => {
                let several: Vec<_> = several.iter().map(Url::as_str).collect();
                let several = several.join(", ");
                Err(Failure::Usage(format!("{missing}: you are signed in to {several}")))
            }
        }
    }

    /// Prints a message for people to stderr, unless `--quiet` is given.
    pub(crate) fn message(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }
}

fn normal(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send events of a product
    Send(send::Args),
    /// Print events as they arrive
    Tail(tail::Args),
    /// Search events
    Events(events::Args),
    /// Export events to a file
    Export(export::Args),
    /// List what the detections have found
    Findings(findings::Args),
    /// List deliveries to other systems
    Streams(streams::Args),
    /// Import logs of another system
    Import(import::Args),
    /// List and register event types
    Types(types::Args),
    /// Sign in with a browser
    Login(login::Args),
    /// Sign out
    Logout(logout::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
}

/// Prints help, the version, or how the arguments are wrong.
pub(crate) fn report(error: &clap::Error) -> ExitCode {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !is_answer && std::env::args_os().any(|argument| argument == "--json") {
        return Failure::Usage(error.render().to_string().trim_end().to_owned()).report(true);
    }
    // A closed pipe is no failure of help.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
