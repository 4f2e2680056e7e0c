//! A running stack, and one method for each endpoint.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use event_model::{Organization, OrganizationId, Plan, WriteShards};
use event_store::{Aws, Store, Tables};
use local::StreamFaults;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::TestClock;

pub static OWNER: As = As::Role("owner");
pub static ADMIN: As = As::Role("admin");
pub static AUDITOR: As = As::Role("auditor");
pub static MEMBER: As = As::Role("member");
pub static OPERATOR: As = As::Role("operator");

/// The organization of `As::Of(STRANGER, _)`, made by [`TestApp::add_stranger`].
pub const STRANGER: &str = "org_stranger";

/// The time of [`TestApp::start_fresh`].
pub const START: &str = "2026-11-21T19:00:00.000Z";

/// A running stack.
pub struct TestApp {
    pub(crate) stack: local::Stack,
    pub(crate) http: reqwest::Client,
    pub store: Store,
    pub clock: TestClock,
    /// The organization that the tests use.
    pub organization: String,
}

/// The caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum As {
    /// The product key that may send everything.
    Product,
    /// The user `u_<role>` of the tests' organization.
    Role(&'static str),
    /// The user `u_<role>` of the organization with this id.
    Of(&'static str, &'static str),
    /// A caller with this Authorization header.
    Bearer(String),
    /// A caller without an Authorization header.
    Nobody,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

impl Answer {
    /// Returns the body, after checking the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Returns the code of a problem, after checking the status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        assert_eq!(
            self.headers.get("content-type").map(String::as_str),
            Some("application/problem+json"),
            "{self:?}"
        );
        let body = self.expect(status);
        assert_eq!(body["status"], status);
        assert!(body["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{body}");
        text(&body["code"]).to_owned()
    }

    /// Returns pointer and message of each fault of a problem.
    #[track_caller]
    pub fn faults(self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        let fault = |fault: &Value| format!("{} {}", text(&fault["pointer"]), text(&fault["message"]));
        body["errors"].as_array().expect("errors").iter().map(fault).collect()
    }

    /// Returns the name of the parameter that a refusal is about.
    #[track_caller]
    pub fn invalid_parameter(self) -> String {
        let name = self.body["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
        assert_eq!(self.problem(400), "invalid_parameter");
        name
    }

    #[track_caller]
    pub fn etag(&self) -> &str {
        &self.headers["etag"]
    }
}

impl TestApp {
    /// Starts a stack in memory with one organization, its monitor on, without the detector.
    pub async fn start() -> Self {
        // No writes are in flight when an export starts.
        Self::start_with(TestClock::system(), 20).await
    }

    /// Starts a stack whose exports wait this many milliseconds for the indexes.
    pub async fn start_with(clock: TestClock, index_delay: u64) -> Self {
        // Its findings are events: a list would change while a test compares it.
        Self::start_stopped(clock, index_delay, &["DetectorFunction"]).await
    }

    /// Starts a stack in memory that wakes no worker of streams. The test delivers, or holds the lease itself.
    pub async fn start_without_deliveries() -> Self {
        Self::start_stopped(TestClock::system(), 20, &["DetectorFunction", "DeliveryWakeFunction"]).await
    }

    /// Starts a stack in which some functions get no records and have no schedule.
    async fn start_stopped(clock: TestClock, index_delay: u64, stopped: &[&str]) -> Self {
        let variables = [("EXPORT_SETTLE_MILLISECONDS".to_owned(), index_delay.to_string())];
        let options = local::Options {
            clock: clock.clock(),
            variables: variables.into_iter().collect(),
            streams: StreamFaults {
                stopped: stopped.iter().map(|&name| name.to_owned()).collect(),
                ..StreamFaults::default()
            },
            ..Default::default()
        };
        Self { clock, ..Self::start_with_options(options).await }
    }

    /// Starts a stack.
    pub async fn start_with_options(options: local::Options) -> Self {
        let stack = local::Stack::start(options).await.expect("the stack starts");
        let store = open_store(stack.aws());
        let http = reqwest::Client::builder().user_agent("test/1").build().expect("a client");
        let organization = stack.organization_id().to_string();
        Self { stack, http, store, clock: TestClock::system(), organization }
    }

    /// Starts a stack with a new organization `org_a` with default settings. Its clock stands at [`START`]
    /// until [`TestApp::wait`].
    pub async fn start_fresh() -> Self {
        let start: DateTime<Utc> = START.parse().expect("a time");
        // The stack's own organizations and keys are older than those of the test.
        let clock = TestClock::stopped_at(start - Duration::minutes(1));
        let app = Self { organization: "org_a".to_owned(), ..Self::start_with(clock, 0).await };
        app.wait(1);
        app.put_organization("org_a", Plan::BusinessSuite, 1).await;
        app
    }

    /// Lets minutes pass.
    pub fn wait(&self, minutes: i64) {
        self.clock.pass(Duration::minutes(minutes));
    }

    /// Returns the clients of the stack's emulators.
    pub fn aws(&self) -> Aws {
        self.stack.aws().clone()
    }

    /// Returns the id of the tests' organization.
    pub fn organization_id(&self) -> OrganizationId {
        organization_id(&self.organization)
    }

    /// Creates or changes an organization, past the API.
    pub async fn put_organization(&self, id: &str, plan: Plan, shards: u32) {
        let organization = Organization {
            id: organization_id(id),
            name: format!("Organization {id}").try_into().expect("a name"),
            plan,
            write_shards: WriteShards::try_from(shards).expect("a number of shards"),
        };
        let (control, now) = (&self.store.control, self.clock.clock().timestamp());
        let read = control.organizations_get(&organization.id).await.expect("the store answers");
        let written = match read {
            Some(read) => control.organizations_update(&read, &organization, None, now).await,
            None => control.organizations_create(&organization).await,
        };
        written.expect("the organization is written");
    }

    /// Changes plan and shards of the tests' organization.
    pub async fn set_organization(&self, plan: Plan, shards: u32) {
        self.put_organization(&self.organization, plan, shards).await;
    }

    fn authorization(&self, who: &As) -> Option<String> {
        let person = |organization: &str, role: &str| {
            let organization = (role != "operator").then_some(organization);
            let name = format!("{}{}", role[..1].to_uppercase(), &role[1..]);
            let claims = json!({
                "sub": format!("u_{role}"),
                "name": name,
                "email": format!("{role}@northwind.example"),
                "role": role,
                "organization_id": organization,
            });
            format!("Bearer {}", self.stack.mint(claims))
        };
        match who {
            As::Product => Some(format!("Bearer {}", self.stack.product_key())),
            As::Role(role) => Some(person(&self.organization, role)),
            As::Of(organization, role) => Some(person(organization, role)),
            As::Bearer(value) => Some(value.clone()),
            As::Nobody => None,
        }
    }

    /// Returns the host and port of the stack.
    pub fn address(&self) -> String {
        self.stack.url().trim_start_matches("http://").to_owned()
    }

    /// Returns the value of the Authorization header of requests from `who`.
    pub fn header(&self, who: &As) -> String {
        self.authorization(who).unwrap_or_default()
    }

    /// Returns the user `id` of the tests' organization with another role than their id says.
    pub fn bearer(&self, id: &str, role: &str) -> As {
        let claims = json!({ "sub": id, "role": role, "organization_id": self.organization });
        As::Bearer(format!("Bearer {}", self.stack.mint(claims)))
    }

    /// Sends a request with further headers.
    pub async fn request(
        &self,
        who: &As,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.stack.url())).body(body);
        if let Some(value) = self.authorization(who) {
            request = request.header(header::AUTHORIZATION, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.expect("the stack answers");
        let status = response.status();
        let text = |value: &header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let bytes = response.bytes().await.expect("the response has an end");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, headers, body }
    }

    /// Sends a body that says it is JSON.
    pub async fn send_raw(
        &self,
        who: &As,
        method: Method,
        path: &str,
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        self.request(who, method, path, &[("content-type", "application/json")], body).await
    }

    /// Sends a JSON body.
    pub async fn send(&self, who: &As, method: Method, path: &str, body: &Value) -> Answer {
        self.send_raw(who, method, path, body.to_string()).await
    }

    pub async fn get(&self, who: &As, path: &str) -> Answer {
        self.request(who, Method::GET, path, &[], "").await
    }

    pub async fn post(&self, who: &As, path: &str, body: &Value) -> Answer {
        self.send(who, Method::POST, path, body).await
    }

    pub async fn delete(&self, who: &As, path: &str) -> Answer {
        self.request(who, Method::DELETE, path, &[], "").await
    }

    /// Returns the entries of a list, page by page. `path` has a query.
    pub async fn list(&self, who: &As, path: &str, entries: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let body = self.get(who, &format!("{path}{cursor}")).await.expect(200);
            let page = body[entries].as_array().expect("a list").clone();
            assert!(!page.is_empty() || body["next_cursor"].is_null(), "an empty page with a cursor");
            all.extend(page);
            match body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    /// `POST /v1/events`
    pub async fn post_events(&self, events: &[Value]) -> Answer {
        self.post_events_as(&As::Product, events).await
    }

    /// `POST /v1/events`
    pub async fn post_events_as(&self, who: &As, events: &[Value]) -> Answer {
        self.post(who, "/v1/events", &json!({ "events": events })).await
    }

    /// Records events, batch by batch.
    pub async fn record(&self, events: &[Value]) {
        for batch in events.chunks(100) {
            let body = self.post_events(batch).await.expect(200);
            for result in body["results"].as_array().expect("results") {
                assert_eq!(result["status"], "recorded", "{result}");
            }
        }
    }

    /// Returns the status of each result of `POST /v1/events`.
    pub async fn statuses(&self, events: &[Value]) -> Vec<String> {
        let body = self.post_events(events).await.expect(200);
        let results = body["results"].as_array().expect("results").iter();
        results.map(|result| result["status"].as_str().expect("a status").to_owned()).collect()
    }

    /// Returns the events of a list, without those of the monitor unless they are asked for.
    pub async fn all_events(&self, who: &As, path: &str, query: &str) -> Vec<Value> {
        let mut events = self.list(who, &format!("{path}?{query}"), "events").await;
        events.retain(|event| event["source"] != "monitor" || query.contains("source=monitor"));
        events
    }

    /// Returns the method and path of each route of the template.
    pub fn routes(&self) -> Vec<(String, String)> {
        self.stack.routes().to_vec()
    }

    /// Creates the organization [`STRANGER`], its monitor on.
    pub async fn add_stranger(&self) {
        self.put_organization(STRANGER, Plan::Professional, 1).await;
        let on = json!({ "activity_monitor": true });
        self.patch_settings(&As::Of(STRANGER, "owner"), &on).await.expect(200);
    }

    /// `PATCH /v1/settings`
    pub async fn patch_settings(&self, who: &As, patch: &Value) -> Answer {
        let headers = [("content-type", "application/merge-patch+json")];
        self.request(who, Method::PATCH, "/v1/settings", &headers, patch.to_string()).await
    }

    /// Creates a key and returns its id and secret.
    pub async fn create_key(&self, body: &Value) -> (String, String) {
        let key = self.post(&OPERATOR, "/v1/keys", body).await.expect(201);
        (text(&key["id"]).to_owned(), text(&key["secret"]).to_owned())
    }

    /// `DELETE /v1/keys/{id}`
    pub async fn delete_key(&self, id: &str) -> Answer {
        self.delete(&OPERATOR, &format!("/v1/keys/{id}")).await
    }
}

/// Opens the tables of the template.
pub fn open_store(aws: &Aws) -> Store {
    Store::open(aws, &Tables { events: "EventsTable".to_owned(), control: "ControlTable".to_owned() })
}

/// Returns a value that is a string.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string"))
}

/// Returns the member `name` of each entry.
#[track_caller]
pub fn members<'a>(entries: &'a [Value], name: &str) -> Vec<&'a str> {
    entries.iter().map(|entry| text(&entry[name])).collect()
}

pub fn organization_id(id: &str) -> OrganizationId {
    id.parse().expect("an organization's id")
}

/// Returns a moment some time ago, to the millisecond.
pub fn ago(span: Duration) -> DateTime<Utc> {
    (Utc::now() - span).trunc_subsecs(3)
}

/// Returns the SHA-256 of a file, in hex.
pub fn sha256(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}
