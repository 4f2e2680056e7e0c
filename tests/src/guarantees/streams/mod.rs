//! Streams and their deliveries, stored as the API and the workers store them.

mod changes;
mod leases;
mod records;

use event_model::{
    Actor, Client, EventQuery, EventType, MonitorAct, Name, NewEvent, OrganizationState, QueryUsers,
    StreamFormat, StreamId, StreamState, Timestamp, metadata,
};
use event_store::{
    Aws, Control, Delivery, Destination, Endpoints, FeedPosition, StoreError, StoredDelivery, Stream,
};
use support::app::TestApp;
use support::proxy::Proxy;
use support::wire::Protocol;
use uuid::Uuid;

/// A stack without workers of streams, and one stream of its organization.
struct Fixture {
    app: TestApp,
    state: OrganizationState,
    stream: Stream,
}

impl Fixture {
    async fn start() -> Self {
        // The event of the stream would wake a worker, which takes the lease.
        let app = TestApp::start_without_deliveries().await;
        let state = app.state(&app.organization).await;
        let stream = stream(&state, app.clock.clock().timestamp());
        let fixture = Self { app, state, stream };
        assert!(fixture.create(&fixture.stream).await.expect("stored"), "it is the first one");
        fixture
    }

    fn control(&self) -> &Control {
        &self.app.store.control
    }

    /// Returns the time some seconds after the creation of the stream.
    fn second(&self, second: i64) -> Timestamp {
        self.stream.created_at.plus(chrono::Duration::seconds(second))
    }

    async fn create(&self, stream: &Stream) -> Result<bool, StoreError> {
        let now = stream.created_at;
        let new = Delivery::new(
            stream.organization_id.clone(),
            stream.id.clone(),
            FeedPosition::BEGINNING,
            now,
            now,
        );
        let active = Delivery { state: StreamState::Active, ..new };
        self.app.store.streams_create(stream, &active, &self.state, &self.event("created")).await
    }

    /// Returns the stored delivery of the stream.
    async fn read(&self) -> StoredDelivery {
        let read = self.control().deliveries_get(&self.stream.organization_id, &self.stream.id).await;
        read.expect("the store answers").expect("the stream has a delivery")
    }

    /// Returns an event `monitor.stream.{kind}`.
    fn event(&self, kind: &str) -> NewEvent {
        let act = MonitorAct {
            id: Uuid::now_v7(),
            at: self.app.clock.clock().timestamp(),
            actor: Actor { id: "u_admin".parse().expect("an id"), name: None, email: None },
            client: Client::default(),
            ip: None,
        };
        let kind: EventType = format!("monitor.stream.{kind}").parse().expect("a type");
        act.event(0, &self.state.organization.id, kind, Vec::new(), metadata([]))
    }

    /// Returns the number of stored events of each kind, after `monitor.stream.`.
    async fn events(&self, kind: &str) -> usize {
        let kinds = self.app.event_types(&self.app.organization).await;
        kinds.iter().filter(|stored| **stored == format!("monitor.stream.{kind}")).count()
    }

    /// Returns a proxy before DynamoDB, and the control table behind it.
    async fn proxied(&self) -> (Proxy, Control) {
        let endpoints = self.app.aws().endpoints().expect("emulators").clone();
        let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
        let aws = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints });
        (proxy, Control::open(&aws, "ControlTable"))
    }
}

/// Returns a new stream to a webhook.
fn stream(state: &OrganizationState, now: Timestamp) -> Stream {
    let id: StreamId = Uuid::now_v7().to_string().parse().expect("a UUID is an id");
    Stream {
        id,
        organization_id: state.organization.id.clone(),
        name: Name::try_from("SIEM".to_owned()).expect("a name"),
        format: StreamFormat::Native,
        filters: EventQuery::default(),
        users: QueryUsers::default(),
        minimum_severity: None,
        destination: Destination::Webhook { url: "https://siem.northwind.example/in".to_owned() },
        secret: None,
        previous_secret: None,
        created_at: now,
        created_by: "u_admin".parse().expect("an id"),
        changed_at: now,
        version: 1,
    }
}

/// Returns `delivery` at the start of a segment.
fn at_segment(delivery: &Delivery, segment: u64) -> Delivery {
    Delivery { position: FeedPosition::before(segment), ..delivery.clone() }
}

#[track_caller]
fn assert_conflict<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}
