//! Command line of the activity monitor.

mod api;
mod catalog;
mod cli;
mod commands;
mod credentials;
mod download;
mod event_table;
mod exclusion;
mod failure;
mod files;
mod filters;
mod import;
mod interrupt;
mod output;
mod progress;
mod sending;
mod session;
mod table;
mod text;
mod times;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::failure::Failure;

/// Parses the arguments, runs the command, and reports a failure on stderr.
pub async fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return cli::report(&error),
    };
    let Cli { globals, command } = cli;
    match commands::run(command, &globals).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(globals.json),
    }
}
