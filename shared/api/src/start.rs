//! Running a function's router in Lambda.

use axum::Router;
use event_store::Aws;

use crate::clock::Clock;
use crate::env::{Env, EnvError};
use crate::service;

/// Serves the router that `load` makes, until Lambda ends the process.
///
/// Everything is read and made once for each cold start; what is missing fails the start, by name.
pub async fn start(
    load: impl FnOnce(&Env, &Aws, Clock) -> Result<Router, EnvError>,
) -> Result<(), lambda_http::Error> {
    lambda_http::tracing::init_default_subscriber();
    let aws = Aws::from_env().await;
    let router = load(&Env::process(), &aws, Clock::system())?;
    lambda_http::lambda_runtime::run(service(router)).await
}
