//! Lambda's Invoke API, for functions that invoke functions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::aws_answer::refusal;
use crate::body::{self, BodyError};
use crate::data_dir::{DataDir, DataDirError};
use crate::lambda::{InvokeError, Lambda, MAX_PAYLOAD};

/// The subfolder of accepted asynchronous invocations that have not finished.
const QUEUE: &str = "invocations";

/// Waits before the retries of an asynchronous invocation. Lambda waits one minute, then two.
const RETRY_WAITS: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(5)];

/// An asynchronous invocation that Lambda has accepted.
#[derive(Debug, Serialize, Deserialize)]
struct Queued {
    function: String,
    event: Box<RawValue>,
}

/// The Invoke API and its queue.
#[derive(Clone)]
pub(crate) struct InvokeApi {
    lambda: Lambda,
    data_dir: Arc<DataDir>,
    waits: [Duration; 2],
    /// The asynchronous invocations.
    tasks: Arc<Mutex<JoinSet<()>>>,
}

/// An error that prevents the acceptance of an asynchronous invocation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnqueueError {
    #[error(transparent)]
    Invoke(#[from] InvokeError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error("the invocation cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl InvokeApi {
    /// Starts with the queue of the previous process. Like Lambda, it runs every accepted invocation, so an export
    /// completes even if the process was killed.
    pub(crate) fn start(lambda: Lambda, data_dir: Arc<DataDir>) -> Result<Self, DataDirError> {
        let queue = data_dir.create_subdir(QUEUE)?;
        let invoke = Self { lambda, data_dir, waits: RETRY_WAITS, tasks: Arc::default() };
        let entries = std::fs::read_dir(&queue).map_err(|source| DataDirError::Io { path: queue, source })?;
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            let name = format!("{QUEUE}/{name}");
            let queued = invoke.data_dir.read(&name)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            match queued {
                Some(queued) => invoke.run_later(name, queued),
                // An incomplete file: the invocation was not accepted.
                None => invoke.data_dir.remove(&name)?,
            }
        }
        Ok(invoke)
    }

    /// Answers one request to the Invoke API.
    pub(crate) async fn answer<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = request.uri().path();
        let name =
            path.strip_prefix("/2015-03-31/functions/").and_then(|path| path.strip_suffix("/invocations"));
        let Some(name) = name.filter(|_| request.method() == Method::POST) else {
            return refusal(StatusCode::NOT_FOUND, "UnknownOperationException", "only Invoke is here");
        };
        let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
        let kind = request.headers().get("x-amz-invocation-type").and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or("RequestResponse").to_owned();
        let event = match body::read(request.into_body(), MAX_PAYLOAD).await {
            Ok(empty) if empty.is_empty() => Bytes::from_static(b"{}"),
            Ok(event) => event,
            Err(BodyError::TooLarge) => return failure(&InvokeError::EventTooLarge(MAX_PAYLOAD + 1)),
            Err(BodyError::Broken) => {
                return refusal(
                    StatusCode::BAD_REQUEST,
                    "InvalidRequestContentException",
                    "the event broke off",
                );
            }
        };
        match kind.as_str() {
            "Event" => self.accept(&name, &event),
            "RequestResponse" => self.run_now(&name, event).await,
            "DryRun" => match self.lambda.find(&name) {
                Ok(_) => status(StatusCode::NO_CONTENT),
                Err(error) => failure(&error),
            },
            other => {
                let message = format!("the invocation type {other} is unknown");
                refusal(StatusCode::BAD_REQUEST, "InvalidParameterValueException", &message)
            }
        }
    }

    async fn run_now(&self, name: &str, event: Bytes) -> Response<Full<Bytes>> {
        match self.lambda.invoke(name, event).await {
            Ok(answer) => Response::new(Full::new(answer)),
            Err(error) => failure(&error),
        }
    }

    fn accept(&self, name: &str, event: &Bytes) -> Response<Full<Bytes>> {
        let Ok(event) = serde_json::from_slice(event) else {
            return refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestContentException",
                "the event is not JSON",
            );
        };
        match self.enqueue(name, event) {
            Ok(()) => status(StatusCode::ACCEPTED),
            Err(EnqueueError::Invoke(error)) => failure(&error),
            Err(error) => {
                tracing::error!(%error, "an asynchronous invocation cannot be kept");
                refusal(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", "the event cannot be kept")
            }
        }
    }

    /// Accepts an asynchronous invocation. It runs even if the process is killed.
    pub(crate) fn enqueue(&self, function: &str, event: Box<RawValue>) -> Result<(), EnqueueError> {
        let (function, _) = self.lambda.find(function)?;
        let queued = Queued { function: function.to_owned(), event };
        let name = format!("{QUEUE}/{}.json", Uuid::now_v7());
        self.data_dir.write(&name, &serde_json::to_vec(&queued)?)?;
        self.run_later(name, queued);
        Ok(())
    }

    /// Stops the asynchronous invocations and returns when none uses the data folder. The next start runs them again.
    pub(crate) async fn stop(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks());
        tasks.shutdown().await;
    }

    /// Stops the asynchronous invocations soon.
    pub(crate) fn abort(&self) {
        self.tasks().abort_all();
    }

    fn tasks(&self) -> std::sync::MutexGuard<'_, JoinSet<()>> {
        // No code that holds the lock can leave the set in between two states.
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run_later(&self, name: String, queued: Queued) {
        let invoke = self.clone();
        let mut tasks = self.tasks();
        // Without this, the set would keep every task that has ended.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            invoke.try_repeatedly(&queued).await;
            if let Err(error) = invoke.data_dir.remove(&name) {
                tracing::warn!(%error, "an asynchronous invocation that is over may be run again at the next start");
            }
        });
    }

    async fn try_repeatedly(&self, queued: &Queued) {
        let retries = self.lambda.find(&queued.function).map_or(0, |(_, loaded)| loaded.async_retries);
        let mut waits = self.waits.iter().take(usize::try_from(retries).unwrap_or(0));
        loop {
            let event = Bytes::from(queued.event.get().to_owned());
            let Err(error) = self.lambda.invoke(&queued.function, event).await else { return };
            let wait = waits.next();
            tracing::error!(%error, function = queued.function, again = wait.is_some(), "an asynchronous invocation failed");
            match wait {
                Some(wait) => tokio::time::sleep(*wait).await,
                None => return,
            }
        }
    }
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn failure(error: &InvokeError) -> Response<Full<Bytes>> {
    let message = error.to_string();
    match error {
        InvokeError::UnknownFunction(_) => {
            refusal(StatusCode::NOT_FOUND, "ResourceNotFoundException", &message)
        }
        InvokeError::EventTooLarge(_) => {
            refusal(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", &message)
        }
        // As on Lambda, an error of the function is the body of a 200.
        InvokeError::AnswerTooLarge(_)
        | InvokeError::Answer(_)
        | InvokeError::TimedOut(_)
        | InvokeError::Panicked(_)
        | InvokeError::Failed(_) => {
            let body = serde_json::json!({ "errorMessage": message });
            let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
            response.headers_mut().insert("x-amz-function-error", HeaderValue::from_static("Unhandled"));
            response
        }
    }
}

#[cfg(test)]
mod tests;
