//! The detector while AWS fails, workers are killed, and wake-ups come twice, late and in any order.
//!
//! `DETECTION_FAULT_EVENTS=100000` evaluates as many events as the design asks for, instead of 1,000.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use aws_lambda_events::dynamodb::EventRecord;
use detection::detector::{self, State};
use detection::sweep;
use detections::{Config, Fact, FindingId, Fold, RuleId};
use event_model::{Catalog, EventFilter, OrganizationId, TimeRange, Timestamp};
use event_store::{
    Aws, Endpoints, EventReader, FeedEntry, FeedRecord, FindingScope, Insertion, Order, ReadRequest,
    ReadSize, Segment, Step,
};
use fastrand::Rng;
use lambda::env::Env;
use serde_json::json;
use support::feed::FeedTables;
use support::plan::{EVERY_SORT, Plan};
use support::proxy::Proxy;
use support::wire::Protocol;

use super::attacks::{event, recordings};

const VARIABLES: [(&str, &str); 3] = [
    ("EVENTS_TABLE", "UnstreamedEvents"),
    ("CONTROL_TABLE", "ControlTable"),
    ("FEED_TABLE", "UnstreamedFeed"),
];

/// Returns the number of events: `DETECTION_FAULT_EVENTS`, or 1,000.
fn events() -> usize {
    std::env::var("DETECTION_FAULT_EVENTS")
        .map_or(1_000, |count| count.parse().expect("DETECTION_FAULT_EVENTS is a number"))
}

fn far() -> tokio::time::Instant {
    tokio::time::Instant::now() + Duration::from_secs(600)
}

/// Records events and appends them to the feed, in segments of random sizes.
async fn record(tables: &FeedTables, count: usize, now: Timestamp) -> OrganizationId {
    let organization = tables.app.organization_id();
    let mut rng = Rng::with_seed(3);
    let recordings = recordings(organization.as_str(), count, now);
    for chunk in recordings.chunks(500) {
        let insertions = tables.events.insert(chunk, far()).await;
        assert!(insertions.iter().all(|insertion| *insertion == Insertion::Recorded));
    }
    let mut rest = recordings.as_slice();
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(rng.usize(1..500.min(count / 8)).min(rest.len()));
        let records = chunk.iter().map(|recording| FeedRecord::of(event(recording)).expect("a record"));
        let written_at = chunk.last().map_or(now, |recording| recording.recorded_at);
        tables.feed.append(&organization, records.collect(), written_at, far()).await.expect("appended");
        rest = later;
    }
    organization
}

/// Returns the wake-up of a segment: its record in the stream of the feed.
fn wake(segment: &Segment) -> EventRecord {
    let record = json!({
        "awsRegion": "us-east-1", "eventID": segment.number.to_string(), "eventName": "INSERT",
        "dynamodb": {
            "SequenceNumber": format!("{:021}", segment.number), "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            "Keys": { "pk": { "S": segment.organization_id.as_str() } }, "NewImage": {},
        },
    });
    serde_json::from_value(record).expect("a stream record")
}

/// Delivers every wake-up until an invocation has handled it: killed, doubled, shuffled and old ones come in between.
async fn deliver(state: &State, records: &[EventRecord], pass: impl Fn()) -> (usize, usize, usize) {
    let mut rng = Rng::with_seed(5);
    let (mut next, mut invocations, mut killed, mut failed) = (0, 0, 0, 0);
    while next < records.len() {
        let size = rng.usize(1..=10).min(records.len() - next);
        let mut batch = records[next..next + size].to_vec();
        let deadline = Instant::now() + Duration::from_secs(120);
        invocations += 1;
        match rng.u8(..8) {
            0 => {
                let time = Duration::from_micros(rng.u64(0..60_000));
                let run = detector::handle(state, batch, deadline);
                killed += usize::from(tokio::time::timeout(time, run).await.is_err());
                // The lease of the worker ends.
                pass();
            }
            1 => {
                let old = records[rng.usize(0..=next)..].iter().take(10).cloned().collect();
                detector::handle(state, old, deadline).await;
            }
            2 => {
                batch.extend(batch.clone());
                rng.shuffle(&mut batch);
                detector::handle(state, batch, deadline).await;
            }
            _ => {
                let failures = detector::handle(state, batch, deadline).await;
                failed += usize::from(!failures.is_empty());
                if failures.is_empty() {
                    next += size;
                } else {
                    pass();
                }
            }
        }
    }
    (invocations, killed, failed)
}

