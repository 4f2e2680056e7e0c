//! A collector that polls the feed as those of system logs do: it starts once, follows the link to the next page without
//! end, and saves that link after the events of a page are stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::Duration as Span;
use fastrand::Rng;
use local::StreamFaults;
use serde_json::Value;
use support::app::{AUDITOR, TestApp, ago, text};
use support::events::event_at;

const PRODUCERS: usize = 8;
/// Batches of each producer, and events of each batch.
const BATCHES: usize = 12;
const BATCH: usize = 10;
const RESTARTS: usize = 20;
/// Time after which an event counts as lost.
const TIMEOUT: Duration = Duration::from_secs(90);

/// The first request.
const START: &str = "/v1/feed?start=beginning&limit=";

/// Segment and place, from the text of a sequence.
type Sequence = (u64, u64);

/// What the collector keeps through a crash.
#[derive(Debug, Default)]
struct Stored {
    /// The next request; `None` before the first answer.
    next: Option<String>,
    /// Events by sequence. A page that is processed again does not double them.
    events: BTreeMap<Sequence, Value>,
    /// Saved links with the sequences of their pages.
    pages: Vec<(String, Vec<Sequence>)>,
}

/// Where a collector crashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crash {
    /// Before the events of a page are stored.
    BeforeEvents,
    /// After a part of the events is stored.
    BetweenEvents,
    /// After the events, before the link.
    BeforeLink,
    /// After the link.
    AfterLink,
}

fn sequence(event: &Value) -> Sequence {
    let (segment, place) = text(&event["sequence"]).split_once('.').expect("two numbers");
    (segment.parse().expect("a number"), place.parse().expect("a number"))
}

/// Returns the URL of the next page from the header `Link`.
fn next_link(headers: &BTreeMap<String, String>) -> String {
    let link = &headers["link"];
    let (url, relation) = link.split_once(">; ").expect("a link and its relation");
    assert_eq!(relation, "rel=\"next\"");
    let url = url.strip_prefix('<').expect("a link");
    let path = url.find("/v1/").expect("a path");
    url[path..].to_owned()
}

impl Stored {
    /// Reads one page. Returns `true` if more events may be there.
    async fn poll(&mut self, app: &TestApp, limit: usize, crash: Option<Crash>) -> bool {
        let request = self.next.clone().unwrap_or_else(|| format!("{START}{limit}"));
        let answer = app.get(&AUDITOR, &request).await;
        let next = next_link(&answer.headers);
        let body = answer.expect(200);
        let events = body["events"].as_array().expect("events");
        assert!(events.len() <= limit, "{} events in a page of {limit}", events.len());
        assert!(next.ends_with(&format!("cursor={}", text(&body["cursor"]))), "{next} has another cursor");
        let sequences: Vec<Sequence> = events.iter().map(sequence).collect();
        assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
        if crash == Some(Crash::BeforeEvents) {
            return true;
        }
        let count = if crash == Some(Crash::BetweenEvents) { events.len() / 2 } else { events.len() };
        for (sequence, event) in sequences.iter().zip(events).take(count) {
            match self.events.get(sequence) {
                Some(stored) => assert_eq!(stored, event, "an event never changes"),
                // A new event is after every event that was stored before.
                None => {
                    let last = self.events.last_key_value().map(|(last, _)| *last);
                    assert!(last < Some(*sequence), "{sequence:?} comes after {last:?}");
                    self.events.insert(*sequence, event.clone());
                }
            }
        }
        if !matches!(crash, Some(Crash::BetweenEvents | Crash::BeforeLink)) {
            self.pages.push((request, sequences));
            self.next = Some(next);
        }
        body["has_more"] == true
    }

    /// Returns the sequences of the events of the producers, by id.
    fn by_id(&self) -> BTreeMap<String, Vec<Sequence>> {
        let mut by_id: BTreeMap<String, Vec<Sequence>> = BTreeMap::new();
        for (sequence, event) in &self.events {
            if event["source"] != "monitor" {
                by_id.entry(text(&event["id"]).to_owned()).or_default().push(*sequence);
            }
        }
        by_id
    }
}

