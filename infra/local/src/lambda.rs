//! Lambda on one machine: runs a function on an event within Lambda's limits.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use lambda_http::Context;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::template::function_arn;

/// Lambda's limit on the event and the answer of a synchronous invocation.
pub(crate) const MAX_PAYLOAD: usize = 6 * 1024 * 1024;

/// Maximum number of concurrent invocations of one function; further ones wait. Each may hold several copies of a payload.
/// Per function, so that functions that wait for a slow destination hold up no other function.
const MAX_CONCURRENCY: usize = 64;

/// The code of a function: from the JSON of the event to the JSON of the answer.
pub(crate) type Handler = Arc<dyn Fn(Bytes, Invocation) -> HandlerFuture + Send + Sync>;

/// A running handler. The error is the message of the function.
pub(crate) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Bytes, String>> + Send>>;

/// The data of one invocation.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    /// The context of Lambda's runtime.
    pub(crate) context: Context,
    /// The end of the function's time limit.
    pub(crate) deadline: Instant,
}

/// One loaded function.
#[derive(Clone)]
pub(crate) struct Loaded {
    pub(crate) handler: Handler,
    pub(crate) timeout: Duration,
    pub(crate) async_retries: u32,
}

/// An error of an invocation.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The template has no function of this name.
    #[error("there is no function {0}")]
    UnknownFunction(String),
    /// The event has more bytes than Lambda accepts.
    #[error("the event of {0} bytes is over the limit of {MAX_PAYLOAD}")]
    EventTooLarge(usize),
    /// The answer has more bytes than Lambda accepts.
    #[error("the answer of {0} bytes is over the limit of {MAX_PAYLOAD}")]
    AnswerTooLarge(usize),
    /// The answer is not JSON.
    #[error("the answer is not JSON: {0}")]
    Answer(#[source] serde_json::Error),
    /// The function did not answer within its time limit.
    #[error("task timed out after {:.2} seconds", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The function panicked.
    #[error("the function panicked: {0}")]
    Panicked(String),
    /// The function returned an error.
    #[error("the function failed: {0}")]
    Failed(String),
}

/// The functions of the stack by name.
#[derive(Clone)]
pub(crate) struct Lambda {
    functions: Arc<BTreeMap<String, Function>>,
}

struct Function {
    loaded: Loaded,
    running: Arc<Semaphore>,
}

impl Lambda {
    pub(crate) fn new(functions: BTreeMap<String, Loaded>) -> Self {
        let functions = functions.into_iter().map(|(name, loaded)| {
            (name, Function { loaded, running: Arc::new(Semaphore::new(MAX_CONCURRENCY)) })
        });
        Self { functions: Arc::new(functions.collect()) }
    }

    /// Returns the function of this name, ARN or qualified name (`name:1`).
    pub(crate) fn find(&self, name: &str) -> Result<(&str, &Loaded), InvokeError> {
        self.function(name).map(|(name, function)| (name, &function.loaded))
    }

    fn function(&self, name: &str) -> Result<(&str, &Function), InvokeError> {
        let short = match name.split_once(":function:") {
            Some((_, rest)) => rest,
            None => name,
        };
        let short = short.split(':').next().unwrap_or_default();
        let found = self.functions.get_key_value(short);
        found
            .map(|(name, function)| (name.as_str(), function))
            .ok_or_else(|| InvokeError::UnknownFunction(name.to_owned()))
    }

    /// Runs a function and waits for its answer.
    ///
    /// The function runs in its own task: as on Lambda, it continues when the caller disconnects, and a panic ends only
    /// this task.
    pub(crate) async fn invoke(&self, name: &str, event: Bytes) -> Result<Bytes, InvokeError> {
        let (name, Function { loaded, running }) = self.function(name)?;
        if event.len() > MAX_PAYLOAD {
            return Err(InvokeError::EventTooLarge(event.len()));
        }
        let (timeout, handler, arn) = (loaded.timeout, Arc::clone(&loaded.handler), function_arn(name));
        let running = Arc::clone(running);
        let task = tokio::spawn(async move {
            // The semaphore is never closed.
            let _permit = running.acquire_owned().await;
            let invocation = Invocation::new(arn, timeout);
            tokio::time::timeout(timeout, handler(event, invocation)).await
        });
        let answer = match task.await {
            Ok(Ok(answer)) => answer.map_err(InvokeError::Failed)?,
            Ok(Err(_)) => return Err(InvokeError::TimedOut(timeout)),
            Err(ended) => return Err(InvokeError::Panicked(panic_text(ended))),
        };
        if answer.len() > MAX_PAYLOAD {
            return Err(InvokeError::AnswerTooLarge(answer.len()));
        }
        Ok(answer)
    }
}