/// Returns the findings of a fold over the segments.
fn fold(organization: &OrganizationId, segments: &[Segment]) -> BTreeMap<FindingId, RuleId> {
    let config = Config::default();
    let mut fold = Fold::new(organization, &config, RuleId::ALL);
    for segment in segments {
        for entry in segment.entries().expect("entries") {
            if let FeedEntry::Event(event) = entry
                && let Some(fact) = Fact::of(&event, Catalog::built_in())
            {
                fold.push(fact);
            }
        }
    }
    fold.finish().into_iter().map(|finding| (finding.id, finding.rule)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn findings_under_faults_equal_fold() {
    let tables = FeedTables::create().await;
    let aws = tables.app.aws();
    let count = events();
    let clock = tables.app.clock.clock();
    let organization = record(&tables, count, clock.timestamp()).await;
    let segments = tables.segments(&organization).await;

    let endpoints = aws.endpoints().expect("a stack has emulators");
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    // Without requests that hang: each costs seconds, and a segment has dozens of requests.
    proxy.follow(Plan::new(5, 30, &EVERY_SORT[..EVERY_SORT.len() - 1]));
    let disturbed = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints.clone() });
    let env = Env::from_iter(VARIABLES);
    let state = State::load(&env, &disturbed, clock.clone()).expect("every variable is there");
    let records: Vec<EventRecord> = segments.iter().map(wake).collect();
    let start = Instant::now();
    let pass = || tables.app.clock.pass(chrono::Duration::seconds(61));
    let (invocations, killed, failed) = deliver(&state, &records, pass).await;
    // Late writes have arrived by then.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let took = start.elapsed();

    let expected = fold(&organization, &segments);
    let live = stored(&tables, &organization).await;
    let unknown: Vec<_> = live.iter().filter(|(id, _)| !expected.contains_key(id)).collect();
    assert_eq!(unknown, Vec::<(&FindingId, &RuleId)>::new(), "the detector found what the fold does not");

    let state = sweep::State::load(&env, &aws, clock).expect("every variable is there");
    let deadline = Instant::now() + Duration::from_secs(3_600);
    let report = sweep::sweep(&state, sweep::SweepEvent::default(), deadline).await.expect("a report");
    assert_eq!(report.failed, 0);
    let all = stored(&tables, &organization).await;
    assert_eq!(all, expected);
    assert_eq!(report.missing, all.len() - live.len());
    let opened = opened(&tables, &organization).await;
    assert_eq!(opened.len(), all.len(), "each finding has one event");
    assert_eq!(opened, all.keys().map(FindingId::to_string).collect::<BTreeSet<_>>());

    let mut rules: BTreeMap<RuleId, usize> = BTreeMap::new();
    for rule in all.values() {
        *rules.entry(*rule).or_default() += 1;
    }
    println!(
        "{count} events in {} segments, {took:.1?}: {invocations} invocations, {killed} killed, {failed} failed; \
         {} findings, {} by the nightly pass; 0 lost, 0 doubled, live = fold; {rules:?}",
        segments.len(),
        all.len(),
        report.missing,
    );
    assert!(rules.len() >= 4, "{rules:?}");
}

/// Returns the stored findings.
async fn stored(tables: &FeedTables, organization: &OrganizationId) -> BTreeMap<FindingId, RuleId> {
    let control = &tables.app.store.control;
    let (mut found, mut after) = (BTreeMap::new(), None);
    loop {
        let scope = FindingScope::All;
        let page = control.findings_page(organization, &scope, TimeRange::ALL, after.as_ref(), 100).await;
        let page = page.expect("findings");
        found.extend(page.items.into_iter().map(|record| (record.finding.id, record.finding.rule)));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Returns the ids of the events that report findings. Each event is read once.
async fn opened(tables: &FeedTables, organization: &OrganizationId) -> BTreeSet<String> {
    let state = tables
        .app
        .store
        .control
        .organizations_state(organization)
        .await
        .expect("a state")
        .expect("it exists");
    let kind = "monitor.finding.opened".parse().expect("a type");
    let request = ReadRequest {
        state: &state,
        filter: EventFilter::of_types([kind]),
        order: Order::Ascending,
        after: None,
        size: ReadSize::Bulk,
        now: tables.app.clock.clock().timestamp(),
    };
    let mut reader = EventReader::new(&tables.events, request);
    let mut ids = BTreeSet::new();
    loop {
        match reader.next().await.expect("an event") {
            Step::Event(event) => assert!(ids.insert(event.id.to_string()), "{} is doubled", event.id),
            Step::Skipped => {}
            Step::End => return ids,
        }
    }
}
