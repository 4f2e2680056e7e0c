//! Runs the two kinds of functions, a router and an event handler, like Lambda's runtime: JSON in, JSON out.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use bytes::Bytes;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::{LambdaEvent, Service};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use crate::lambda::Handler;

/// Runs a router through the same service as on AWS, so that requests and responses are equal.
pub(crate) fn http(app: Router) -> Handler {
    Arc::new(move |event, invocation| {
        let app = app.clone();
        Box::pin(async move {
            let payload: ApiGatewayV2httpRequest =
                serde_json::from_slice(&event).map_err(|error| error.to_string())?;
            // The adapter copies what it needs, and the event may have megabytes.
            drop(event);
            let running = api::service(app).call(LambdaEvent::new(payload, invocation.context));
            let answer = running.await;
            let answer = answer.unwrap_or_else(|never| match never {});
            serde_json::to_vec(&answer).map(Bytes::from).map_err(|error| error.to_string())
        })
    })
}

/// Runs an event handler on a thread of its own, like [`event`].
///
/// For a handler whose future the compiler cannot prove to be `Send`, because it passes an async closure with a borrowed
/// argument. In Lambda, a function has only one thread.
pub(crate) fn event_on_thread<Run, Running, Event, Answer, Error>(run: Run) -> Handler
where
    Run: Fn(Event, Instant) -> Running + Send + Sync + 'static,
    Running: Future<Output = Result<Answer, Error>>,
    Event: DeserializeOwned,
    Answer: Serialize,
    Error: Display,
{
    let run = Arc::new(run);
    Arc::new(move |event, invocation| {
        let run = Arc::clone(&run);
        Box::pin(async move {
            // Dropped with this future: an invocation that is ended early must not go on.
            let (_running, mut ended) = oneshot::channel::<()>();
            let runtime = tokio::runtime::Handle::current();
            let thread = tokio::task::spawn_blocking(move || {
                runtime.block_on(async move {
                    tokio::select! {
                        answer = answer(&*run, &event, invocation.deadline) => answer,
                        _ = &mut ended => Err("the invocation was ended".to_owned()),
                    }
                })
            });
            thread.await.map_err(|error| error.to_string())?
        })
    })
}

/// Runs an event handler like `lambda_runtime::run`.
pub(crate) fn event<Run, Running, Event, Answer, Error>(run: Run) -> Handler
where
    Run: Fn(Event, Instant) -> Running + Send + Sync + 'static,
    Running: Future<Output = Result<Answer, Error>> + Send,
    Event: DeserializeOwned + Send,
    Answer: Serialize,
    Error: Display,
{
    let run = Arc::new(run);
    Arc::new(move |event, invocation| {
        let run = Arc::clone(&run);
        Box::pin(async move { answer(&*run, &event, invocation.deadline).await })
    })
}

/// Runs an event handler with an event as JSON, and returns its answer as JSON.
async fn answer<Running, Event, Answer, Error>(
    run: &impl Fn(Event, Instant) -> Running,
    event: &[u8],
    deadline: Instant,
) -> Result<Bytes, String>
where
    Running: Future<Output = Result<Answer, Error>>,
    Event: DeserializeOwned,
    Answer: Serialize,
    Error: Display,
{
    let event = serde_json::from_slice(event).map_err(|error| error.to_string())?;
    let answer = run(event, deadline).await.map_err(|error| error.to_string())?;
    serde_json::to_vec(&answer).map(Bytes::from).map_err(|error| error.to_string())
}
