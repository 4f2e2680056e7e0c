//! A proxy between the AWS SDK and an emulator that injects faults and counts requests and capacity.
//!
//! The faults are those of AWS and of networks: see [`Fault`]. A statement that it refuses inside a response was not
//! passed on.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use reqwest::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderMap, TRANSFER_ENCODING};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::plan::{Fault, Plan};
use crate::wire::{Held, Protocol, Refusal};

type Failure = Box<dyn Error + Send + Sync>;
type Answer = Response<UnsyncBoxBody<Bytes, Failure>>;

/// Time for which a request without an answer is held.
const HANG: Duration = Duration::from_secs(120);
/// Delay of a late request.
const LATE: Duration = Duration::from_secs(4);

/// Numbers of requests by operation and fault.
pub type Counts = BTreeMap<(String, Option<Fault>), u64>;

/// Capacity units that were consumed, by table with its indexes.
#[derive(Debug, Clone, Default)]
pub struct Consumed {
    written: BTreeMap<String, f64>,
    read: BTreeMap<String, f64>,
}

impl Consumed {
    /// Returns the write units of a table.
    pub fn written(&self, table: &str) -> f64 {
        self.written.get(table).copied().unwrap_or_default()
    }

    /// Returns the read units of a table.
    pub fn read(&self, table: &str) -> f64 {
        self.read.get(table).copied().unwrap_or_default()
    }

    fn count(&mut self, operation: &str, response: &[u8]) {
        let reads =
            ["Query", "GetItem", "BatchGetItem"].contains(&operation.split(' ').next().unwrap_or_default());
        let response: Value = serde_json::from_slice(response).unwrap_or(Value::Null);
        // One table's consumption is an object, that of several an array.
        let entries = match &response["ConsumedCapacity"] {
            Value::Array(entries) => entries.as_slice(),
            Value::Null => &[],
            one => std::slice::from_ref(one),
        };
        for entry in entries {
            let units = if reads { &mut self.read } else { &mut self.written };
            let table = entry["TableName"].as_str().unwrap_or_default().to_owned();
            *units.entry(table).or_default() += entry["CapacityUnits"].as_f64().unwrap_or_default();
        }
    }
}

/// A running proxy.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    upstream: String,
    protocol: Protocol,
    http: reqwest::Client,
    plan: Mutex<Plan>,
    requests: AtomicU64,
    counts: Mutex<Counts>,
    consumed: Mutex<Consumed>,
}