/// Sends events, some of them late, and some batches twice or again later. Returns the ids.
async fn produce(app: &TestApp, producer: usize) -> Vec<String> {
    let mut random = Rng::with_seed(producer as u64);
    let mut sent: Vec<Vec<Value>> = Vec::new();
    for batch in 0..BATCHES {
        let events = (0..BATCH).map(|nth| {
            let late = if random.bool() { random.i64(0..60 * 60 * 24 * 20) } else { 0 };
            let id = format!("p{producer}-{batch}-{nth}");
            event_at(&app.organization, &id, ago(Span::seconds(late)))
        });
        let events: Vec<Value> = events.collect();
        let again = random.u8(..4);
        // At the same time, or a batch of before.
        let (results, _) = tokio::join!(app.statuses(&events), async {
            match again {
                0 => drop(app.statuses(&events).await),
                1 if !sent.is_empty() => drop(app.statuses(&sent[random.usize(..sent.len())]).await),
                _ => {}
            }
        });
        assert!(
            results.iter().all(|status| ["recorded", "duplicate"].contains(&status.as_str())),
            "{results:?}"
        );
        sent.push(events);
        tokio::time::sleep(Duration::from_millis(random.u64(0..400))).await;
    }
    sent.iter().flatten().map(|event| text(&event["id"]).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collector_restarts_and_has_each_event_once() {
    let faults = StreamFaults {
        seed: 4,
        shards: 4,
        window: Some(Duration::from_millis(100)),
        twice: true,
        shuffle: true,
        delayed: 0.2,
        lost_answers: 0.3,
        stopped: ["DetectorFunction".to_owned()].into(),
    };
    let options = local::Options { streams: faults, ..Default::default() };
    let app = Arc::new(TestApp::start_with_options(options).await);
    let active = Arc::new(AtomicUsize::new(PRODUCERS));
    let producers = (0..PRODUCERS).map(|producer| {
        let (app, active) = (Arc::clone(&app), Arc::clone(&active));
        tokio::spawn(async move {
            let sent = produce(&app, producer).await;
            active.fetch_sub(1, Ordering::SeqCst);
            sent
        })
    });
    let producers: Vec<_> = producers.collect();

    let mut random = Rng::with_seed(9);
    let mut stored = Stored::default();
    let (mut restarts, mut polls) = (0, 0);
    let limit = 37;
    let deadline = Instant::now() + TIMEOUT;
    let expected = PRODUCERS * BATCHES * BATCH;
    while active.load(Ordering::SeqCst) > 0 || stored.by_id().len() < expected || restarts < RESTARTS {
        assert!(
            Instant::now() < deadline,
            "{} of {expected} events arrived in {TIMEOUT:?}, with {restarts} restarts",
            stored.by_id().len()
        );
        let crashes = restarts < RESTARTS && random.u8(..3) == 0;
        let crash = crashes.then(|| {
            let points = [Crash::BeforeEvents, Crash::BetweenEvents, Crash::BeforeLink, Crash::AfterLink];
            points[random.usize(..points.len())]
        });
        restarts += usize::from(crash.is_some());
        polls += 1;
        if !stored.poll(&app, limit, crash).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let mut sent = BTreeSet::new();
    for producer in producers {
        sent.extend(producer.await.expect("a producer ends"));
    }
    // Deliveries that are still under way append nothing.
    tokio::time::sleep(Duration::from_secs(2)).await;
    while stored.poll(&app, limit, None).await {}
    println!(
        "{polls} polls, {restarts} restarts, {} events in {} pages",
        stored.events.len(),
        stored.pages.len()
    );

    let by_id = stored.by_id();
    let twice: Vec<_> = by_id.iter().filter(|(_, sequences)| sequences.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(by_id.into_keys().collect::<BTreeSet<_>>(), sent);

    // The same link gives the same events again. The page at the end of the feed has grown meanwhile.
    for (link, sequences) in stored.pages.iter().step_by(7) {
        let body = app.get(&AUDITOR, link).await.expect(200);
        let again: Vec<Sequence> = body["events"].as_array().expect("events").iter().map(sequence).collect();
        assert!(again.starts_with(sequences), "{link}: {again:?}, not {sequences:?}");
        for event in body["events"].as_array().expect("events") {
            assert_eq!(stored.events.get(&sequence(event)), Some(event));
        }
    }
}
