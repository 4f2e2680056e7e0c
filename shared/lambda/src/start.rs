//! The cold start that all functions share.

use event_store::Aws;

use crate::clock::Clock;
use crate::env::{Env, EnvError};

/// Sets up the log and returns what `load` creates.
///
/// Configuration is read once per cold start. A missing variable fails the start and is named in the error.
pub(crate) async fn start<T>(
    load: impl FnOnce(&Env, &Aws, Clock) -> Result<T, EnvError>,
) -> Result<T, EnvError> {
    lambda_runtime::tracing::init_default_subscriber();
    load(&Env::process(), &Aws::from_env().await, Clock::system())
}
