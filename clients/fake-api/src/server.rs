//! The server.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use event_model::{EventResult, EventStatus, IngestResponse, limits};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::faults::{Fault, Faults};
use crate::recorder::Recorder;
use crate::upstream::Upstream;

/// The product key that the API accepts.
pub const PRODUCT_KEY: &str = "amk_fake";
/// Time for which a request gets no answer.
const HANG: Duration = Duration::from_secs(120);

/// Numbers of requests by fault.
pub type Counts = BTreeMap<Option<Fault>, u64>;

/// A running API. It stops when this is dropped.
#[derive(Debug)]
pub struct FakeApi {
    url: String,
    shared: Arc<Shared>,
    server: AbortHandle,
}

#[derive(Debug)]
struct Shared {
    recorder: Recorder,
    upstream: Option<Upstream>,
    faults: Mutex<Faults>,
    counts: Mutex<Counts>,
    /// Events that have a final result.
    acknowledged: AtomicUsize,
    /// The key is refused.
    denies: AtomicBool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    events: Vec<Box<RawValue>>,
}

impl FakeApi {
    /// Starts an API that records events in memory.
    pub async fn start(faults: Faults) -> Self {
        Self::serve(faults, None).await
    }

    /// Starts a proxy before the API at `url`.
    pub async fn before(url: &str, faults: Faults) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        Self::serve(faults, Some(Upstream { url: url.to_owned(), http })).await
    }

    async fn serve(faults: Faults, upstream: Option<Upstream>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
        let shared = Arc::new(Shared {
            recorder: Recorder::default(),
            upstream,
            faults: Mutex::new(faults),
            counts: Mutex::default(),
            acknowledged: AtomicUsize::new(0),
            denies: AtomicBool::new(false),
        });
        let app = Router::new().route("/v1/events", post(create_events));
        let app = app.layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, app).await }).abort_handle();
        Self { url, shared, server }
    }

    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the recorded events.
    pub fn recorder(&self) -> &Recorder {
        &self.shared.recorder
    }

    /// Injects other faults from now on.
    pub fn set_faults(&self, faults: Faults) {
        *self.shared.faults.lock().expect("no panics") = faults;
    }

    /// Refuses every product key with 401, or none.
    pub fn deny(&self, denies: bool) {
        self.shared.denies.store(denies, Ordering::Relaxed);
    }

    /// Returns the number of final results that were sent, repeated ones included.
    pub fn acknowledged(&self) -> usize {
        self.shared.acknowledged.load(Ordering::Relaxed)
    }

    /// Returns the numbers of requests.
    pub fn counts(&self) -> Counts {
        self.shared.counts.lock().expect("no panics").clone()
    }
}

impl Drop for FakeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn create_events(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let fault = shared.faults.lock().expect("no panics").draw();
    *shared.counts.lock().expect("no panics").entry(fault).or_default() += 1;
    let authorization =
        headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = shared.upstream.is_some() || authorization == format!("Bearer {PRODUCT_KEY}");
    if !is_known || shared.denies.load(Ordering::Relaxed) {
        return problem(StatusCode::UNAUTHORIZED, "the product key is unknown");
    }
    if body.len() > limits::REQUEST_BYTES {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    }
    let Ok(Request { events }) = serde_json::from_slice(&body) else {
        return problem(StatusCode::BAD_REQUEST, "the body is not an object");
    };
    if !(1..=limits::EVENTS_PER_REQUEST).contains(&events.len()) {
        return problem(StatusCode::BAD_REQUEST, "/events must contain 1 to 500 events");
    }
    let record = |events: Vec<Box<RawValue>>| async { shared.record(authorization, events).await };
    match fault {
        None => shared.answer(record(events).await),
        Some(Fault::Error) => problem(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong"),
        Some(Fault::Throttled) => {
            let refused = problem(StatusCode::TOO_MANY_REQUESTS, "too many requests");
            ([("retry-after", "1")], refused).into_response()
        }
        Some(Fault::Cut) => cut(),
        Some(Fault::ErrorAfter) => {
            record(events).await.ok();
            problem(StatusCode::SERVICE_UNAVAILABLE, "no event could be acknowledged")
        }
        Some(Fault::CutAfter) => {
            record(events).await.ok();
            cut()
        }
        Some(Fault::HangAfter) => {
            record(events).await.ok();
            tokio::time::sleep(HANG).await;
            cut()
        }
        Some(Fault::Partial) => {
            let held: Vec<bool> = events.iter().map(|_| fastrand::bool()).collect();
            let passed = events.into_iter().zip(&held).filter(|(_, held)| !**held).map(|(event, _)| event);
            let passed: Vec<_> = passed.collect();
            let mut results = match passed.is_empty() {
                true => Vec::new().into_iter(),
                false => match record(passed).await {
                    Ok(results) => results.into_iter(),
                    refused => return shared.answer(refused),
                },
            };
            let retry = || EventResult::new(None, EventStatus::Retry);
            let all = held.iter().map(|held| if *held { Some(retry()) } else { results.next() });
            shared.answer(Ok(all.flatten().collect()))
        }
        Some(Fault::PartialAfter) => {
            let results = record(events).await.map(|mut results| {
                for result in results.iter_mut().filter(|_| fastrand::bool()) {
                    *result = EventResult::new(result.id.take(), EventStatus::Retry);
                }
                results
            });
            shared.answer(results)
        }
    }
}

type Recorded = Result<Vec<EventResult>, (StatusCode, String)>;

impl Shared {
    fn answer(&self, recorded: Recorded) -> Response {
        match recorded {
            Ok(results) => {
                let count = results.iter().filter(|result| result.status != EventStatus::Retry).count();
                self.acknowledged.fetch_add(count, Ordering::Relaxed);
                axum::Json(IngestResponse { results }).into_response()
            }
            Err(refused) => refused.into_response(),
        }
    }

    async fn record(&self, authorization: &str, events: Vec<Box<RawValue>>) -> Recorded {
        match &self.upstream {
            Some(upstream) => upstream.pass(authorization, &events).await,
            None => self.recorder.record(&events).ok_or_else(|| {
                let problem = json!({ "status": 400, "detail": "an event spoils the request" });
                (StatusCode::BAD_REQUEST, problem.to_string())
            }),
        }
    }
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let problem = json!({ "status": status.as_u16(), "detail": detail });
    (status, [("content-type", "application/problem+json")], problem.to_string()).into_response()
}

/// Returns an answer whose connection ends before its body.
fn cut() -> Response {
    let body = futures::stream::iter([
        Ok(Bytes::from_static(b"{\"results\": [")),
        Err(io::Error::other("the connection is cut")),
    ]);
    Body::from_stream(body).into_response()
}
