//! The functions themselves, before an AWS in which things go wrong.

use std::collections::BTreeMap;

use api::{Caller, Operator, Person, Product};
use axum::Router;
use axum::body::Body;
use event_model::{OrganizationId, Role};
use event_store::{Aws, Endpoints, KeyScope, Store};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use lambda::env::Env;
use lambda_http::request::RequestContext;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::app::{Answer, TestApp, open_store};
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// The functions of a stack, with faults between them and its tables.
pub struct Functions {
    pub dynamodb: Proxy,
    aws: Aws,
    clock: Clock,
    organization: OrganizationId,
}

impl Functions {
    /// Puts a proxy before the tables of `app`. At first, nothing goes wrong.
    pub async fn before(app: &TestApp, clock: Clock) -> Self {
        let aws = app.aws();
        let endpoints = aws.endpoints().expect("a stack has emulators");
        let dynamodb = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
        let disturbed = Endpoints { dynamodb: dynamodb.url(), ..endpoints.clone() };
        Self { dynamodb, aws: Aws::with_endpoints(disturbed), clock, organization: app.organization_id() }
    }

    fn env() -> Env {
        Env::from_iter([
            ("EVENTS_TABLE", "EventsTable"),
            ("CONTROL_TABLE", "ControlTable"),
            ("FEED_TABLE", "FeedTable"),
        ])
    }

    /// Starts a new instance of the function `ingest`.
    pub fn ingest(&self) -> Function {
        let state = ingest::State::load(&Self::env(), &self.aws, self.clock.clone());
        let caller = Caller::Product(Product {
            key_id: "0123456789abcdef".parse().expect("a key id"),
            sources: KeyScope::All,
            organizations: KeyScope::All,
            backfill: false,
        });
        Function { app: ingest::app(state.expect("every variable is there")), caller }
    }

    /// Starts a new instance of the function `query`, called by an admin.
    pub fn query(&self) -> Function {
        let state = query::State::load(&Self::env(), &self.aws, self.clock.clone());
        Function { app: query::app(state.expect("every variable is there")), caller: self.admin() }
    }

    /// Starts a new instance of the function `export`, called by an admin.
    pub fn export(&self) -> Function {
        let names = [
            ("EVENTS_TABLE", "EventsTable"),
            ("CONTROL_TABLE", "ControlTable"),
            ("EXPORTS_BUCKET", "exportsbucket"),
            ("EXPORT_WORKER_FUNCTION", "ExportWorkerFunction"),
        ];
        let state = export::State::load(&Env::from_iter(names), &self.aws, self.clock.clone());
        Function { app: export::app(state.expect("every variable is there")), caller: self.admin() }
    }

    /// Starts a new instance of the function `settings`, called by an operator.
    pub fn settings(&self) -> Function {
        let state = settings::State::load(&Self::env(), &self.aws, self.clock.clone());
        let operator = Operator { user_id: "u_operator".parse().expect("an id"), name: None, email: None };
        let app = settings::app(state.expect("every variable is there"));
        Function { app, caller: Caller::Operator(operator) }
    }

    /// Returns the tables behind the faults.
    pub fn store(&self) -> Store {
        open_store(&self.aws)
    }

    fn admin(&self) -> Caller {
        Caller::Person(Person {
            organization_id: self.organization.clone(),
            user_id: "u_admin".parse().expect("an id"),
            name: None,
            email: None,
            role: Role::Admin,
        })
    }
}

/// An instance of a function, and who calls it.
#[derive(Clone)]
pub struct Function {
    app: Router,
    caller: Caller,
}

impl Function {
    /// Calls the function as Lambda does.
    pub async fn call(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        let context = json!({
            "requestId": "request",
            "http": { "method": method, "path": path, "sourceIp": "192.0.2.1" },
            "authorizer": { "lambda": self.caller.to_context() },
        });
        let context = serde_json::from_value(context).expect("a context");
        let request = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .extension(RequestContext::ApiGatewayV2(context))
            .body(Body::from(body))
            .expect("a request");
        let response = self.app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers: BTreeMap<_, _> =
            parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = body.collect().await.expect("the answer has an end").to_bytes();
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Answer { status: parts.status, headers, body }
    }
}

/// Returns after how many seconds a refused caller may try again.
#[track_caller]
pub fn retry_after(answer: &Answer) -> u64 {
    assert!(matches!(answer.status.as_u16(), 429 | 503), "{answer:?}");
    let seconds = answer.headers.get("retry-after").and_then(|seconds| seconds.parse().ok());
    seconds.unwrap_or_else(|| panic!("a refusal without Retry-After: {answer:?}"))
}
