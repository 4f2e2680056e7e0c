//! The function over tables of its own, and one method for each of its endpoints.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use api::{Caller, Operator, Person};
use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use dynoxide::Database;
use dynoxide::actions::scan::ScanRequest;
use event_model::{
    Event, EventFilter, Name, Organization, OrganizationId, OrganizationState, Plan, Role, WriteShards,
};
use event_store::{Aws, Endpoints, Order, PageRequest, ReadBudget, Store, Tables};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use lambda::env::Env;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt;

/// When every test begins.
pub(crate) const START: &str = "2026-11-21T19:00:00.000Z";

/// The function, its tables and its clock.
#[derive(Clone)]
pub(crate) struct App {
    router: Router,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    database: Database,
    minutes: Arc<AtomicI64>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// Returns the body of an answer that has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Returns the code of a refusal that has this status.
    #[track_caller]
    pub(crate) fn problem(self, status: u16) -> String {
        let body = self.expect(status);
        assert_eq!(body["request_id"], "request-1", "{body}");
        body["code"].as_str().expect("a refusal has a code").to_owned()
    }

    /// Returns the places of the faults of a refusal, with what is said of each.
    #[track_caller]
    pub(crate) fn faults(self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        let fault = |fault: &Value| format!("{} {}", text(&fault["pointer"]), text(&fault["message"]));
        body["errors"].as_array().expect("errors").iter().map(fault).collect()
    }

    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.headers["etag"].to_str().expect("a tag is text").to_owned()
    }
}

/// Returns a value that is a string.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string"))
}

pub(crate) fn organization_id(id: &str) -> OrganizationId {
    id.parse().expect("an organisation's id")
}

pub(crate) fn person(role: Role) -> Caller {
    person_of("org_a", role)
}

pub(crate) fn person_of(organization: &str, role: Role) -> Caller {
    Caller::Person(Person {
        organization_id: organization_id(organization),
        user_id: format!("u_{role}").parse().expect("an id"),
        name: Some(Name::try_from("Ada".to_owned()).expect("a name")),
        email: Some("ada@a.example".to_owned().try_into().expect("an address")),
        role,
    })
}

pub(crate) fn operator() -> Caller {
    Caller::Operator(Operator { user_id: "op".parse().expect("an id"), name: None, email: None })
}

impl App {
    /// Starts with the organisation `org_a`, whose plan includes the monitor and whose settings nobody has
    /// touched.
    pub(crate) async fn start() -> Self {
        let database = Database::memory().expect("a database in memory");
        for table in tables() {
            let request = serde_json::from_value(table).expect("a table's definition");
            database.create_table(request).expect("the table is created");
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        let aws = Aws::with_endpoints(Endpoints { dynamodb: url.clone(), s3: url.clone(), lambda: url });
        let minutes = Arc::new(AtomicI64::new(0));
        let start: DateTime<Utc> = START.parse().expect("a time");
        let passed = Arc::clone(&minutes);
        let clock = Clock::new(move || start + chrono::Duration::minutes(passed.load(Ordering::Relaxed)));
        let env = Env::from_iter([("EVENTS_TABLE", "events"), ("CONTROL_TABLE", "control")]);
        let state = settings::State::load(&env, &aws, clock.clone()).expect("everything is set");
        let tables = Tables { events: "events".to_owned(), control: "control".to_owned() };
        let store = Store::open(&aws, &tables);
        let app = Self { router: settings::app(state), store, clock, database, minutes };
        app.create_organization("org_a", Plan::BusinessSuite).await;
        app
    }

    pub(crate) async fn create_organization(&self, id: &str, plan: Plan) {
        let name = Name::try_from(format!("Organisation {id}")).expect("a name");
        let id = organization_id(id);
        let organization = Organization { id, name, plan, write_shards: WriteShards::default() };
        self.store.control.organizations_put(&organization).await.expect("the organisation is written");
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::Relaxed);
    }

