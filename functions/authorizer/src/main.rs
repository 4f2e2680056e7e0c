//! The Lambda function `authorizer`.

use api::clock::Clock;
use api::env::Env;
use authorizer::{State, authorize};
use event_store::Aws;
use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let state = State::load(&Env::process(), &Aws::from_env().await, Clock::system())?;
    let state = &state;
    run(service_fn(|event: LambdaEvent<_>| authorize(state, event.payload))).await
}
