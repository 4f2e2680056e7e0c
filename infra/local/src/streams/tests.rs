use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dynoxide::Database;
use dynoxide::storage_backend::ManualClock;
use serde_json::{Value, json};

use super::{StreamError, StreamFaults, Streams};
use crate::data_dir::{Data, DataDir};
use crate::functions::handlers;
use crate::lambda::{Lambda, Loaded};
use crate::template::{StartingPosition, StreamMapping};

/// The batches that a function received: the values of `id` of their records.
type Calls = Arc<Mutex<Vec<Vec<String>>>>;

/// The result of the function for the call of this number, the first is 1.
type Respond = fn(call: usize, ids: &[String]) -> Outcome;

/// A result of the function.
enum Outcome {
    Success,
    /// These records failed.
    Failed(&'static [&'static str]),
    Answer(Value),
    Error,
    /// No answer before the test ends.
    Pending,
}

/// A table `Things` with a stream, and a function that reads it.
struct Fixture {
    data_dir: Arc<DataDir>,
    database: Database,
    mapping: StreamMapping,
    faults: StreamFaults,
    calls: Calls,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Fixture {
    fn new() -> Self {
        Self::with(Database::memory().unwrap())
    }

    fn with(database: Database) -> Self {
        let table = json!({
            "TableName": "Things",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
        });
        database.create_table(serde_json::from_value(table).unwrap()).unwrap();
        let mapping = StreamMapping {
            name: "Worker-Changes".to_owned(),
            function: "Worker".to_owned(),
            table: "Things".to_owned(),
            stream_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/Things/stream/local".to_owned(),
            batch_size: 100,
            window: Duration::ZERO,
            starting_position: StartingPosition::TrimHorizon,
            event_names: ["INSERT", "MODIFY", "REMOVE"].map(str::to_owned).into(),
            reports_failures: true,
            bisects: false,
            max_retries: None,
            max_age: Duration::from_secs(86_400),
            on_failure: Some("arn:aws:sqs:us-east-1:000000000000:Failures".to_owned()),
        };
        Self {
            data_dir: Arc::new(DataDir::open(&Data::Memory).unwrap()),
            database,
            mapping,
            faults: StreamFaults::default(),
            calls: Calls::default(),
            events: Arc::default(),
        }
    }

    fn put(&self, id: &str) {
        let put = json!({ "TableName": "Things", "Item": { "id": { "S": id } } });
        self.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
    }

    fn put_all(&self, ids: &[&str]) {
        ids.iter().for_each(|id| self.put(id));
    }

    fn delete(&self, id: &str) {
        let delete = json!({ "TableName": "Things", "Key": { "id": { "S": id } } });
        self.database.delete_item(serde_json::from_value(delete).unwrap()).unwrap();
    }

    fn lambda(&self, respond: Respond) -> Lambda {
        let (calls, events) = (Arc::clone(&self.calls), Arc::clone(&self.events));
        let handler = handlers::event(move |event: Value, _| {
            let records = event["Records"].as_array().unwrap();
            let records: BTreeMap<_, _> = records.iter().map(id_and_sequence).collect();
            let ids: Vec<_> =
                event["Records"].as_array().unwrap().iter().map(|r| id_and_sequence(r).0).collect();
            let mut calls = calls.lock().unwrap();
            calls.push(ids.clone());
            let outcome = respond(calls.len(), &ids);
            events.lock().unwrap().push(event);
            async move {
                match outcome {
                    Outcome::Success => Ok(json!({ "batchItemFailures": [] })),
                    Outcome::Failed(ids) => {
                        let failures = ids.iter().map(|id| json!({ "itemIdentifier": records[*id] }));
                        Ok(json!({ "batchItemFailures": failures.collect::<Vec<_>>() }))
                    }
                    Outcome::Answer(answer) => Ok(answer),
                    Outcome::Error => Err("no such table"),
                    Outcome::Pending => std::future::pending().await,
                }
            }
        });
        let loaded = Loaded { handler, timeout: Duration::from_secs(5), async_retries: 0 };
        Lambda::new(BTreeMap::from([("Worker".to_owned(), loaded)]))
    }

    fn try_start(&self, respond: Respond) -> Result<Streams, StreamError> {
        let mappings = std::slice::from_ref(&self.mapping);
        Streams::start(mappings, &self.database, &self.lambda(respond), &self.data_dir, &self.faults)
    }

    fn start(&self, respond: Respond) -> Streams {
        self.try_start(respond).unwrap()
    }

    fn calls(&self) -> Vec<Vec<String>> {
        self.calls.lock().unwrap().clone()
    }

    /// Waits until the calls fulfill a condition, and then long enough for one call too many.
    async fn wait_for(&self, fulfilled: impl Fn(&[Vec<String>]) -> bool) -> Vec<Vec<String>> {
        for _ in 0..2_000 {
            if fulfilled(&self.calls()) {
                tokio::time::sleep(Duration::from_millis(250)).await;
                return self.calls();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the calls are {:?}", self.calls());
    }

    fn failures(&self) -> Vec<Value> {
        let files = std::fs::read_dir(self.data_dir.path("failures")).unwrap();
        files
            .map(|file| serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap())
            .collect()
    }
}

fn id_and_sequence(record: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&record["dynamodb"]["Keys"]["id"]["S"]), text(&record["dynamodb"]["SequenceNumber"]))
}

fn succeed(_: usize, _: &[String]) -> Outcome {
    Outcome::Success
}

#[tokio::test]
async fn stream_is_delivered_in_batches_in_order() {
    let mut fixture = Fixture::new();
    fixture.mapping.batch_size = 2;
    fixture.put_all(&["a", "b", "c", "d", "e"]);
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| calls.len() == 3).await;
    assert_eq!(calls, [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
    let events = fixture.events.lock().unwrap();
    let record = &events[0]["Records"][0];
    assert_eq!(record["eventSourceARN"], fixture.mapping.stream_arn);
    assert_eq!((&record["eventName"], &record["awsRegion"]), (&json!("INSERT"), &json!("us-east-1")));
    assert_eq!(record["dynamodb"]["NewImage"], json!({ "id": { "S": "a" } }));
    assert_eq!(record["dynamodb"]["StreamViewType"], "NEW_IMAGE");
}

#[tokio::test]
async fn filter_skips_other_events() {
    let mut fixture = Fixture::new();
    fixture.mapping.event_names = BTreeSet::from(["REMOVE".to_owned()]);
    let _streams = fixture.start(succeed);
    fixture.put_all(&["a", "b"]);
    fixture.delete("b");
    let calls = fixture.wait_for(|calls| calls.len() == 1).await;
    assert_eq!(calls, [["b"]]);
}

#[tokio::test]
async fn window_collects_records_of_several_reads() {
    let mut fixture = Fixture::new();
    fixture.mapping.window = Duration::from_millis(800);
    let _streams = fixture.start(succeed);
    fixture.put("a");
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert!(fixture.calls().is_empty());
    fixture.put("b");
    assert_eq!(fixture.wait_for(|calls| calls.len() == 1).await, [["a", "b"]]);
}

#[tokio::test]
async fn full_batch_does_not_wait_for_window() {
    let mut fixture = Fixture::new();
    (fixture.mapping.batch_size, fixture.mapping.window) = (2, Duration::from_secs(300));
    fixture.put_all(&["a", "b", "c"]);
    let _streams = fixture.start(succeed);
    assert_eq!(fixture.wait_for(|calls| calls.len() == 1).await, [["a", "b"]]);
}

#[tokio::test]
async fn batch_stays_below_payload_limit() {
    let fixture = Fixture::new();
    let text = "x".repeat(350_000);
    for id in 0..20 {
        let put = json!({ "TableName": "Things", "Item": { "id": { "S": id.to_string() }, "text": { "S": text } } });
        fixture.database.put_item(serde_json::from_value(put).unwrap()).unwrap();
    }
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| calls.concat().len() == 20).await;
    assert_eq!(calls.iter().map(Vec::len).collect::<Vec<_>>(), [17, 3]);
}

#[tokio::test]
async fn partial_failure_retries_from_first_failed() {
    let fixture = Fixture::new();
    fixture.put_all(&["a", "b", "c", "d"]);
    let streams = fixture.start(|call, _| match call {
        1 => Outcome::Failed(&["d", "b"]),
        2 => Outcome::Failed(&["c"]),
        _ => Outcome::Success,
    });
    let calls = fixture.wait_for(|calls| calls.len() == 3).await;
    assert_eq!(calls, [vec!["a", "b", "c", "d"], vec!["b", "c", "d"], vec!["c", "d"]]);
    assert!(fixture.failures().is_empty());
    drop(streams);
}

#[tokio::test]
async fn partial_failure_without_report_is_success() {
    let mut fixture = Fixture::new();
    fixture.mapping.reports_failures = false;
    fixture.put_all(&["a", "b"]);
    let _streams = fixture.start(|_, _| Outcome::Failed(&["a"]));
    assert_eq!(fixture.wait_for(|calls| calls.len() == 1).await, [["a", "b"]]);
}

#[tokio::test]
async fn empty_answers_are_success() {
    for answer in [json!(null), json!({}), json!({ "batchItemFailures": null })] {
        let fixture = Fixture::new();
        fixture.put("a");
        let respond: Respond = match &answer {
            Value::Null => |_, _| Outcome::Answer(Value::Null),
            answer if *answer == json!({}) => |_, _| Outcome::Answer(json!({})),
            _ => |_, _| Outcome::Answer(json!({ "batchItemFailures": null })),
        };
        let _streams = fixture.start(respond);
        assert_eq!(fixture.wait_for(|calls| calls.len() == 1).await, [["a"]], "{answer}");
    }
}

#[tokio::test]
async fn malformed_answers_fail_the_batch() {
    let fixture = Fixture::new();
    fixture.put_all(&["a", "b"]);
    let _streams = fixture.start(|call, _| match call {
        1 => Outcome::Answer(json!({ "batchItemFailures": [{ "itemIdentifier": "" }] })),
        2 => Outcome::Answer(json!({ "batchItemFailures": [{ "item": "1" }] })),
        3 => Outcome::Answer(json!({ "batchItemFailures": [{ "itemIdentifier": "100000000000000000007" }] })),
        _ => Outcome::Success,
    });
    let calls = fixture.wait_for(|calls| calls.len() == 4).await;
    assert!(calls.iter().all(|call| *call == ["a", "b"]), "{calls:?}");
}

#[tokio::test]
async fn error_bisects_batch_to_the_bad_record() {
    let mut fixture = Fixture::new();
    (fixture.mapping.bisects, fixture.mapping.max_retries) = (true, Some(0));
    fixture.put_all(&["a", "b", "bad", "d"]);
    let _streams = fixture
        .start(|_, ids| if ids.iter().any(|id| id == "bad") { Outcome::Error } else { Outcome::Success });
    let calls = fixture.wait_for(|calls| calls.len() == 5).await;
    assert_eq!(calls, [vec!["a", "b", "bad", "d"], vec!["a", "b"], vec!["bad", "d"], vec!["bad"], vec!["d"]]);
    let failures = fixture.failures();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0]["DDBStreamBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn retries_exhausted_drop_batch_with_record() {
    let mut fixture = Fixture::new();
    (fixture.mapping.batch_size, fixture.mapping.max_retries) = (2, Some(1));
    fixture.put_all(&["a", "b", "c"]);
    let _streams = fixture.start(|_, ids| if ids[0] == "a" { Outcome::Error } else { Outcome::Success });
    let calls = fixture.wait_for(|calls| calls.len() == 3).await;
    assert_eq!(calls, [vec!["a", "b"], vec!["a", "b"], vec!["c"]], "the shard waits for the retry");

    let [failure] = &fixture.failures()[..] else { panic!("{:?}", fixture.failures()) };
    let context = &failure["requestContext"];
    assert_eq!(context["functionArn"], "arn:aws:lambda:us-east-1:000000000000:function:Worker");
    assert_eq!(context["condition"], "RetryAttemptsExhausted");
    assert_eq!(context["approximateInvokeCount"], 2);
    assert_eq!(failure["responseContext"]["functionError"], "Unhandled");
    assert_eq!(failure["version"], "1.0");
    let (info, events) = (&failure["DDBStreamBatchInfo"], fixture.events.lock().unwrap());
    assert_eq!(info["startSequenceNumber"], events[0]["Records"][0]["dynamodb"]["SequenceNumber"]);
    assert_eq!(info["endSequenceNumber"], events[0]["Records"][1]["dynamodb"]["SequenceNumber"]);
    assert_eq!((&info["batchSize"], &info["shardId"]), (&json!(2), &json!("shardId-00000001-Things")));
    assert_eq!(info["streamArn"], fixture.mapping.stream_arn);
    assert!(!failure.to_string().contains("NewImage"), "{failure}");
    let files = std::fs::read_dir(fixture.data_dir.path("failures")).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names[0].starts_with("Failures-"), "the name of the queue: {names:?}");
}

