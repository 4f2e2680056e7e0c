//! `activity import`: imports logs of another system.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Imports logs of another system.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("import is not built yet".to_owned()))
}
