//! `activity tail`: prints events as they arrive.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity tail`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Prints events as they arrive.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("tail is not built yet".to_owned()))
}
