//! The stack of `infra/local`, with a counting proxy between the functions and its DynamoDB.

use std::error::Error;

use axum::Router;
use event_model::{Actor, Client, MonitorAct, OrganizationId, Plan, Settings};
use event_store::{Aws, Endpoints};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use lambda::env::Env;
use serde_json::Value;
use support::app::{TestApp, organization_id};
use support::feed::create_tables;
use support::proxy::Proxy;
use support::wire::Protocol;
use tower::ServiceExt;
use uuid::Uuid;

/// The reason why a measurement cannot be made.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// The tables of the template.
pub(crate) const EVENTS: &str = "EventsTable";
pub(crate) const CONTROL: &str = "ControlTable";
pub(crate) const FEED: &str = "FeedTable";

pub(crate) struct Harness {
    pub(crate) app: TestApp,
    pub(crate) proxy: Proxy,
    /// AWS, with the proxy before DynamoDB.
    pub(crate) aws: Aws,
    /// AWS without the proxy, for processes whose time is measured.
    pub(crate) endpoints: Endpoints,
    folder: tempfile::TempDir,
}

impl Harness {
    /// Starts the stack without data.
    pub(crate) async fn start() -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let data = local::Data::Folder(folder.path().to_owned());
        let app = TestApp::start_with_options(local::Options { data, ..Default::default() }).await;
        // No stream connects them, so that the functions of the stack do not do the measured work as well.
        create_tables(&app).await;
        let endpoints = app.aws().endpoints().ok_or("the stack has no emulators")?.clone();
        let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
        // The proxy accepts the invocation of a worker and runs nothing: the measurement runs it.
        let endpoints = Endpoints { lambda: proxy.url(), ..endpoints };
        let aws = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints.clone() });
        Ok(Self { app, proxy, aws, endpoints, folder })
    }

    /// Returns the environment of the functions.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let path = |name: &str| self.folder.path().join(name).to_string_lossy().into_owned();
        let variables = [
            ("EVENTS_TABLE", EVENTS.to_owned()),
            ("CONTROL_TABLE", CONTROL.to_owned()),
            ("FEED_TABLE", FEED.to_owned()),
            // No writes are in flight.
            ("EXPORT_SETTLE_MILLISECONDS", "0".to_owned()),
            ("EXPORTS_BUCKET", "exportsbucket".to_owned()),
            ("EXPORT_WORKER_FUNCTION", "ExportWorkerFunction".to_owned()),
            // The stack's databases know the addresses of the traffic.
            ("CITY_DATABASE", path("demo-city.mmdb")),
            ("ASN_DATABASE", path("demo-asn.mmdb")),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).into()
    }

    fn env(&self) -> Env {
        Env::from_iter(self.variables())
    }

    /// Creates an organization whose monitor is on.
    pub(crate) async fn organization(
        &self,
        id: &str,
        shards: u32,
        details: bool,
    ) -> Result<OrganizationId, Fault> {
        self.app.put_organization(id, Plan::BusinessSuite, shards).await;
        let state = self.app.state(id).await;
        let wanted = Settings { activity_monitor: true, collect_details: details, ..state.settings };
        let act = MonitorAct {
            id: Uuid::now_v7(),
            // Before the first event of the traffic.
            at: Clock::system().timestamp().minus(chrono::Duration::days(31)),
            actor: Actor { id: "u_admin".parse()?, name: None, email: None },
            client: Client::default(),
            ip: None,
        };
        self.app.store.settings_change(&state, &wanted, &act).await?;
        Ok(organization_id(id))
    }

    /// Returns a new instance of the function `ingest`, with empty caches.
    pub(crate) fn ingest(&self) -> Result<Router, Fault> {
        Ok(ingest::app(ingest::State::load(&self.env(), &self.aws, Clock::system())?))
    }

    /// Returns the function `query`.
    pub(crate) fn query(&self) -> Result<Router, Fault> {
        Ok(query::app(query::State::load(&self.env(), &self.aws, Clock::system())?))
    }

    /// Returns the function `export`.
    pub(crate) fn export(&self) -> Result<Router, Fault> {
        Ok(export::app(export::State::load(&self.env(), &self.aws, Clock::system())?))
    }

    /// Returns an export worker.
    pub(crate) fn worker(&self) -> Result<export::worker::State, Fault> {
        Ok(export::worker::State::load(&self.env(), &self.aws, Clock::system())?)
    }
}

/// Calls a function in this process with an event of API Gateway.
pub(crate) async fn call(app: &Router, event: &Value) -> Result<Value, Fault> {
    let request = lambda_http::request::from_str(&event.to_string())?;
    let response = app.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// Returns an error unless every event of a response has this status.
pub(crate) fn expect_all(response: &Value, status: &str) -> Result<(), Fault> {
    let results = response["results"].as_array().ok_or("a response without results")?;
    match results.iter().find(|result| result["status"] != status) {
        Some(other) => Err(format!("an event is not {status}: {other}").into()),
        None => Ok(()),
    }
}
