//! Streams whose worker a test runs itself, over a feed that it fills.

use std::time::{Duration, Instant};

use delivery::call::{DelivererAction, DelivererCall};
use delivery::deliverer::{self, DeliverError, State};
use delivery::destinations::signing;
use delivery::http::{Client, Policy, SystemResolver, Timeouts};
use delivery::secrets::SecretEncrypter;
use event_model::{
    EventQuery, MonitorAct, Name, OrganizationId, OrganizationState, QueryUsers, StreamFormat, StreamId,
    StreamState, Timestamp,
};
use event_store::{Aws, Delivery, Destination, FeedPosition, FeedRecord, StoredDelivery, Stream};
use lambda::env::Env;
use secrecy::ExposeSecret;

use crate::app::TestApp;
use crate::feed::{EVENTS, FEED, FeedTables, Row};

/// Longest time that the worker of a test waits for an answer.
pub const ANSWER_TIME: Duration = Duration::from_millis(150);

/// A feed, and streams of it.
pub struct Deliveries {
    pub tables: FeedTables,
    pub organization: OrganizationId,
    pub state: OrganizationState,
}

impl Deliveries {
    /// Starts a stack whose worker of streams only the test runs.
    pub async fn start() -> Self {
        let tables = FeedTables::create_in(TestApp::start_without_deliveries().await).await;
        let organization = tables.app.organization_id();
        let state = tables.app.store.control.organizations_state(&organization).await;
        let state = state.expect("the table can be read").expect("the organization exists");
        Self { tables, organization, state }
    }

    pub fn now(&self) -> Timestamp {
        self.tables.app.clock.clock().timestamp()
    }

    /// Appends `count` events to the feed, in segments of `size`. Returns their ids in order.
    pub async fn append(&self, prefix: &str, count: usize, size: usize) -> Vec<String> {
        let now = self.now();
        let ids: Vec<String> = (0..count).map(|nth| format!("{prefix}-{nth:06}")).collect();
        for (nth, ids) in (0..).zip(ids.chunks(size)) {
            // Each segment is later than the one before: the feed looks back over all segments of the same time.
            let now = now.plus(chrono::Duration::milliseconds(nth));
            let records = ids.iter().map(|id| {
                let row = Row::new(self.organization.as_str(), "pass.item.read", id.clone(), now);
                FeedRecord::of(row.event()).expect("a record")
            });
            let deadline = tokio::time::Instant::now() + Duration::from_secs(600);
            let appended =
                self.tables.feed.append(&self.organization, records.collect(), now, deadline).await;
            assert_eq!(appended.expect("appended").appended, ids.len());
        }
        ids
    }

    /// Creates a stream to a webhook that is verified and starts at the beginning. Returns it with its secret.
    pub async fn webhook(&self, url: &str, format: StreamFormat) -> (Stream, String) {
        let now = self.now();
        let id: StreamId = uuid::Uuid::now_v7().to_string().parse().expect("a UUID is an id");
        let secret = signing::new_secret().expect("random bytes");
        let aws = self.tables.app.aws();
        let ciphertext =
            SecretEncrypter::new(&aws, "SecretsKey").encrypt(&self.organization, &id, &secret).await;
        let stream = Stream {
            id: id.clone(),
            organization_id: self.organization.clone(),
            name: Name::recorded("SIEM".to_owned()),
            format,
            filters: EventQuery::default(),
            users: QueryUsers::default(),
            minimum_severity: None,
            destination: Destination::Webhook { url: url.to_owned() },
            secret: Some(ciphertext.expect("encrypted")),
            previous_secret: None,
            created_at: now,
            created_by: "u_admin".parse().expect("an id"),
            changed_at: now,
            version: 1,
        };
        self.create(&stream).await;
        (stream, secret.expose_secret().to_owned())
    }

    /// Stores a stream whose destination is verified.
    pub async fn create(&self, stream: &Stream) {
        let now = self.now();
        let (organization, position) = (self.organization.clone(), FeedPosition::BEGINNING);
        let delivery = Delivery {
            state: StreamState::Active,
            verified_version: 1,
            ..Delivery::new(organization, stream.id.clone(), position, now, now)
        };
        let act = MonitorAct {
            id: uuid::Uuid::now_v7(),
            at: now,
            actor: event_model::Actor::monitor(),
            client: event_model::Client::default(),
            ip: None,
        };
        let kind = event_model::EventType::built_in("monitor.stream.created").expect("a type");
        let event = act.event(0, &self.organization, kind, Vec::new(), event_model::metadata([]));
        let created = self.tables.app.store.streams_create(stream, &delivery, &self.state, &event).await;
        assert!(created.expect("stored"), "the organization has few streams");
    }

    /// Returns the worker, which waits for nothing: the test sets the clock forward.
    pub fn worker(&self, aws: &Aws) -> State {
        let variables = [
            ("EVENTS_TABLE", EVENTS),
            ("CONTROL_TABLE", "ControlTable"),
            ("FEED_TABLE", FEED),
            ("DASHBOARD_URL", "https://activity.northwind.example"),
            ("DELIVERY_WAIT_SECONDS", "0"),
        ];
        let timeouts = Timeouts { connect: Duration::from_secs(1), answer: ANSWER_TIME };
        let client =
            Client::with(Policy { allow_loopback: true }, timeouts, std::sync::Arc::new(SystemResolver));
        let client = client.expect("TLS needs nothing from the environment");
        let clock = self.tables.app.clock.clock();
        State::with_client(&Env::from_iter(variables), aws, clock, client).expect("every variable is there")
    }

    /// Runs the worker once for a stream.
    pub async fn run(&self, worker: &State, stream: &StreamId) -> Result<(), DeliverError> {
        let call = DelivererCall {
            organization_id: self.organization.clone(),
            stream_id: stream.clone(),
            action: DelivererAction::Deliver,
        };
        let deadline = Instant::now() + Duration::from_secs(900);
        deliverer::handle(worker, call, deadline).await.map(drop)
    }

    /// Returns how far a stream is.
    pub async fn delivery(&self, stream: &StreamId) -> StoredDelivery {
        let stored = self.tables.app.store.control.deliveries_get(&self.organization, stream).await;
        stored.expect("the table can be read").expect("the stream has a delivery")
    }

    /// Returns `true` if a stream has sent everything.
    pub async fn is_done(&self, stream: &StreamId) -> bool {
        let position = self.delivery(stream).await.delivery.position;
        let next = self.tables.feed.first_from(&self.organization, position.segment).await;
        next.expect("the feed can be read").is_none()
    }

    /// Sets the clock forward to the time of the next attempt, or past the lease of a worker that was killed.
    pub async fn pass_until_due(&self, stream: &StreamId) {
        let StoredDelivery { delivery, lease_until, .. } = self.delivery(stream).await;
        let now = self.now();
        let until = lease_until.into_iter().chain(delivery.due_at).max().unwrap_or(now);
        let millis = (until.millis() - now.millis()).max(0) + 1;
        self.tables.app.clock.pass(chrono::Duration::milliseconds(millis));
    }
}
