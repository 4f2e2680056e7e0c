//! Running a function's router in Lambda.

use axum::Router;
use event_store::Aws;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::env::{Env, EnvError};

/// Serves the router that `load` makes, until Lambda ends the process.
///
/// Everything is read and made once for each cold start; what is missing fails the start, by name.
pub async fn start(
    load: impl FnOnce(&Env, &Aws, Clock) -> Result<Router, EnvError>,
) -> Result<(), lambda_http::Error> {
    lambda_http::tracing::init_default_subscriber();
    let aws = Aws::from_env().await;
    let router = load(&Env::process(), &aws, Clock::system())?;
    // Read as what it always is: `LambdaRequest` would copy the event first, to try one kind after another.
    let read = |LambdaEvent { payload, context }: LambdaEvent<ApiGatewayV2httpRequest>| {
        LambdaEvent::new(LambdaRequest::ApiGatewayV2(payload), context)
    };
    lambda_http::lambda_runtime::run(Adapter::from(router).map_request(read)).await
}
