//! A function that handles one event per invocation.

use std::fmt::Debug;
use std::time::{Instant, SystemTime};

use event_store::Aws;
use lambda_runtime::{Context, Diagnostic, Error, LambdaEvent, service_fn};
use serde::{Serialize, de::DeserializeOwned};

use crate::clock::Clock;
use crate::env::{Env, EnvError};
use crate::start::start;

/// Calls `handle` with each event and the deadline of its invocation until Lambda ends the process.
pub async fn run<State, Event, Answer, E>(
    load: impl FnOnce(&Env, &Aws, Clock) -> Result<State, EnvError>,
    handle: impl AsyncFn(&State, Event, Instant) -> Result<Answer, E>,
) -> Result<(), Error>
where
    Event: DeserializeOwned,
    Answer: Serialize,
    E: Into<Diagnostic> + Debug,
{
    let state = start(load).await?;
    let (state, handle) = (&state, &handle);
    // Boxed, so that a large handler does not nest too deeply in the runtime's own future for the compiler.
    let handle = |LambdaEvent { payload, context }| Box::pin(handle(state, payload, deadline(&context)));
    lambda_runtime::run(service_fn(handle)).await
}

/// Returns the end of an invocation on the monotonic clock, which a change of the wall clock does not move.
fn deadline(context: &Context) -> Instant {
    Instant::now() + context.deadline().duration_since(SystemTime::now()).unwrap_or_default()
}
