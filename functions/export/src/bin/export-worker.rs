//! The Lambda function that writes the files of exports.

use std::time::{Instant, SystemTime};

use api::clock::Clock;
use api::env::Env;
use event_store::Aws;
use export::worker::{self, WorkerEvent};
use lambda_runtime::{Error, LambdaEvent, service_fn, tracing};

// Two threads: one reads and decodes while the other encodes, hashes and uploads.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    let state = worker::State::load(&Env::process(), &Aws::from_env().await, Clock::system())?;
    let run = |LambdaEvent { payload, context }: LambdaEvent<WorkerEvent>| {
        let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        let state = &state;
        async move { worker::run(state, payload, Instant::now() + left).await.map_err(Error::from) }
    };
    lambda_runtime::run(service_fn(run)).await
}