#[tokio::test]
async fn record_over_maximum_age_is_dropped_uninvoked() {
    let past = u64::try_from(chrono::Utc::now().timestamp()).unwrap() - 120;
    let mut fixture = Fixture::with(Database::memory_with_clock(Arc::new(ManualClock::new(past))).unwrap());
    fixture.mapping.max_age = Duration::from_secs(60);
    fixture.put_all(&["a", "b"]);
    let streams = fixture.start(succeed);
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        if !fixture.failures().is_empty() {
            break;
        }
    }
    drop(streams);
    let [failure] = &fixture.failures()[..] else { panic!("{:?}", fixture.failures()) };
    assert_eq!(failure["requestContext"]["condition"], "RecordAgeExceeded");
    assert_eq!(failure["requestContext"]["approximateInvokeCount"], 0);
    assert_eq!(
        (failure.get("responseContext"), &failure["DDBStreamBatchInfo"]["batchSize"]),
        (None, &json!(2))
    );
    assert!(fixture.calls().is_empty());
}

#[tokio::test]
async fn restart_continues_at_checkpoint() {
    let fixture = Fixture::new();
    fixture.put_all(&["a", "b"]);
    let mut streams = fixture.start(succeed);
    fixture.wait_for(|calls| calls.concat().len() == 2).await;
    streams.stop().await;
    fixture.put("c");
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| calls.concat().len() == 3).await;
    assert_eq!(calls.last().unwrap(), &["c"]);
}

