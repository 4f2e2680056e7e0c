//! The feed while AWS and the network fail.
//!
//! `FEED_FAULT_EVENTS=100000` delivers as many events as the design asks for, instead of 1,000: `make soak`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use event_model::{OrganizationId, Timestamp};
use event_store::{Aws, Endpoints};
use fastrand::Rng;
use lambda::clock::Clock;
use support::feed::{FeedTables, Identity, Row, check_segments, stream_record};
use support::plan::{EVERY_SORT, Plan};
use support::proxy::Proxy;
use support::wire::Protocol;

use super::delivery::{Shard, shard_of};

const SHARDS: usize = 4;
const ORGANIZATIONS: usize = 3;
/// Time of the first record.
const START: i64 = 1_795_000_000_000;

/// Returns the number of events to deliver: `FEED_FAULT_EVENTS`, or 1,000.
fn events() -> usize {
    std::env::var("FEED_FAULT_EVENTS")
        .map_or(1_000, |count| count.parse().expect("FEED_FAULT_EVENTS is a number"))
}

/// Returns the rows in the order of the stream. Each tenth comes up to 500 places later.
fn rows(count: usize) -> Vec<Row> {
    let mut random = Rng::with_seed(11);
    let mut rows: Vec<(usize, Row)> = (0..count)
        .map(|nth| {
            let organization = format!("org_faults_{}", random.usize(..ORGANIZATIONS));
            // About a hundred events in a second, from writers whose clocks differ by up to two minutes.
            let skew = i64::from(random.u8(..8)) * 17_000;
            let time = Timestamp::from_millis(START + nth as i64 * 10 + skew).expect("a time");
            let kind = if random.u8(..50) == 0 { "monitor.export.created" } else { "pass.item.read" };
            let late = if random.u8(..10) == 0 { random.usize(..500) } else { 0 };
            (nth + late, Row::new(&organization, kind, format!("e{nth}"), time))
        })
        .collect();
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn feed_under_faults_loses_and_doubles_nothing() {
    let tables = FeedTables::create().await;
    let aws = tables.app.aws();
    let endpoints = aws.endpoints().expect("a stack has emulators");
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    proxy.follow(Plan::new(5, 30, &EVERY_SORT));
    let disturbed = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints.clone() });
    let sequencer = tables.sequencer(&disturbed, Clock::system());

    let count = events();
    let mut expected: BTreeMap<OrganizationId, BTreeSet<Identity>> = BTreeMap::new();
    let mut records = vec![Vec::new(); SHARDS];
    for (place, row) in rows(count).iter().enumerate() {
        let organization = row.organization.parse().expect("an id");
        expected.entry(organization).or_default().insert(row.identity());
        records[shard_of(&row.key(), SHARDS)].push(stream_record(place, &row.image()));
    }
    let start = Instant::now();
    let shards = records.into_iter().zip(1..).map(|(records, seed)| {
        let batch = (records.len() / 10).clamp(100, 1_000);
        let sequencer = sequencer.clone();
        tokio::spawn(async move {
            Shard { sequencer: &sequencer, records, random: Rng::with_seed(seed), batch }.deliver_all().await
        })
    });
    let mut done = Vec::new();
    for shard in shards.collect::<Vec<_>>() {
        done.push(shard.await.expect("every record is delivered"));
    }
    let took = start.elapsed();
    // Late writes have arrived by then.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;

    let counts = proxy.take_counts();
    let requests: u64 = counts.values().sum();
    let faults: u64 = counts.iter().filter(|((_, fault), _)| fault.is_some()).map(|(_, count)| count).sum();
    let mut segments = 0;
    for (organization, expected) in &expected {
        let stored = tables.segments(organization).await;
        check_segments(&stored, expected, organization.as_str());
        segments += stored.len();
    }
    let batches: usize = done.iter().map(|shard| shard.batches).sum();
    let killed: usize = done.iter().map(|shard| shard.killed).sum();
    let failed: usize = done.iter().map(|shard| shard.failed).sum();
    println!(
        "{count} events in {took:.1?}: {batches} invocations, {killed} killed, {failed} with failures; \
         {requests} requests, {faults} faulted ({:.1} %); {segments} segments; 0 lost, 0 twice, numbers dense",
        faults as f64 / requests as f64 * 100.0,
    );
    assert!(faults * 100 >= requests * 25, "{faults} of {requests} requests failed");
}
