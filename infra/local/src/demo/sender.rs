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

use super::Plan;
use super::timeline::Timeline;
use crate::folder::Folder;
use crate::gateway::Gateway;

/// Events of one request.
const BATCH: usize = 100;

/// How often a batch is sent again before the demo is given up until the next start.
const TRIES: u32 = 20;

/// How long to wait before sending again, unless the answer says.
const PAUSE: Duration = Duration::from_millis(500);

/// After how many batches the folder is told how far the demo is. What is sent twice changes nothing, so this need not
/// be often.
const KEEP_EVERY: usize = 10;

/// How far the demo is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoState {
    /// Events that the demo is to have.
    pub events: usize,
    /// Events that have been sent.
    pub sent: usize,
    /// Why no more are sent before the next start, if anything went wrong.
    pub stopped: Option<String>,
}

impl DemoState {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { events: plan.events, sent: plan.sent, stopped: None }
    }

    /// Returns whether nothing more will be sent.
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

/// What became of a batch.
enum Sent {
    /// Every event is where it belongs.
    All,
    /// The organisation no longer takes events.
    NotCollected,
}

/// Sends what is left of the demo, newest first, and says how far it is.
pub(crate) async fn fill(
    mut plan: Plan,
    gateway: Arc<Gateway>,
    folder: Arc<Folder>,
    product_key: String,
    state: watch::Sender<DemoState>,
) {
    if plan.sent >= plan.events {
        return;
    }
    // A large demo takes a while to think up, which must not keep requests waiting.
    let timeline = tokio::task::spawn_blocking(move || Timeline::new(plan.seed, plan.now, plan.events)).await;
    let stopped = match timeline {
        Ok(timeline) => send(&mut plan, &timeline, &gateway, &folder, &product_key, &state).await.err(),
        Err(error) => Some(error.to_string()),
    };
    if let Some(reason) = stopped {
        tracing::error!(reason, "the demo is not complete; the next start goes on with it");
        state.send_modify(|state| state.stopped = Some(reason));
    }
}

async fn send(
    plan: &mut Plan,
    timeline: &Timeline,
    gateway: &Gateway,
    folder: &Folder,
    product_key: &str,
    state: &watch::Sender<DemoState>,
) -> Result<(), String> {
    let mut batches = 0_usize;
    while plan.sent < plan.events {
        let next = (plan.sent + BATCH).min(plan.events);
        match deliver(gateway, product_key, timeline.write(plan.sent, next)).await? {
            Sent::All => plan.sent = next,
            // Somebody turned the monitor off meanwhile, and so the demo is over.
            Sent::NotCollected => plan.sent = plan.events,
        }
        batches += 1;
        if batches.is_multiple_of(KEEP_EVERY) || plan.sent == plan.events {
            plan.keep(folder).map_err(|error| error.to_string())?;
        }
        state.send_modify(|state| state.sent = plan.sent);
    }
    Ok(())
}

async fn deliver(gateway: &Gateway, product_key: &str, mut events: Vec<Value>) -> Result<Sent, String> {
    for _ in 0..TRIES {
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
            return Ok(Sent::NotCollected);
        }
        if let Some(rejected) = answer.results.iter().find(|result| result.status == "rejected") {
            return Err(format!(
                "ingest rejected the event {:?}: {}",
                rejected.id,
                String::from_utf8_lossy(&body)
            ));
        }
        // A conflict is an event that an older version of this demo sent otherwise: it is there.
        let retry: Vec<_> = answer.results.iter().map(|result| result.status == "retry").collect();
        let mut again = retry.iter();
        events.retain(|_| again.next().copied().unwrap_or(false));
        if events.is_empty() {
            return Ok(Sent::All);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(format!("ingest did not take a batch in {TRIES} tries"))
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