#[tokio::test]
async fn restart_delivers_unanswered_batch_again() {
    let mut fixture = Fixture::new();
    fixture.mapping.batch_size = 2;
    fixture.put_all(&["a", "b", "c"]);
    let streams = fixture.start(|_, ids| if ids[0] == "c" { Outcome::Pending } else { Outcome::Success });
    fixture.wait_for(|calls| calls.len() == 2).await;
    drop(streams);
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| calls.len() == 3).await;
    assert_eq!(calls, [vec!["a", "b"], vec!["c"], vec!["c"]]);
}

#[tokio::test]
async fn latest_begins_with_next_record() {
    let mut fixture = Fixture::new();
    fixture.mapping.starting_position = StartingPosition::Latest;
    fixture.put("a");
    let mut streams = fixture.start(succeed);
    streams.stop().await;
    fixture.put("b");
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| !calls.is_empty()).await;
    assert_eq!(calls, [["b"]], "the position is kept from the first start");
}

#[tokio::test]
async fn start_with_malformed_checkpoint_is_refused() {
    let fixture = Fixture::new();
    fixture.start(succeed).stop().await;
    let file = "streams/Worker-Changes-shardId-00000001-Things.json";
    fixture.data_dir.write(file, b"{").unwrap();
    let error = fixture.try_start(succeed).err().unwrap().to_string();
    assert!(error.ends_with("cannot be read; delete the file to start without it"), "{error}");
}

