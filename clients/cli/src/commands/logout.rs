//! `activity logout`: ends the sign-in, here and at the identity provider.

use crate::Failure;
use crate::cli::Globals;
use crate::session::{Store, revoke};

/// Arguments of `activity logout`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Removes the tokens, and revokes them if the provider can.
pub(crate) async fn run(_args: Args, globals: &Globals) -> Result<(), Failure> {
    let url = globals.base_url()?;
    let store = Store::open()?;
    let Some(session) = store.read(&url)? else {
        globals.message(format!("Not signed in to {url}"));
        return Ok(());
    };
    // First: the tokens must not stay here because the provider is down.
    store.remove(&url)?;
    if let Err(failure) = revoke(&session).await {
        let text = format!(
            "signed out on this machine, but the provider may accept the tokens until they end: {failure}"
        );
        return Err(Failure::Failed(text));
    }
    globals.message(format!("Signed out of {url}"));
    Ok(())
}
