//! `activity events`: searches events.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity events`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Searches events.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("events is not built yet".to_owned()))
}
