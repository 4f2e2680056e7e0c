//! Events answered `recorded` survive a crash, and appear once in the feed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use support::events::varied;
use support::process::Process;

/// Number of kills, unless the environment variable KILLS says another.
const KILLS: u64 = 3;
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
    let feed = Arc::new(Mutex::new(FeedReader::default()));
    let kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().expect("a number of kills"));
    let mut begin = 0;
    for kill in 1..=kills {
        let before = recorded.lock().expect("no panics").len();
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|nth| {
                let (url, key) = (process.text("/url").to_owned(), process.text("/product_key").to_owned());
                let (events, recorded) = (Arc::clone(&events), Arc::clone(&recorded));
                tokio::spawn(produce(url, key, events, recorded, begin + nth * BATCH))
            })
            .collect();
        let (url, token) = (process.text("/url").to_owned(), process.text("/tokens/admin").to_owned());
        let reader = tokio::spawn(follow(url, token, Arc::clone(&feed)));
        // At any moment of a write, of an append to the feed or of a read.
        tokio::time::sleep(Duration::from_millis(fastrand::u64(1_000..3_000))).await;
        process.kill();
        reader.await.expect("the reader ends with the connection");
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
    let (url, token) = (process.text("/url").to_owned(), process.text("/tokens/admin").to_owned());
    let reader = tokio::spawn(follow(url, token, Arc::clone(&feed)));
    let stored: BTreeSet<String> = listing(&process).await.into_iter().collect();
    for _ in 0..300 {
        if feed.lock().expect("no panics").ids().is_superset(&stored) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    reader.abort();
    let feed = feed.lock().expect("no panics");
    let missing: Vec<_> = stored.difference(&feed.ids()).cloned().collect();
    let doubled = feed.entries.len() - feed.ids().len();
    println!(
        "feed after {kills} kills: {} events, missing {}, doubled {doubled}",
        feed.entries.len(),
        missing.len()
    );
    assert!(missing.is_empty() && doubled == 0, "{missing:?}");
    let mut last = (0, 0);
    for &(segment, place) in feed.entries.keys() {
        let follows = (segment, place) == (last.0, last.1 + 1) || (segment, place) == (last.0 + 1, 1);
        assert!(follows, "{segment}.{place} follows {}.{}", last.0, last.1);
        last = (segment, place);
    }
}

/// What a reader of the feed keeps between restarts of the service.
#[derive(Default)]
struct FeedReader {
    cursor: Option<String>,
    /// Ids by sequence.
    entries: BTreeMap<(u64, u64), String>,
}

impl FeedReader {
    fn ids(&self) -> BTreeSet<String> {
        self.entries.values().cloned().collect()
    }

    fn take(&mut self, page: &Value) {
        for event in page["events"].as_array().expect("events") {
            let sequence =
                event["sequence"].as_str().expect("a sequence").split_once('.').expect("two numbers");
            let sequence = (sequence.0.parse().expect("a number"), sequence.1.parse().expect("a number"));
            let id = event["id"].as_str().expect("an id").to_owned();
            let before = self.entries.insert(sequence, id.clone());
            assert!(before.is_none_or(|before| before == id), "{sequence:?} has changed");
        }
        self.cursor = Some(page["cursor"].as_str().expect("a cursor").to_owned());
    }
}

/// Follows the feed until the process is gone.
async fn follow(url: String, token: String, feed: Arc<Mutex<FeedReader>>) {
    let http = reqwest::Client::new();
    loop {
        let cursor = feed.lock().expect("no panics").cursor.clone();
        let position = cursor.map_or("start=beginning".to_owned(), |cursor| format!("cursor={cursor}"));
        let request = http.get(format!("{url}/v1/feed?limit=1000&{position}")).bearer_auth(&token);
        let Ok(answer) = request.send().await else { return };
        let status = answer.status();
        let Ok(text) = answer.text().await else { return };
        assert_eq!(status, 200, "{text}");
        let page: Value = serde_json::from_str(&text).expect("JSON");
        feed.lock().expect("no panics").take(&page);
        if page["has_more"] == false {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
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
