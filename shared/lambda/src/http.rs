//! A function behind an HTTP API.

use std::fmt::Debug;

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use event_store::Aws;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, Service};
use serde::Serialize;

use crate::clock::Clock;
use crate::env::{Env, EnvError};
use crate::start::start;

/// Serves the service that `load` creates until Lambda ends the process.
pub async fn run<S>(load: impl FnOnce(&Env, &Aws, Clock) -> Result<S, EnvError>) -> Result<(), Error>
where
    S: Service<LambdaEvent<ApiGatewayV2httpRequest>, Response: Serialize, Error: Into<Diagnostic> + Debug>,
{
    lambda_runtime::run(start(load).await?).await
}
