//! `activity logout`: signs out.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity logout`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Signs out.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("logout is not built yet".to_owned()))
}
