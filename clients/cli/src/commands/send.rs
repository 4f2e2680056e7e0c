//! `activity send`: sends events of a product.

use crate::Failure;
use crate::cli::Globals;

/// Arguments of `activity send`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Sends events of a product.
pub(crate) async fn run(_args: Args, _globals: &Globals) -> Result<(), Failure> {
    Err(Failure::Failed("send is not built yet".to_owned()))
}
