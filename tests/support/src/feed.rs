//! Tables of events and of the feed that no stream connects: a test decides what is delivered.

use std::collections::BTreeSet;

use aws_lambda_events::dynamodb::EventRecord;
use event_model::{Event, EventBody, OrganizationId, Timestamp};
use event_store::{Aws, EventLog, Feed, FeedEntry, Segment};
use lambda::clock::Clock;
use lambda::env::Env;
use serde_json::{Value, json};

use crate::app::TestApp;

/// Table of events that no stream connects.
pub const EVENTS: &str = "UnstreamedEvents";
/// Table of the feed that no stream connects.
pub const FEED: &str = "UnstreamedFeed";

/// A stack with these tables, besides those of the template.
pub struct FeedTables {
    pub app: TestApp,
    pub events: EventLog,
    pub feed: Feed,
}

/// An event as a row of the events table.
#[derive(Debug, Clone)]
pub struct Row {
    pub organization: String,
    /// A type of the catalog.
    pub kind: &'static str,
    pub id: String,
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
    pub expires_at: Timestamp,
    pub note: String,
}

/// The identity of an entry: source, id and time of recording. A row that could not be read has no time.
pub type Identity = (String, String, Option<Timestamp>);

impl FeedTables {
    /// Starts a stack and creates the tables.
    pub async fn create() -> Self {
        Self::create_in(TestApp::start().await).await
    }

    /// Creates the tables in a running stack.
    pub async fn create_in(app: TestApp) -> Self {
        create_tables(&app).await;
        let aws = app.aws();
        Self { events: EventLog::open(&aws, EVENTS), feed: Feed::open(&aws, FEED), app }
    }

    /// Returns the function of the stream, with these clients.
    pub fn sequencer(&self, aws: &Aws, clock: Clock) -> sequencer::State {
        let env = Env::from_iter([("FEED_TABLE", FEED)]);
        sequencer::State::load(&env, aws, clock).expect("every variable is there")
    }

    /// Returns the function of the sweep, without a continuation.
    pub fn sweeper(&self, clock: Clock) -> sequencer::SweepState {
        let names = [("EVENTS_TABLE", EVENTS), ("CONTROL_TABLE", "ControlTable"), ("FEED_TABLE", FEED)];
        let state = sequencer::SweepState::load(&Env::from_iter(names), &self.app.aws(), clock);
        state.expect("every variable is there")
    }

    /// Returns the existing segments of an organization in order.
    pub async fn segments(&self, organization: &OrganizationId) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        loop {
            let from = segments.last().map_or(1, |segment| segment.number + 1);
            let next = self.feed.first_from(organization, from).await.expect("the feed can be read");
            match next {
                Some(segment) => segments.push(segment),
                None => return segments,
            }
        }
    }

    /// Deletes a segment, as TTL does.
    pub async fn expire_segment(&self, organization: &OrganizationId, number: u64) {
        let key = json!({ "pk": { "S": organization.as_str() }, "n": { "N": number.to_string() } });
        self.app.dynamodb("DeleteItem", &json!({ "TableName": FEED, "Key": key })).await;
    }

    /// Writes an item to the table of the feed.
    pub async fn put_segment(&self, item: &Value) {
        self.app.dynamodb("PutItem", &json!({ "TableName": FEED, "Item": item })).await;
    }

    /// Writes an item to the table of events.
    pub async fn put_row(&self, item: &Value) {
        self.app.dynamodb("PutItem", &json!({ "TableName": EVENTS, "Item": item })).await;
    }

    /// Returns the items of the events table as records of a stream.
    pub async fn stream_records(&self) -> Vec<EventRecord> {
        let images = self.app.stored(EVENTS).await.into_iter();
        let images = images.map(|image| serde_json::from_str::<Value>(&image).expect("an item"));
        images.enumerate().map(|(place, image)| stream_record(place, &image)).collect()
    }
}

impl Row {
    /// Returns a row with an event that was recorded a second after it occurred, and is kept for 400 days.
    pub fn new(
        organization: &str,
        kind: &'static str,
        id: impl Into<String>,
        recorded_at: Timestamp,
    ) -> Self {
        let occurred_at = recorded_at.minus(chrono::Duration::seconds(1));
        let expires_at = occurred_at.plus(chrono::Duration::days(400)).millis() / 1_000 * 1_000;
        Self {
            organization: organization.to_owned(),
            kind,
            id: id.into(),
            occurred_at,
            recorded_at,
            expires_at: Timestamp::from_millis(expires_at).expect("a time"),
            note: String::new(),
        }
    }

