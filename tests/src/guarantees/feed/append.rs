//! The append rule: every record once, however it is delivered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use event_model::{OrganizationId, Timestamp};
use fastrand::Rng;
use futures::StreamExt;
use lambda::clock::Clock;
use sequencer::State;
use serde_json::Value;
use support::events::one;
use support::feed::{FeedTables, Identity, Row, check_segments, stream_record};

use super::delivery::{Deliveries, Shard, shard_of};

/// Random worlds: one seed each.
const SEEDS: u64 = 300;
/// Worlds at once.
const AT_ONCE: usize = 6;
/// Time of the first record.
const START: i64 = 1_795_000_000_000;

/// The records of some organizations, spread over shards.
struct World {
    seed: u64,
    random: Rng,
    shards: Vec<Vec<(usize, Value)>>,
    expected: BTreeMap<OrganizationId, BTreeSet<Identity>>,
    batch: usize,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        // Some worlds have batches that fill segments: 500 entries, or 300 KB.
        let (events, batch, note) = match seed % 60 {
            0 => (1_300, 1_000, 0),
            30 => (500, 500, 2_000),
            _ => (random.usize(20..140), random.usize(3..60), 0),
        };
        let shards = vec![Vec::new(); random.usize(1..=4)];
        let mut world = Self { seed, random, shards, expected: BTreeMap::new(), batch };
        world.fill(events, note);
        world
    }

    fn fill(&mut self, events: usize, note: usize) {
        let organizations: Vec<_> =
            (0..self.random.usize(1..=3)).map(|nth| format!("org_{}_{nth}", self.seed)).collect();
        // The clocks of the writers differ by minutes, some by a day.
        let skews: Vec<i64> = (0..self.random.usize(1..=5))
            .map(|_| match self.random.u8(..5) {
                0 => one(&mut self.random, &[-86_400_000, 86_400_000]),
                _ => self.random.i64(-600_000..600_000),
            })
            .collect();
        let mut arrival = START;
        let mut rows: Vec<Row> = Vec::new();
        for nth in 0..events {
            arrival += self.random.i64(0..3_000);
            let time = Timestamp::from_millis(arrival + one(&mut self.random, &skews)).expect("a time");
            let kind = match self.random.u8(..12) {
                0 => "monitor.export.created",
                1 => "account.login.succeeded",
                _ => "pass.item.read",
            };
            let organization = one(&mut self.random, &organizations);
            let mut row = Row::new(&organization, kind, format!("e{nth}"), time);
            row.occurred_at = time.minus(chrono::Duration::milliseconds(self.random.i64(0..86_400_000)));
            row.note = (0..note).map(|_| self.random.alphanumeric()).collect();
            // An id that is recorded again, after its first event was deleted.
            if let Some(earlier) = rows.last().filter(|_| self.random.u8(..40) == 0)
                && earlier.recorded_at != time
            {
                row = Row { recorded_at: time, ..earlier.clone() };
            }
            self.add(nth, &row);
            rows.push(row);
        }
    }

    /// Adds the record of a row. Some cannot be read, and some are no records of events.
    fn add(&mut self, nth: usize, row: &Row) {
        let mut image = row.image();
        let mut identity = row.identity();
        let shard = shard_of(&row.key(), self.shards.len());
        if self.random.u8(..25) == 0 {
            let damage: &[&str] = match self.random.u8(..5) {
                0 => &["type_key", "r"],
                1 => &["type_key", "r", "sort_key"],
                2 => &["expires_at"],
                3 => &["sort_key"],
                _ => &["user_key"],
            };
            let attributes = image.as_object_mut().expect("an item");
            attributes.retain(|name, _| !damage.contains(&name.as_str()));
            // Two rows of one key that cannot be read would have one identity here.
            image["pk"]["S"] = format!("{}x{nth}", row.key()).into();
            identity = (identity.0, format!("{}x{nth}", row.id), None);
        } else if self.random.u8(..50) == 0 {
            let mut stranger = image.clone();
            stranger["pk"]["S"] = one(&mut self.random, &["", "#", "org_a", "org_a#pass"]).into();
            self.shards[shard].push((nth + 1_000_000, stranger));
        }
        let organization = row.organization.parse().expect("an id");
        assert!(self.expected.entry(organization).or_default().insert(identity), "seed {}", self.seed);
        self.shards[shard].push((nth, image));
    }

    /// Delivers everything and checks the feeds.
    async fn run(mut self, tables: &FeedTables, sequencer: &State) -> Deliveries {
        let batch = self.batch;
        let shards = std::mem::take(&mut self.shards).into_iter().map(|records| Shard {
            sequencer,
            records: records.into_iter().map(|(place, image)| stream_record(place, &image)).collect(),
            random: self.random.fork(),
            batch,
        });
        let delivered = futures::future::join_all(shards.map(Shard::deliver_all)).await;
        for (organization, expected) in &self.expected {
            let label = format!("seed {}, {organization}", self.seed);
            check_segments(&tables.segments(organization).await, expected, &label);
        }
        delivered.into_iter().fold(Deliveries::default(), |sum, one| Deliveries {
            batches: sum.batches + one.batches,
            killed: sum.killed + one.killed,
            failed: sum.failed + one.failed,
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn append_random_deliveries_keep_each_record_once() {
    let tables = Arc::new(FeedTables::create().await);
    let sequencer = tables.sequencer(&tables.app.aws(), Clock::system());
    let worlds = (0..SEEDS).map(|seed| {
        let (tables, sequencer) = (Arc::clone(&tables), sequencer.clone());
        tokio::spawn(async move { World::new(seed).run(&tables, &sequencer).await })
    });
    let mut worlds = futures::stream::iter(worlds).buffer_unordered(AT_ONCE);
    let mut done: Vec<Deliveries> = Vec::new();
    while let Some(world) = worlds.next().await {
        done.push(world.expect("the feeds of every world are right"));
    }
    let count = |of: fn(&Deliveries) -> usize| done.iter().map(of).sum::<usize>();
    let (batches, killed) = (count(|one| one.batches), count(|one| one.killed));
    println!("{SEEDS} worlds: {batches} invocations, {killed} killed");
    assert!(killed > 100, "only {killed} invocations were killed");
    assert_eq!(count(|one| one.failed), 0, "no invocation fails without faults");
}
