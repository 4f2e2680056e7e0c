//! Sends the demo's events as a product would: through the API, in batches, with its product key.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, RETRY_AFTER};
use http_body_util::{BodyExt, Full};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::timeline::Timeline;
use super::{Month, Progress};
use crate::data_dir::DataDir;
use crate::gateway::Gateway;

/// Events of one request: as many as ingest writes with one statement batch. Events of a larger request reach the stream
/// in any order, and in the feed an event would come hours before an earlier one.
const BATCH: usize = 25;

/// Attempts to send a batch before the demo stops until the next start.
const ATTEMPTS: u32 = 20;

/// Wait before the next attempt without a `Retry-After` header.
const PAUSE: Duration = Duration::from_millis(500);

/// Batches between two writes of the progress. Sending a batch twice is harmless, because ingest is idempotent.
const SAVE_EVERY: usize = 40;

/// The progress of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoState {
    /// Events of the whole demo.
    pub events: usize,
    /// Events that have been sent.
    pub sent: usize,
    /// The error that stopped the demo until the next start.
    pub stopped: Option<String>,
}

impl DemoState {
    pub(crate) fn new(progress: &Progress) -> Self {
        Self { events: progress.events, sent: progress.sent, stopped: None }
    }

    /// Returns `true` if no more events will be sent.
    pub fn is_over(&self) -> bool {
        self.sent >= self.events || self.stopped.is_some()
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
struct Outcome {
    id: Option<String>,
    status: String,
}

/// Sends the rest of the demo, oldest first, and reports its progress.
pub(crate) async fn send_demo(
    mut progress: Progress,
    gateway: Arc<Gateway>,
    data_dir: Arc<DataDir>,
    product_key: String,
    state: watch::Sender<DemoState>,
) {
    if progress.sent >= progress.events {
        return;
    }
    // Creating a large demo takes a while and must not block requests.
    let Progress { now: end, events, .. } = progress;
    let timeline = tokio::task::spawn_blocking(move || Timeline::new(Month { end }, events)).await;
    let stopped = match timeline {
        Ok(timeline) => send(&mut progress, &timeline, &gateway, &data_dir, &product_key, &state).await.err(),
        Err(error) => Some(error.to_string()),
    };
    if let Some(reason) = stopped {
        tracing::error!(reason, "the demo is not complete; the next start continues it");
        state.send_modify(|state| state.stopped = Some(reason));
    }
}

async fn send(
    progress: &mut Progress,
    timeline: &Timeline,
    gateway: &Gateway,
    data_dir: &DataDir,
    product_key: &str,
    state: &watch::Sender<DemoState>,
) -> Result<(), String> {
    let mut batches = 0_usize;
    while progress.sent < progress.events {
        let next = (progress.sent + BATCH).min(progress.events);
        let is_on = deliver(gateway, product_key, timeline.json(progress.sent, next)).await?;
        // An admin may turn the monitor off, which ends the demo.
        progress.sent = if is_on { next } else { progress.events };
        batches += 1;
        if batches.is_multiple_of(SAVE_EVERY) || progress.sent == progress.events {
            progress.save(data_dir).map_err(|error| error.to_string())?;
        }
        state.send_modify(|state| state.sent = progress.sent);
    }
    Ok(())
}

/// Sends a batch until every event is recorded. Returns `false` if the monitor is off.
async fn deliver(gateway: &Gateway, product_key: &str, mut events: Vec<Value>) -> Result<bool, String> {
    for _ in 0..ATTEMPTS {
        let (status, wait, body) = post(gateway, product_key, &events).await?;
        if status == 429 || status == 503 {
            tokio::time::sleep(wait.unwrap_or(PAUSE)).await;
            continue;
        }
        let answer: Answer = match serde_json::from_slice(&body) {
            Ok(answer) if status == 200 => answer,
            _ => return Err(format!("ingest answered {status}: {}", String::from_utf8_lossy(&body))),
        };
        if answer.results.iter().any(|result| result.status == "not_collected") {
            return Ok(false);
        }
        if let Some(rejected) = answer.results.iter().find(|result| result.status == "rejected") {
            return Err(format!(
                "ingest rejected the event {:?}: {}",
                rejected.id,
                String::from_utf8_lossy(&body)
            ));
        }
        // A conflict is an event that an earlier version of this demo sent with other content.
        let mut results = answer.results.iter();
        events.retain(|_| results.next().is_some_and(|result| result.status == "retry"));
        if events.is_empty() {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(format!("ingest did not take a batch in {ATTEMPTS} attempts"))
}

async fn post(
    gateway: &Gateway,
    product_key: &str,
    events: &[Value],
) -> Result<(u16, Option<Duration>, Bytes), String> {
    let body = json!({ "events": events }).to_string();
    let request = Request::post("/v1/events")
        .header(HOST, "localhost")
        .header(AUTHORIZATION, format!("Bearer {product_key}"))
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())?;
    let answer = gateway.answer(request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await;
    let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.map_err(|error| error.to_string())?;
    Ok((status, wait.map(Duration::from_secs), body.to_bytes()))
}