    /// Returns the source of the event.
    pub fn source(&self) -> &'static str {
        self.kind.split('.').next().unwrap_or_default()
    }

    /// Returns the identity of the entry.
    pub fn identity(&self) -> Identity {
        (self.source().to_owned(), self.id.clone(), Some(self.recorded_at))
    }

    /// Returns the table key.
    pub fn key(&self) -> String {
        format!("{}#{}#{}", self.organization, self.source(), self.id)
    }

    /// Returns the event.
    pub fn event(&self) -> Event {
        let body: EventBody = serde_json::from_value(json!({
            "id": self.id, "organization_id": self.organization, "type": self.kind, "source": self.source(),
            "occurred_at": self.occurred_at, "recorded_at": self.recorded_at, "outcome": "success",
            "actor": { "id": "u" }, "targets": [], "client": {}, "details": "shown",
            "metadata": { "note": self.note },
        }))
        .expect("an event");
        body.into_event(self.expires_at).expect("an event")
    }

    /// Returns the item, as DynamoDB's JSON.
    pub fn image(&self) -> Value {
        let Self { organization, kind, .. } = self;
        let hash = self.id.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31) + u64::from(byte));
        json!({
            "pk": { "S": self.key() },
            "sort_key": { "S": format!("{}#{hash:020x}", self.occurred_at) },
            "time_key": { "S": format!("{organization}#0") },
            "user_key": { "S": format!("{organization}#u") },
            "type_key": { "S": format!("{organization}#{kind}#0") },
            "expires_at": { "N": (self.expires_at.millis() / 1_000).to_string() },
            "r": { "N": self.recorded_at.millis().to_string() },
            "m": { "M": { "note": { "S": self.note } } },
        })
    }
}

/// Creates the tables [`EVENTS`] and [`FEED`], like those of the template.
pub async fn create_tables(app: &TestApp) {
    for (name, model) in [(EVENTS, "EventsTable"), (FEED, "FeedTable")] {
        let described = app.dynamodb("DescribeTable", &json!({ "TableName": model })).await;
        let table = &described["Table"];
        let mut definition = json!({
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": table["AttributeDefinitions"],
            "KeySchema": table["KeySchema"],
        });
        let indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
        let indexes: Vec<Value> = indexes
            .map(|index| {
                json!({
                    "IndexName": index["IndexName"],
                    "KeySchema": index["KeySchema"],
                    "Projection": index["Projection"],
                })
            })
            .collect();
        if !indexes.is_empty() {
            definition["GlobalSecondaryIndexes"] = json!(indexes);
        }
        app.dynamodb("CreateTable", &definition).await;
    }
}

/// Returns the stream record of the insertion of an item. `place` is its place in the stream.
pub fn stream_record(place: usize, image: &Value) -> EventRecord {
    let record = json!({
        "awsRegion": "us-east-1", "eventID": place.to_string(), "eventName": "INSERT",
        "dynamodb": {
            "SequenceNumber": format!("{place:021}"), "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            "Keys": { "pk": image["pk"] }, "NewImage": image,
        },
    });
    serde_json::from_value(record).expect("a stream record")
}

/// Returns the identity of an entry.
pub fn identity(entry: &FeedEntry) -> Identity {
    match entry {
        FeedEntry::Event(event) => (event.source().to_owned(), event.id.to_string(), Some(event.recorded_at)),
        FeedEntry::Unreadable { source, id } => (source.clone(), id.to_string(), None),
    }
}

/// Checks that the segments hold every expected entry once, and that they are numbered, sized and chained as promised.
#[track_caller]
pub fn check_segments(segments: &[Segment], expected: &BTreeSet<Identity>, label: &str) {
    let mut found = BTreeSet::new();
    let mut twice = Vec::new();
    let (mut chain, mut maximum, mut latest) = ([0; 32], Timestamp::MIN, Timestamp::MIN);
    for (number, segment) in (1..).zip(segments) {
        assert_eq!(segment.number, number, "{label}: the numbers are dense");
        assert!(segment.follows(chain).expect("a body"), "{label}: segment {number} follows the one before");
        let entries = segment.entries().expect("entries");
        assert_eq!(entries.len(), usize::from(segment.count), "{label}: count of segment {number}");
        assert!((1..=500).contains(&entries.len()), "{label}: {} entries in a segment", entries.len());
        let bytes: usize = entries.iter().map(entry_bytes).sum();
        assert!(bytes <= 300 * 1024, "{label}: {bytes} bytes in segment {number}");
        let monitor = entries.iter().filter(|entry| identity(entry).0 == "monitor").count();
        assert!(monitor == 0 || monitor == entries.len(), "{label}: segment {number} mixes retentions");
        for entry in &entries {
            let identity = identity(entry);
            latest = latest.max(identity.2.unwrap_or(Timestamp::MIN));
            if !found.insert(identity.clone()) {
                twice.push(identity);
            }
        }
        assert!(segment.max_recorded_at >= latest, "{label}: the maximum of segment {number} is too early");
        assert!(segment.max_recorded_at >= maximum, "{label}: the maximum falls at segment {number}");
        (chain, maximum) = (segment.chain, segment.max_recorded_at);
    }
    let lost: Vec<_> = expected.difference(&found).collect();
    let unknown: Vec<_> = found.difference(expected).collect();
    assert!(lost.is_empty(), "{label}: {} lost, such as {:?}", lost.len(), lost[0]);
    assert!(twice.is_empty(), "{label}: {} twice, such as {:?}", twice.len(), twice[0]);
    assert!(unknown.is_empty(), "{label}: {} were never recorded, such as {:?}", unknown.len(), unknown[0]);
}

fn entry_bytes(entry: &FeedEntry) -> usize {
    match entry {
        FeedEntry::Event(event) => {
            let body = EventBody::new((**event).clone(), true);
            serde_json::to_string(&body).expect("a body is JSON").len()
        }
        FeedEntry::Unreadable { source, id } => source.len() + id.as_str().len(),
    }
}