impl Invocation {
    fn new(arn: String, timeout: Duration) -> Self {
        let mut context = Context::default();
        context.request_id = Uuid::now_v7().to_string();
        context.invoked_function_arn = arn;
        let end = std::time::SystemTime::now() + timeout;
        let since_epoch = end.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        context.deadline = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        Self { context, deadline: Instant::now() + timeout }
    }
}

fn panic_text(ended: tokio::task::JoinError) -> String {
    if !ended.is_panic() {
        return "the task was cancelled".to_owned();
    }
    let payload = ended.into_panic();
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;

    use super::{Handler, InvokeError, Lambda, Loaded, MAX_CONCURRENCY, MAX_PAYLOAD};

    fn lambda() -> Lambda {
        let echo: Handler = Arc::new(|event, _| Box::pin(async move { Ok(event) }));
        let fail: Handler = Arc::new(|_, _| Box::pin(async { Err("no such table".to_owned()) }));
        let panic: Handler = Arc::new(|_, _| Box::pin(async { panic!("index out of range") }));
        let sleep: Handler = Arc::new(|_, invocation| {
            Box::pin(async move {
                tokio::time::sleep_until((invocation.deadline + Duration::from_secs(1)).into()).await;
                Ok(Bytes::new())
            })
        });
        let large: Handler = Arc::new(|_, _| Box::pin(async { Ok(Bytes::from(vec![0; MAX_PAYLOAD + 1])) }));
        let timeout = Duration::from_millis(200);
        let named = [("Echo", echo), ("Fail", fail), ("Panic", panic), ("Sleep", sleep), ("Large", large)];
        let loaded =
            named.map(|(name, handler)| (name.to_owned(), Loaded { handler, timeout, async_retries: 0 }));
        Lambda::new(BTreeMap::from(loaded))
    }

    #[tokio::test]
    async fn invoke_busy_function_delays_no_other() {
        let wait: Handler = Arc::new(|_, _| Box::pin(std::future::pending()));
        let echo: Handler = Arc::new(|event, _| Box::pin(async move { Ok(event) }));
        let timeout = Duration::from_secs(900);
        let loaded = [("Wait", wait), ("Echo", echo)]
            .map(|(name, handler)| (name.to_owned(), Loaded { handler, timeout, async_retries: 0 }));
        let lambda = Lambda::new(BTreeMap::from(loaded));
        for _ in 0..2 * MAX_CONCURRENCY {
            let lambda = lambda.clone();
            tokio::spawn(async move { lambda.invoke("Wait", Bytes::new()).await });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let answer = tokio::time::timeout(Duration::from_secs(1), lambda.invoke("Echo", Bytes::new())).await;
        assert!(matches!(answer, Ok(Ok(_))), "{answer:?}");
    }

    async fn error(name: &str) -> String {
        lambda().invoke(name, Bytes::new()).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn invoke_returns_answer_or_error() {
        let event = Bytes::from_static(b"{}");
        for name in ["Echo", "Echo:1", "arn:aws:lambda:us-east-1:000000000000:function:Echo:$LATEST"] {
            assert_eq!(lambda().invoke(name, event.clone()).await.unwrap(), event, "{name}");
        }
        assert_eq!(error("Unknown").await, "there is no function Unknown");
        assert_eq!(error("Fail").await, "the function failed: no such table");
        assert_eq!(error("Panic").await, "the function panicked: index out of range");
        assert_eq!(error("Sleep").await, "task timed out after 0.20 seconds");
        assert!(error("Large").await.starts_with("the answer of 6291457 bytes"));
        let event = Bytes::from(vec![0; MAX_PAYLOAD + 1]);
        assert!(matches!(lambda().invoke("Echo", event).await, Err(InvokeError::EventTooLarge(_))));
    }
}