impl Proxy {
    /// Starts a proxy before the emulator at `upstream`, without faults.
    pub async fn start(upstream: &str, protocol: Protocol) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let address = listener.local_addr().expect("a listener has an address");
        let shared = Arc::new(Shared {
            upstream: upstream.trim_end_matches('/').to_owned(),
            protocol,
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
            plan: Mutex::new(Plan::calm()),
            requests: AtomicU64::new(0),
            counts: Mutex::default(),
            consumed: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// Returns the URL that replaces the emulator's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Injects the faults of `plan` from now on.
    pub fn follow(&self, plan: Plan) {
        *self.shared.plan.lock().expect("no panics") = plan;
    }

    /// Returns and resets the counts.
    pub fn take_counts(&self) -> Counts {
        std::mem::take(&mut *self.shared.counts.lock().expect("no panics"))
    }
}

impl Proxy {
    /// Returns and resets the consumption.
    pub fn take_consumed(&self) -> Consumed {
        std::mem::take(&mut *self.shared.consumed.lock().expect("no panics"))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut resets = false;
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        // Half of the connections end with RST instead of FIN when they are dropped.
        resets = !resets;
        if resets {
            let _ = socket.set_zero_linger();
        }
        tokio::spawn(converse(socket, Arc::clone(&shared)));
    }
}

async fn converse(socket: TcpStream, shared: Arc<Shared>) {
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |request| Arc::clone(&shared).answer(request));
    // An error is an injected fault, or a caller that timed out.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

/// A request, read to its end.
#[derive(Clone)]
struct Received {
    method: reqwest::Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// An emulator's answer, read to its end.
struct Upstream {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Shared {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Result<Answer, Failure> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let received = Received { method: parts.method, path, headers: parts.headers, body };
        // The invocation of a function is accepted and not carried out.
        if received.path.starts_with("/2015-03-31/functions/") {
            return Ok(refuse((202, "application/json", String::new())));
        }
        let operation = self.protocol.operation(received.method.as_str(), &received.headers, &received.body);
        let nth = self.requests.fetch_add(1, Ordering::Relaxed);
        let (fault, mut random) = self.plan.lock().expect("no panics").fate(nth, &operation, &received.body);
        *self.counts.lock().expect("no panics").entry((operation.clone(), fault)).or_default() += 1;
        match fault {
            None => Ok(whole(self.pass(&received).await?)),
            Some(Fault::Throttle) => Ok(refuse(self.protocol.throttled(&mut random))),
            Some(Fault::Unavailable) => Ok(refuse(self.protocol.unavailable(&mut random))),
            Some(Fault::Reset) => Err("reset".into()),
            Some(Fault::Hang) => never().await,
            Some(Fault::Partial) => {
                let mut request = serde_json::from_slice(&received.body).unwrap_or(Value::Null);
                match Held::back(operation.split(' ').next().unwrap_or_default(), &mut request, &mut random) {
                    Some(held) => self.hold(received, request, held).await,
                    None => Ok(refuse(self.protocol.throttled(&mut random))),
                }
            }
            Some(Fault::CrashAfter) => {
                self.pass(&received).await?;
                Err("crash".into())
            }
            Some(Fault::ErrorAfter) => {
                self.pass(&received).await?;
                Ok(refuse(self.protocol.unavailable(&mut random)))
            }
            Some(Fault::Cut) => Ok(cut(self.pass(&received).await?)),
            Some(Fault::HangAfter) => {
                self.pass(&received).await?;
                never().await
            }
            Some(Fault::Late) => {
                tokio::spawn(async move {
                    tokio::time::sleep(LATE).await;
                    let _ = self.pass(&received).await;
                });
                never().await
            }
        }
    }

    /// Passes the rest of a batch on, and reports the refused part.
    async fn hold(&self, received: Received, request: Value, held: Held) -> Result<Answer, Failure> {
        let mut upstream = if held.is_all(&request) {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, "application/x-amz-json-1.0".parse()?);
            Upstream { status: 200, headers, body: Bytes::from(json!({ "Responses": {} }).to_string()) }
        } else {
            self.pass(&Received { body: request.to_string().into(), ..received }).await?
        };
        if upstream.status == 200 {
            let mut answer = serde_json::from_slice(&upstream.body)?;
            held.say(&mut answer);
            upstream.body = answer.to_string().into();
        }
        Ok(whole(upstream))
    }

    /// Carries a request out.
    async fn pass(&self, received: &Received) -> Result<Upstream, Failure> {
        let Received { method, path, headers, body } = received.clone();
        let mut headers = headers;
        // The body was read to its end.
        for name in [CONNECTION, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        let operation = self.protocol.operation(method.as_str(), &headers, &body);
        let body = if self.protocol == Protocol::DynamoDb { with_consumption(&body) } else { body };
        let request = self.http.request(method, format!("{}{path}", self.upstream));
        let response = request.headers(headers).body(body).send().await?;
        let (status, mut headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?;
        // The checksum is that of the unchanged body.
        for name in [CONNECTION, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        // The response to HEAD has a length and no body.
        if received.method != reqwest::Method::HEAD {
            headers.remove(CONTENT_LENGTH);
        }
        headers.remove("x-amz-crc32");
        if self.protocol == Protocol::DynamoDb {
            self.consumed.lock().expect("no panics").count(&operation, &body);
        }
        Ok(Upstream { status, headers, body })
    }
}

/// Asks DynamoDB to report the consumption of a request, unless it asks already.
fn with_consumption(body: &Bytes) -> Bytes {
    const NAME: &[u8] = b"\"ReturnConsumedCapacity\"";
    match body.strip_prefix(b"{\"") {
        Some(rest) if !body.windows(NAME.len()).any(|window| window == NAME) => {
            [br#"{"ReturnConsumedCapacity":"TOTAL",""#, rest].concat().into()
        }
        _ => body.clone(),
    }
}

async fn never() -> Result<Answer, Failure> {
    tokio::time::sleep(HANG).await;
    Err("never".into())
}

fn refuse((status, content_type, body): Refusal) -> Answer {
    let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync();
    let response = Response::builder().status(status).header(CONTENT_TYPE, content_type);
    response.body(body).expect("a refusal is a response")
}

fn whole(upstream: Upstream) -> Answer {
    let mut answer = Response::new(Full::new(upstream.body).map_err(|never| match never {}).boxed_unsync());
    *answer.status_mut() = hyper::StatusCode::from_u16(upstream.status).expect("a status came in");
    *answer.headers_mut() = upstream.headers;
    answer
}

/// Returns a response that ends in the middle of its body.
fn cut(upstream: Upstream) -> Answer {
    let length = upstream.body.len();
    let half = upstream.body.slice(..length / 2);
    let mut answer = whole(upstream);
    answer.headers_mut().insert(CONTENT_LENGTH, length.into());
    let frames = futures::stream::iter([Ok(Frame::data(half)), Err::<_, Failure>("cut".into())]);
    // The delay makes the first half arrive.
    let frames = frames.then(|frame| async {
        if frame.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        frame
    });
    *answer.body_mut() = BodyExt::boxed_unsync(StreamBody::new(frames));
    answer
}