    pub(crate) async fn send(
        &self,
        caller: &Caller,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let context: ApiGatewayV2httpRequestContext = serde_json::from_value(json!({
            "requestId": "request-1",
            "authorizer": {"lambda": caller.to_context()},
            "http": {"method": method.as_str(), "path": path, "sourceIp": "192.0.2.7", "userAgent": "test/1"},
        }))
        .expect("a request context");
        let mut request =
            Request::builder().method(method).uri(path).extension(RequestContext::ApiGatewayV2(context));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).expect("every body is JSON")
        };
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, caller: &Caller, path: &str) -> Answer {
        self.send(caller, Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn patch(&self, caller: &Caller, patch: Value) -> Answer {
        let headers = [("content-type", "application/merge-patch+json")];
        self.send(caller, Method::PATCH, "/v1/settings", &headers, patch.to_string()).await
    }

    pub(crate) async fn put_organization(&self, id: &str, body: Value) -> Answer {
        self.put_organization_if(id, body, &[]).await
    }

    pub(crate) async fn put_organization_if(
        &self,
        id: &str,
        body: Value,
        conditions: &[(&str, &str)],
    ) -> Answer {
        let path = format!("/v1/organizations/{id}");
        self.send(&operator(), Method::PUT, &path, conditions, body.to_string()).await
    }

    pub(crate) async fn create_key(&self, body: Value) -> Answer {
        self.send(&operator(), Method::POST, "/v1/keys", &[], body.to_string()).await
    }

    pub(crate) async fn delete_key(&self, id: &str) -> Answer {
        self.send(&operator(), Method::DELETE, &format!("/v1/keys/{id}"), &[], Body::empty()).await
    }

    pub(crate) async fn state(&self, organization: &str) -> OrganizationState {
        let state = self.store.control.organizations_state(&organization_id(organization)).await;
        state.expect("the store answers").expect("the organisation is there")
    }

    /// Returns an organisation's events, oldest first.
    pub(crate) async fn events(&self, organization: &str) -> Vec<Event> {
        let state = self.state(organization).await;
        let request = PageRequest {
            state: &state,
            filter: EventFilter::ALL,
            order: Order::Ascending,
            after: None,
            limit: 1_000,
            budget: ReadBudget { rows: 10_000 },
            now: self.clock.timestamp(),
        };
        let mut events = Vec::new();
        let take = |event| {
            events.push(event);
            ControlFlow::Continue(())
        };
        let next = self.store.events.page(request, take).await.expect("a page");
        assert_eq!(next, None, "there are more events than one page");
        events
    }

    /// Returns the types of an organisation's events, oldest first.
    pub(crate) async fn event_types(&self, organization: &str) -> Vec<String> {
        self.events(organization).await.iter().map(|event| event.kind.id().to_owned()).collect()
    }

    /// Returns every item of a table, as text: what is in it and what is not.
    pub(crate) fn raw(&self, table: &str) -> Vec<String> {
        let request = ScanRequest { table_name: table.to_owned(), ..ScanRequest::default() };
        let items = self.database.scan(request).expect("the table").items.unwrap_or_default();
        // By way of a value, whose members are sorted.
        let text = |item: &HashMap<_, _>| serde_json::to_value(item).expect("an item is JSON").to_string();
        let mut items: Vec<String> = items.iter().map(text).collect();
        items.sort();
        items
    }
}

/// Returns both tables, as the template has them.
fn tables() -> [Value; 2] {
    let text = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let index = |name: &str, key: &str| {
        json!({
            "IndexName": name,
            "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}, {"AttributeName": "sort_key", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        })
    };
    [
        json!({
            "TableName": "events",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions":
                (["pk", "sort_key", "time_key", "user_key", "type_key", "ip_key"].map(text)),
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "GlobalSecondaryIndexes": [
                index("by_time", "time_key"),
                index("by_user", "user_key"),
                index("by_type", "type_key"),
                index("by_ip", "ip_key"),
            ],
        }),
        json!({
            "TableName": "control",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": (["pk", "sk"].map(text)),
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        }),
    ]
}
