//! The stack, and one method for each endpoint.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use event_model::{Organization, OrganizationId, Plan, WriteShards};
use event_store::{Aws, Store, Tables};
use lambda::clock::Clock;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A running stack with one organisation, its monitor on.
pub struct TestApp {
    stack: local::Stack,
    http: reqwest::Client,
    /// The organisation that the tests use.
    pub organization: String,
}

/// Who a request is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum As {
    /// The product key that may send everything.
    Product,
    /// Somebody of the tests' organisation, by role, who is the user `u_<role>`.
    Role(&'static str),
    /// Somebody of another organisation, by role.
    Stranger(&'static str),
    /// Somebody of the organisation of this id, by role.
    Of(&'static str, &'static str),
    /// One with just this value of the Authorization header.
    Bearer(String),
    /// Nobody.
    Nobody,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

impl Answer {
    /// Returns the body of an answer that has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// Returns the code of the problem that the answer is.
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
        body["code"].as_str().expect("every problem has a code").to_owned()
    }
}

impl TestApp {
    /// Starts a stack in memory.
    pub async fn start() -> Self {
        Self::start_with_clock(Clock::system()).await
    }

    /// Starts a stack in memory whose functions tell the time by `clock`.
    pub async fn start_with_clock(clock: Clock) -> Self {
        // An export waits for as long as a write of ingest may take; here they take milliseconds.
        let variables = [("EXPORT_SETTLE_MILLISECONDS".to_owned(), "1000".to_owned())];
        let options =
            local::Options { clock, variables: variables.into_iter().collect(), ..Default::default() };
        let stack = local::Stack::start(options).await.expect("the stack starts");
        let organization = stack.organization_id().to_string();
        Self { stack, http: reqwest::Client::new(), organization }
    }

    /// Returns the AWS of the stack's emulators.
    pub fn aws(&self) -> Aws {
        self.stack.aws().clone()
    }

    /// Returns the stack's tables.
    pub fn store(&self) -> Store {
        Store::open(
            &self.aws(),
            &Tables { events: "EventsTable".to_owned(), control: "ControlTable".to_owned() },
        )
    }

    /// Returns the tests' organisation.
    pub fn organization_id(&self) -> OrganizationId {
        self.organization.parse().expect("the stack's organisation has an id")
    }

    /// Gives the organisation another plan or number of shards.
    pub async fn set_organization(&self, plan: Plan, shards: u32) {
        let organization = Organization {
            id: self.organization_id(),
            name: "Northwind".to_owned().try_into().expect("a name"),
            plan,
            write_shards: WriteShards::try_from(shards).expect("a number of shards"),
        };
        self.store().control.organizations_put(&organization).await.expect("the organisation is written");
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
            As::Stranger(role) => Some(person("org_stranger", role)),
            As::Of(organization, role) => Some(person(organization, role)),
            As::Bearer(value) => Some(value.clone()),
            As::Nobody => None,
        }
    }

    /// Returns where the stack listens.
    pub fn address(&self) -> String {
        self.stack.url().trim_start_matches("http://").to_owned()
    }

    /// Returns the value of the Authorization header of requests from `who`.
    pub fn header(&self, who: &As) -> String {
        self.authorization(who).unwrap_or_default()
    }

    /// Returns the user `id` of the tests' organisation with another role than their id says.
    pub fn bearer(&self, id: &str, role: &str) -> As {
        let claims = json!({ "sub": id, "role": role, "organization_id": self.organization });
        As::Bearer(format!("Bearer {}", self.stack.mint(claims)))
    }

    /// Sends a request.
    pub async fn send(&self, who: &As, method: Method, path: &str, body: Option<Vec<u8>>) -> Answer {
        let url = format!("{}{path}", self.stack.url());
        let mut request = self.http.request(method, url);
        if let Some(value) = self.authorization(who) {
            request = request.header(header::AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().await.expect("the stack answers");
        let status = response.status();
        let text = |value: &header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let bytes = response.bytes().await.expect("the answer has an end");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status, headers, body }
    }

    /// `GET path`
    pub async fn get(&self, who: &As, path: &str) -> Answer {
        self.send(who, Method::GET, path, None).await
    }

    /// `POST /v1/events`
    pub async fn post_events(&self, events: &[Value]) -> Answer {
        self.post_events_as(&As::Product, events).await
    }

    /// `POST /v1/events`
    pub async fn post_events_as(&self, who: &As, events: &[Value]) -> Answer {
        let body = json!({ "events": events }).to_string().into_bytes();
        self.send(who, Method::POST, "/v1/events", Some(body)).await
    }

    /// Records events, batch by batch, each of which is taken.
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

    /// `GET /v1/events`, every page of it, without what the monitor says of itself unless it is asked
    /// for: that it was switched on.
    pub async fn all_events(&self, who: &As, path: &str, query: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut cursor = String::new();
        loop {
            let body = self.get(who, &format!("{path}?{query}{cursor}")).await.expect(200);
            let page = body["events"].as_array().expect("events").clone();
            assert!(!page.is_empty() || body["next_cursor"].is_null(), "an empty page with a cursor");
            let asked = |event: &Value| event["source"] != "monitor" || query.contains("source=monitor");
            events.extend(page.into_iter().filter(asked));
            match body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return events,
            }
        }
    }
}

impl TestApp {
    /// Returns the method and path of each route of the template.
    pub fn routes(&self) -> Vec<(String, String)> {
        self.stack.routes().to_vec()
    }

