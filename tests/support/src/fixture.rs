//! Exports whose workers the test runs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use event_model::{
    Actor, Catalog, Client, EventQuery, EventType, MonitorAct, NewEvent, Outcome, QueryUsers, RetentionDays,
    TimeRange, Timestamp, WriteShards,
};
use event_store::{
    Endpoints, Export, ExportCall, ExportClaim, ExportFormat, ExportLimit, ExportQueue, ExportRequest,
    ExportState, ExportsBucket, Insertion, Recording,
};
use export::worker::{self, WorkerError};
use lambda::clock::Clock;
use lambda::env::Env;
use uuid::Uuid;

use crate::app::TestApp;

/// A stack with events for exports.
pub struct Fixture {
    pub app: TestApp,
    pub bucket: ExportsBucket,
    pub since: Timestamp,
}

impl Fixture {
    /// Starts a stack and records `rows` events of about `bytes` each. Large events make files of several parts.
    pub async fn start(rows: usize, bytes: usize) -> Self {
        let app = TestApp::start().await;
        let bucket = ExportsBucket::new(&app.aws(), "exportsbucket");
        let since = Timestamp::from_datetime(chrono::Utc::now() - chrono::Duration::hours(20));
        let fixture = Self { app, bucket, since };
        let recordings: Vec<Recording> = (0..rows).map(|row| fixture.recording(row, bytes)).collect();
        for batch in recordings.chunks(100) {
            let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
            for insertion in fixture.app.store.events.insert(batch, deadline).await {
                // An attempt that timed out is repeated, which gives duplicates.
                assert!(matches!(insertion, Insertion::Recorded | Insertion::Duplicate), "{insertion:?}");
            }
        }
        fixture
    }

    pub fn recording(&self, row: usize, bytes: usize) -> Recording {
        let text = |text: String| text.try_into().expect("a text");
        // Random, or a compressed file would have a single part.
        let mut random = fastrand::Rng::with_seed(row as u64);
        let values = bytes / 460;
        let metadata = (0..values).map(|key| {
            let value: String = (0..450).map(|_| random.lowercase()).collect();
            (format!("key{key:02}").try_into().expect("a key"), value.try_into().expect("a value"))
        });
        let kind = Catalog::built_in().entries()[row % 26].id.clone();
        let event = NewEvent {
            id: format!("row-{row:06}").parse().expect("an id"),
            organization_id: self.app.organization_id(),
            kind,
            // Several events of one millisecond are ordered by hash.
            occurred_at: self.since.plus(chrono::Duration::milliseconds((row as i64 / 3) * 997)),
            outcome: Outcome::ALL[row % 4],
            actor: Actor {
                id: format!("u_{}", row % 40).parse().expect("an id"),
                name: Some(text(format!("=Zoë \"{row}\", of"))),
                email: None,
            },
            targets: Vec::new(),
            client: Client::default(),
            ip: Some([203, 0, 113, (row % 250) as u8].into()),
            session_id: None,
            metadata: metadata.collect(),
        };
        let recorded_at = Timestamp::from_datetime(chrono::Utc::now());
        Recording {
            event,
            network: Default::default(),
            location: None,
            collect: true,
            recorded_at,
            expires_at: recorded_at.plus(chrono::Duration::days(30)),
            shards: WriteShards::default(),
        }
    }

    /// Creates an export of the recorded events, without invoking its worker.
    pub async fn export(&self, format: ExportFormat) -> ExportCall {
        // Without the events of the monitor.
        let range = TimeRange::new(self.since, self.since.plus(chrono::Duration::hours(19)));
        self.create(self.request("u_owner", false, format, range.expect("a range"))).await
    }

    /// Returns a request for an export.
    pub fn request(&self, user: &str, own: bool, format: ExportFormat, range: TimeRange) -> ExportRequest {
        let requested_at = Timestamp::from_datetime(chrono::Utc::now());
        ExportRequest {
            id: Uuid::now_v7().to_string().parse().expect("an id"),
            organization_id: self.app.organization_id(),
            by: Actor { id: user.parse().expect("an id"), name: None, email: None },
            own,
            requested_at,
            query: EventQuery::default(),
            users: QueryUsers::default(),
            range,
            retention_days: RetentionDays::default(),
            format,
            time_zone: Some("Asia/Kathmandu".to_owned()),
            columns: format.is_table().then(|| {
                ["time_local", "user_name", "event", "ip", "metadata", "id"].map(str::to_owned).to_vec()
            }),
            expires_at: requested_at.plus(chrono::Duration::days(1)),
        }
    }

