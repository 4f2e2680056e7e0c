//! Events answered `recorded` survive a crash.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use support::events::varied;
use support::process::Process;

/// Number of kills.
const KILLS: usize = 3;
/// Events of one request, and producers at once.
const BATCH: usize = 20;
const PRODUCERS: usize = 4;
/// Events for each life of the process: more than it can record before it is killed.
const EVENTS: usize = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ingest_killed_loses_nothing_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut process = Process::start(folder.path()).await;
    let organization = process.text("/organization_id").to_owned();
    let events = Arc::new(varied(&organization, EVENTS));
    let recorded = Arc::new(Mutex::new(BTreeSet::new()));
    let mut begin = 0;
    for kill in 1..=KILLS {
        let before = recorded.lock().expect("no panics").len();
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|nth| {
                let (url, key) = (process.text("/url").to_owned(), process.text("/product_key").to_owned());
                let (events, recorded) = (Arc::clone(&events), Arc::clone(&recorded));
                tokio::spawn(produce(url, key, events, recorded, begin + nth * BATCH))
            })
            .collect();
        // Not at the same moment of a write each time.
        tokio::time::sleep(Duration::from_millis(2_000 + 137 * kill as u64)).await;
        process.kill();
        for producer in producers {
            begin = begin.max(producer.await.expect("a producer ends with the connection"));
        }
        let now = recorded.lock().expect("no panics").len();
        assert!(now > before, "something was recorded before kill {kill}");

        process = Process::start(folder.path()).await;
        let stored = listing(&process).await;
        let distinct: BTreeSet<&String> = stored.iter().collect();
        assert_eq!(distinct.len(), stored.len(), "nothing is there twice");
        let recorded = recorded.lock().expect("no panics");
        let missing: Vec<_> = recorded.iter().filter(|id| !distinct.contains(id)).collect();
        println!(
            "kill {kill}: {} recorded, {} stored, missing {}",
            recorded.len(),
            stored.len(),
            missing.len()
        );
        assert!(missing.is_empty(), "{missing:?}");
    }
}

/// Sends batches until the process is gone; returns the index at which the next producer may begin.
async fn produce(
    url: String,
    key: String,
    events: Arc<Vec<Value>>,
    recorded: Arc<Mutex<BTreeSet<String>>>,
    mut begin: usize,
) -> usize {
    let http = reqwest::Client::new();
    while begin + BATCH <= events.len() {
        let batch = &events[begin..begin + BATCH];
        begin += BATCH * PRODUCERS;
        let request = http.post(format!("{url}/v1/events")).bearer_auth(&key);
        let body = json!({ "events": batch }).to_string();
        let Ok(answer) = request.header("content-type", "application/json").body(body).send().await else {
            break;
        };
        let Ok(text) = answer.text().await else { break };
        let body: Value = serde_json::from_str(&text).expect("an answer is JSON");
        for result in body["results"].as_array().unwrap_or_else(|| panic!("{body}")) {
            assert_eq!(result["status"], "recorded", "{result}");
            recorded.lock().expect("no panics").insert(result["id"].as_str().expect("an id").to_owned());
        }
    }
    // Whole rounds, so that the next producers share no batch with these.
    begin.next_multiple_of(BATCH * PRODUCERS)
}

/// Returns the ids of all events, page by page.
async fn listing(process: &Process) -> Vec<String> {
    let http = reqwest::Client::new();
    let (url, token) = (process.text("/url"), process.text("/tokens/admin"));
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let url = format!("{url}/v1/events?limit=1000{cursor}");
        let answer = http.get(url).bearer_auth(token).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let page: Value = serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON");
        let events = page["events"].as_array().expect("events");
        // Without the monitor's events of the setup.
        let sent = events.iter().filter(|event| event["source"] != "monitor");
        ids.extend(sent.map(|event| event["id"].as_str().expect("an id").to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}