    /// Makes the organisation of the strangers, its monitor on.
    pub async fn add_stranger(&self) {
        let body = json!({ "name": "Stranger", "plan": "professional", "write_shards": 1 });
        let path = "/v1/organizations/org_stranger";
        let operator = As::Role("operator");
        let answer = self.send(&operator, Method::PUT, path, Some(body.to_string().into_bytes())).await;
        assert!(answer.status.is_success(), "{answer:?}");
        let on = json!({ "activity_monitor": true }).to_string().into_bytes();
        let answer = self.send(&As::Stranger("owner"), Method::PATCH, "/v1/settings", Some(on)).await;
        answer.expect(200);
    }

    /// `PATCH /v1/settings`
    pub async fn patch_settings(&self, who: &As, patch: &Value) -> Answer {
        self.send(who, Method::PATCH, "/v1/settings", Some(patch.to_string().into_bytes())).await
    }

    /// `POST /v1/keys`, and the id of the key.
    pub async fn create_key(&self) -> String {
        let body = json!({ "name": "A product", "sources": ["pass"], "organizations": [self.organization] });
        let body = body.to_string().into_bytes();
        let key = self.send(&As::Role("operator"), Method::POST, "/v1/keys", Some(body)).await.expect(201);
        key["id"].as_str().expect("a key has an id").to_owned()
    }

    /// `DELETE /v1/keys/{id}`
    pub async fn delete_key(&self, id: &str) -> Answer {
        self.send(&As::Role("operator"), Method::DELETE, &format!("/v1/keys/{id}"), None).await
    }

    /// `POST /v1/exports`
    pub async fn post_export(&self, who: &As, request: &Value) -> Answer {
        self.send(who, Method::POST, "/v1/exports", Some(request.to_string().into_bytes())).await
    }

    /// `POST /v1/exports`, and the id of the export.
    pub async fn create_export(&self, who: &As, request: &Value) -> String {
        let export = self.post_export(who, request).await.expect(202);
        export["id"].as_str().expect("an export has an id").to_owned()
    }

    /// `GET /v1/exports/{id}`, until it is ready.
    pub async fn finished_export(&self, who: &As, id: &str) -> Value {
        for _ in 0..600 {
            let export = self.get(who, &format!("/v1/exports/{id}")).await.expect(200);
            match export["status"].as_str() {
                Some("ready") => return export,
                Some("pending" | "running") => {
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
                _ => panic!("the export ended otherwise: {export}"),
            }
        }
        panic!("the export did not end");
    }

    /// `POST /v1/exports/{id}/links`
    pub async fn post_link(&self, who: &As, id: &str, body: &Value) -> Answer {
        let path = format!("/v1/exports/{id}/links");
        self.send(who, Method::POST, &path, Some(body.to_string().into_bytes())).await
    }

    /// `POST /v1/exports/{id}/links`, and the link to `file`.
    pub async fn link(&self, who: &As, id: &str, file: &str) -> String {
        let link = self.post_link(who, id, &json!({ "file": file })).await.expect(201);
        link["url"].as_str().expect("a link has a URL").to_owned()
    }

    /// Makes an export and returns what is downloaded.
    pub async fn export_text(&self, who: &As, request: &Value) -> String {
        let id = self.create_export(who, request).await;
        self.finished_export(who, &id).await;
        let url = self.link(who, &id, "data").await;
        let file = self.http.get(url).send().await.expect("the bucket answers");
        assert!(file.status().is_success(), "{file:?}");
        file.text().await.expect("the file has an end")
    }

    /// `DELETE /v1/exports/{id}`
    pub async fn delete_export(&self, who: &As, id: &str) -> Answer {
        self.send(who, Method::DELETE, &format!("/v1/exports/{id}"), None).await
    }

    /// Downloads a file of an export through a new link.
    pub async fn download(&self, who: &As, export: &Value, file: &str) -> Vec<u8> {
        let url = self.link(who, export["id"].as_str().expect("an id"), file).await;
        let file = reqwest::get(url).await.expect("the bucket answers");
        assert!(file.status().is_success(), "{file:?}");
        file.bytes().await.expect("the file has an end").to_vec()
    }

    /// Sends a request of `operation` to DynamoDB itself.
    pub async fn dynamodb(&self, operation: &str, body: &Value) -> Value {
        let request = self
            .http
            .post(&self.stack.endpoints().dynamodb)
            .header("X-Amz-Target", format!("DynamoDB_20120810.{operation}"))
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.0")
            .header(header::AUTHORIZATION, "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("X-Amz-Date", "20260101T000000Z")
            .body(body.to_string());
        let response = request.send().await.expect("DynamoDB answers");
        assert!(response.status().is_success(), "{response:?}");
        response.json().await.expect("the answer is JSON")
    }

    /// Returns the text of everything that both tables hold.
    pub async fn stored_bytes(&self) -> String {
        let mut stored = String::new();
        for table in ["EventsTable", "ControlTable"] {
            // The product never scans, and has no method for it.
            stored.push_str(&self.dynamodb("Scan", &json!({ "TableName": table })).await.to_string());
        }
        stored
    }
}

/// Returns a moment some time ago, to the millisecond.
pub fn ago(span: Duration) -> DateTime<Utc> {
    (Utc::now() - span).trunc_subsecs(3)
}

/// Returns the SHA-256 of a file, in hex.
pub fn sha256(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}
