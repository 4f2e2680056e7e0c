//! `activity export`: exports events to a file.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Exports events to a file.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("export is not built yet".to_owned()))
}
