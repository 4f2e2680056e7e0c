//! A producer that keeps to the contract of `POST /v1/events`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::functions::{Function, retry_after};

/// Timeout of a request: longer than the 30 seconds of API Gateway.
const PATIENCE: Duration = Duration::from_secs(31);
/// Rounds after which a batch counts as lost.
const ROUNDS: u32 = 50;

/// The responses that a producer got.
#[derive(Debug, Default)]
pub struct Told {
    /// Per event, how often it was acknowledged as `recorded` and as `duplicate`.
    pub acknowledged: BTreeMap<String, (u32, u32)>,
    /// Requests that were sent.
    pub requests: u64,
    /// Requests that were refused as a whole.
    pub refusals: u64,
    /// Results that said `retry`.
    pub retries: u64,
    /// The longest that an answer took.
    pub slowest: Duration,
}

/// The number of events that are acknowledged so far.
#[derive(Debug, Default)]
pub struct Progress(AtomicU64);

impl Progress {
    pub fn events(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sends `events` in batches of `batch`, each until it is acknowledged; to each instance one request at a
/// time, as Lambda does.
pub async fn send(
    instances: &[Function],
    events: Arc<Vec<Value>>,
    batch: usize,
    progress: &Arc<Progress>,
) -> Told {
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = instances
        .iter()
        .map(|ingest| {
            let (ingest, events, next) = (ingest.clone(), Arc::clone(&events), Arc::clone(&next));
            let progress = Arc::clone(progress);
            tokio::spawn(async move {
                let mut told = Told::default();
                loop {
                    let start = next.fetch_add(batch, Ordering::Relaxed);
                    if start >= events.len() {
                        return told;
                    }
                    let end = events.len().min(start + batch);
                    send_batch(&ingest, &events[start..end], &mut told).await;
                    progress.0.fetch_add((end - start) as u64, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut all = Told::default();
    for worker in workers {
        let Told { acknowledged, requests, refusals, retries, slowest } =
            worker.await.expect("a worker ends");
        all.acknowledged.extend(acknowledged);
        all.requests += requests;
        all.refusals += refusals;
        all.retries += retries;
        all.slowest = all.slowest.max(slowest);
    }
    all
}

async fn send_batch(ingest: &Function, events: &[Value], told: &mut Told) {
    let mut pending: Vec<&Value> = events.iter().collect();
    for _ in 0..ROUNDS {
        let body = json!({ "events": pending }).to_string().into_bytes();
        told.requests += 1;
        let start = Instant::now();
        let answer = tokio::time::timeout(PATIENCE, ingest.call("POST", "/v1/events", body)).await;
        told.slowest = told.slowest.max(start.elapsed());
        let answer = answer.expect("an answer within the gateway's time");
        if answer.status != 200 {
            told.refusals += 1;
            tokio::time::sleep(Duration::from_secs(retry_after(&answer))).await;
            continue;
        }
        let results = answer.body["results"].as_array().expect("results").clone();
        assert_eq!(results.len(), pending.len(), "a result for each event");
        let mut left = Vec::new();
        for (event, result) in pending.into_iter().zip(results) {
            assert_eq!(event["id"], result["id"], "results in order");
            let id = event["id"].as_str().expect("an id").to_owned();
            let count = told.acknowledged.entry(id);
            match result["status"].as_str() {
                Some("recorded") => count.or_default().0 += 1,
                Some("duplicate") => count.or_default().1 += 1,
                Some("retry") => {
                    told.retries += 1;
                    left.push(event);
                }
                _ => panic!("{result}"),
            }
        }
        if left.is_empty() {
            return;
        }
        pending = left;
    }
    panic!("{} events were not taken in {ROUNDS} rounds", pending.len());
}
