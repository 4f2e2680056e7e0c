//! A small Lambda Runtime API for one process.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};

use crate::harness::Fault;

type Answer = Result<Bytes, String>;

/// An invocation that waits to be fetched, or for its answer.
struct Invocation {
    event: Bytes,
    answer: oneshot::Sender<Answer>,
}

struct Shared {
    waiting: AsyncMutex<mpsc::Receiver<Invocation>>,
    running: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
    asked: watch::Sender<u64>,
}

/// The Runtime API of one process.
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    invocations: mpsc::Sender<Invocation>,
    asked: watch::Receiver<u64>,
}

impl RuntimeApi {
    /// Starts on a free port.
    pub(crate) async fn start() -> Result<Self, Fault> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (invocations, waiting) = mpsc::channel(1);
        let (asked, seen) = watch::channel(0);
        let shared = Arc::new(Shared { waiting: AsyncMutex::new(waiting), running: Mutex::default(), asked });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Otherwise the kernel delays responses by up to 40 ms, which would be measured.
                let _ = stream.set_nodelay(true);
                let shared = Arc::clone(&shared);
                let service = service_fn(move |request| answer(Arc::clone(&shared), request));
                let serving = hyper::server::conn::http1::Builder::new();
                tokio::spawn(serving.serve_connection(TokioIo::new(stream), service));
            }
        });
        Ok(Self { address, invocations, asked: seen })
    }

    /// Returns the value of `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Waits until the process asks for its first event.
    pub(crate) async fn ready(&mut self) -> Result<(), Fault> {
        let asks = self.asked.wait_for(|times| *times > 0);
        tokio::time::timeout(Duration::from_secs(30), asks).await??;
        Ok(())
    }

    /// Invokes the function.
    pub(crate) async fn invoke(&self, event: Bytes) -> Result<Bytes, Fault> {
        let (answer, answered) = oneshot::channel();
        let sent = self.invocations.send(Invocation { event, answer }).await;
        sent.map_err(|_| "the Runtime API has stopped")?;
        let answer = tokio::time::timeout(Duration::from_secs(900), answered).await??;
        Ok(answer?)
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, http::Error> {
    let path = request.uri().path().to_owned();
    let words: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (request.method(), &words[..]) {
        (&Method::GET, [_, "runtime", "invocation", "next"]) => next(&shared).await,
        (&Method::POST, [_, "runtime", "invocation", id, outcome]) => {
            let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            let waiting = shared.running.lock().unwrap_or_else(PoisonError::into_inner).remove(*id);
            let answer = match *outcome {
                "response" => Ok(body),
                _ => Err(String::from_utf8_lossy(&body).into_owned()),
            };
            // The caller of a late response is gone.
            let _ = waiting.map(|waiting| waiting.send(answer));
            Response::builder().status(StatusCode::ACCEPTED).body(Full::default())
        }
        _ => Response::builder().status(StatusCode::NOT_FOUND).body(Full::default()),
    }
}

async fn next(shared: &Shared) -> Result<Response<Full<Bytes>>, http::Error> {
    shared.asked.send_modify(|times| *times += 1);
    let invocation = shared.waiting.lock().await.recv().await;
    // Nothing more will come: the process is about to be ended, as Lambda does it, while it waits.
    let Some(Invocation { event, answer }) = invocation else { return std::future::pending().await };
    let id = uuid::Uuid::now_v7().to_string();
    shared.running.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), answer);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Response::builder()
        .header("Lambda-Runtime-Aws-Request-Id", id)
        .header("Lambda-Runtime-Deadline-Ms", (now + Duration::from_secs(900)).as_millis().to_string())
        .header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:bench")
        .header("Lambda-Runtime-Trace-Id", "Root=1-6920c0f1-0123456789abcdef01234567;Sampled=0")
        .header("Content-Type", "application/json")
        .body(Full::new(event))
}
