//! A proxy before DynamoDB that counts: every request by operation, and every unit by table and index.
//!
//! It adds `ReturnConsumedCapacity: INDEXES` to every request. Responses pass unchanged.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

/// What went through.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Requests by operation.
    pub(crate) requests: BTreeMap<String, u64>,
    /// Write units by table and index (`EventsTable`, `EventsTable.by_time`); `EventsTable.total` is all.
    pub(crate) written: BTreeMap<String, f64>,
    /// Read units, likewise.
    pub(crate) read: BTreeMap<String, f64>,
}

impl Tally {
    /// Returns the number of all requests.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.values().sum()
    }

    /// Returns the number of requests of an operation.
    pub(crate) fn of(&self, operation: &str) -> u64 {
        self.requests.get(operation).copied().unwrap_or_default()
    }

    /// Returns the write units of a table with its indexes.
    pub(crate) fn written(&self, table: &str) -> f64 {
        self.written.get(&format!("{table}.total")).copied().unwrap_or_default()
    }

    /// Returns the read units of a table with its indexes.
    pub(crate) fn read(&self, table: &str) -> f64 {
        self.read.get(&format!("{table}.total")).copied().unwrap_or_default()
    }

    fn count(&mut self, operation: &str, answer: &Value) {
        *self.requests.entry(operation.to_owned()).or_default() += 1;
        let writes = !matches!(operation, "Query" | "Scan" | "GetItem" | "BatchGetItem");
        let units = if writes { &mut self.written } else { &mut self.read };
        // One table's consumption is an object, that of several an array.
        let entries = match &answer["ConsumedCapacity"] {
            Value::Array(entries) => entries.as_slice(),
            Value::Null => &[],
            one => std::slice::from_ref(one),
        };
        for entry in entries {
            let Some(table) = entry["TableName"].as_str() else { continue };
            let mut add = |name: String, value: &Value| {
                *units.entry(name).or_default() += value["CapacityUnits"].as_f64().unwrap_or_default();
            };
            add(format!("{table}.total"), entry);
            add(table.to_owned(), &entry["Table"]);
            for (index, consumed) in entry["GlobalSecondaryIndexes"].as_object().into_iter().flatten() {
                add(format!("{table}.{index}"), consumed);
            }
        }
    }
}

/// A running proxy.
pub(crate) struct Proxy {
    address: SocketAddr,
    tally: Arc<Mutex<Tally>>,
}

impl Proxy {
    /// Starts a proxy before the DynamoDB at `upstream`.
    pub(crate) async fn start(upstream: &str) -> Result<Self, std::io::Error> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let tally = Arc::<Mutex<Tally>>::default();
        let (client, upstream) = (reqwest::Client::new(), upstream.to_owned());
        let shared = Arc::clone(&tally);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A proxy that waits for more to send would be measured as the store's latency.
                let _ = stream.set_nodelay(true);
                let (client, upstream, tally) = (client.clone(), upstream.clone(), Arc::clone(&shared));
                let service = service_fn(move |request| {
                    pass(client.clone(), upstream.clone(), Arc::clone(&tally), request)
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Ok(Self { address, tally })
    }

    /// Returns where it is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns what went through since the last time.
    pub(crate) fn take(&self) -> Tally {
        std::mem::take(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn pass(
    client: reqwest::Client,
    upstream: String,
    tally: Arc<Mutex<Tally>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, reqwest::Error> {
    // A call of another function is accepted, and nothing is run: what is measured runs it itself.
    if request.uri().path().starts_with("/2015-03-31/functions/") {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::ACCEPTED;
        return Ok(response);
    }
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.split('.').next_back()).unwrap_or("?").to_owned();
    let mut asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    asked["ReturnConsumedCapacity"] = "INDEXES".into();
    parts.headers.remove(http::header::HOST);
    parts.headers.remove(http::header::CONTENT_LENGTH);
    let answer = client.post(&upstream).headers(parts.headers).body(asked.to_string()).send().await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(_) => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            return Ok(response);
        }
    };
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let bytes = answer.bytes().await?;
    let value = serde_json::from_slice(&bytes).unwrap_or_default();
    tally.lock().unwrap_or_else(PoisonError::into_inner).count(&operation, &value);
    headers.remove(http::header::CONTENT_LENGTH);
    headers.remove(http::header::TRANSFER_ENCODING);
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}