#[tokio::test]
async fn shards_split_stream_by_key() {
    let mut fixture = Fixture::new();
    fixture.faults.shards = 4;
    let ids: Vec<String> = (0..40).map(|id| id.to_string()).collect();
    for _ in 0..3 {
        ids.iter().for_each(|id| fixture.put(id));
    }
    let mut streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| calls.concat().len() == 120).await;
    streams.stop().await;
    assert_eq!(calls.len(), 4, "each shard has some of 40 keys");
    let sets: Vec<BTreeSet<_>> = calls.iter().map(|call| call.iter().collect()).collect();
    assert_eq!(sets.iter().map(BTreeSet::len).sum::<usize>(), 40, "the changes of an item are in one shard");
    let checkpoints = std::fs::read_dir(fixture.data_dir.path("streams")).unwrap();
    assert_eq!(checkpoints.count(), 4);
    let _streams = fixture.start(succeed);
    assert_eq!(fixture.wait_for(|calls| calls.len() == 4).await.len(), 4, "each shard has its checkpoint");
}

#[tokio::test]
async fn faults_deliver_each_record_at_least_once() {
    let mut fixture = Fixture::new();
    fixture.mapping.batch_size = 10;
    fixture.faults = StreamFaults {
        seed: 7,
        shards: 2,
        window: Some(Duration::ZERO),
        twice: true,
        shuffle: true,
        delayed: 0.2,
        lost_answers: 0.3,
        ..StreamFaults::default()
    };
    let ids: Vec<String> = (100..300).map(|id| id.to_string()).collect();
    ids.iter().for_each(|id| fixture.put(id));
    let mut streams = fixture.start(succeed);
    let is_complete = |calls: &[Vec<String>]| {
        let mut counts = BTreeMap::<&String, usize>::new();
        calls.iter().flatten().for_each(|id| *counts.entry(id).or_default() += 1);
        counts.len() == 200 && counts.values().all(|count| *count >= 2)
    };
    let calls = fixture.wait_for(is_complete).await;
    streams.stop().await;
    let delivered = calls.concat();
    assert!(delivered.len() > 450, "lost answers repeat batches: {}", delivered.len());
    assert!(!calls.iter().all(|call| call.is_sorted()), "records are shuffled inside a batch");
    let firsts: Vec<_> =
        ids.iter().map(|id| calls.iter().position(|call| call.contains(id)).unwrap()).collect();
    assert!(!firsts.is_sorted(), "and across batches");

    fixture.calls.lock().unwrap().clear();
    fixture.put("300");
    let _streams = fixture.start(succeed);
    let calls = fixture.wait_for(|calls| !calls.is_empty()).await;
    assert!(calls.iter().all(|call| *call == ["300"]), "nothing else was open: {calls:?}");
}

#[test]
fn faults_shorten_window() {
    let fixture = Fixture::new();
    let mapping = StreamMapping { window: Duration::from_secs(1), ..fixture.mapping.clone() };
    let shorter = |window| StreamFaults { window, ..StreamFaults::default() }.shorten_window(&mapping).window;
    assert_eq!(shorter(None), Duration::from_secs(1));
    assert_eq!(shorter(Some(Duration::from_millis(20))), Duration::from_millis(20));
    assert_eq!(shorter(Some(Duration::from_secs(9))), Duration::from_secs(1));
}
