//! `activity types`: lists and registers event types.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity types`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Lists and registers event types.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("types is not built yet".to_owned()))
}
