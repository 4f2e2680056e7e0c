//! `activity login`: signs in with a browser.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity login`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Signs in with a browser.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("login is not built yet".to_owned()))
}