    /// Returns a request for a table of all events of the time.
    pub fn csv(&self, user: &str, own: bool) -> ExportRequest {
        self.request(user, own, ExportFormat::Csv, TimeRange::ALL)
    }

    /// Creates an export whose worker is not invoked.
    pub async fn create(&self, request: ExportRequest) -> ExportCall {
        let created = self.try_create(&request).await;
        created.expect("the export is within the limits");
        ExportCall { organization_id: request.organization_id, export_id: request.id }
    }

    /// Creates an export, or returns the limit that refuses it.
    pub async fn try_create(&self, request: &ExportRequest) -> Result<ExportQueue, ExportLimit> {
        let state = self.app.state(request.organization_id.as_str()).await;
        let created =
            self.app.store.exports_create(request, &state, &act(request, "monitor.export.created")).await;
        created.expect("the store answers")
    }

    /// Claims an export for a worker that may be the second of two.
    pub async fn claim(&self, call: &ExportCall, at: Timestamp, until: Timestamp) -> ExportClaim {
        let control = &self.app.store.control;
        let claim = control.exports_claim(&call.organization_id, &call.export_id, 2, at, until).await;
        claim.expect("the store answers")
    }

    /// Claims an export that is free.
    pub async fn take(&self, call: &ExportCall, at: Timestamp, until: Timestamp) -> Export {
        match self.claim(call, at, until).await {
            ExportClaim::Taken(export) => *export,
            other => panic!("{other:?}"),
        }
    }

    /// Returns an export.
    pub async fn get(&self, call: &ExportCall) -> Export {
        let export = self.app.store.control.exports_get(&call.organization_id, &call.export_id).await;
        export.expect("the store answers").expect("the export is there")
    }

    /// Returns the file of an export that is ready.
    pub async fn file(&self, call: &ExportCall) -> Vec<u8> {
        let export = self.get(call).await;
        assert_eq!(export.state, ExportState::Ready, "{:?}", export.failure);
        let key = export.files.expect("a ready export has files").data_key;
        self.bucket.get(&key).await.expect("the bucket answers").expect("the file is there").to_vec()
    }

    /// Returns the variables of a worker in another process.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let Endpoints { dynamodb, s3, .. } =
            self.app.aws().endpoints().expect("a stack has emulators").clone();
        vec![("TEST_DYNAMODB", dynamodb), ("TEST_S3", s3)]
    }

    /// Returns a worker.
    pub fn worker(&self, options: &[(&str, &str)]) -> Worker {
        Worker(load(self.app.aws().endpoints().expect("a stack has emulators").clone(), options))
    }
}

/// Returns the current time.
pub fn now() -> Timestamp {
    Timestamp::from_datetime(chrono::Utc::now())
}

/// Returns the event of an act of a request's user.
pub fn act(request: &ExportRequest, kind: &str) -> NewEvent {
    let (at, actor) = (request.requested_at, request.by.clone());
    let act = MonitorAct { id: Uuid::now_v7(), at, actor, client: Client::default(), ip: None };
    let kind = EventType::built_in(kind).expect("a type");
    act.event(0, &request.organization_id, kind, Vec::new(), BTreeMap::new())
}

/// A worker.
pub struct Worker(worker::State);

/// Options of a worker with small parts, frequent checkpoints and short leases.
pub const SHORT_STEPS: [(&str, &str); 4] = [
    ("EXPORT_PART_MIB", "5"),
    ("EXPORT_SETTLE_MILLISECONDS", "0"),
    ("EXPORT_CHECKPOINT_SECONDS", "0.1"),
    ("EXPORT_LEASE_SECONDS", "0.3"),
];

impl Worker {
    /// Writes for `time` at most.
    pub async fn run(&self, call: &ExportCall, time: Duration) -> Result<(), WorkerError> {
        worker::run(&self.0, call.clone(), Instant::now() + time).await
    }
}

/// Loads a worker without a continuation.
pub fn load(endpoints: Endpoints, options: &[(&str, &str)]) -> worker::State {
    let names = [
        ("EVENTS_TABLE", "EventsTable"),
        ("CONTROL_TABLE", "ControlTable"),
        ("EXPORTS_BUCKET", "exportsbucket"),
    ];
    let env = Env::from_iter(names.into_iter().chain(options.iter().copied()));
    let state = worker::State::load(&env, &event_store::Aws::with_endpoints(endpoints), Clock::system());
    state.expect("every variable is there")
}
