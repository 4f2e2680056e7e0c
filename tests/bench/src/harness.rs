//! The stack of `infra/local`, with a counting proxy between the functions under test and its DynamoDB.

use std::error::Error;
use std::path::Path;

use axum::Router;
use event_model::{
    MonitorAct, Name, Organization, OrganizationId, OrganizationState, Plan, Settings, WriteShards,
};
use event_store::{Aws, Endpoints, Store, Tables};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use lambda::env::Env;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use crate::proxy::Proxy;

/// Anything that keeps a measurement from being made.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// The tables' names in the local stack: the template's logical ids.
pub(crate) const EVENTS: &str = "EventsTable";
/// See [`EVENTS`].
pub(crate) const CONTROL: &str = "ControlTable";

/// The stack and the proxy.
pub(crate) struct House {
    pub(crate) stack: local::Stack,
    pub(crate) proxy: Proxy,
    /// AWS, DynamoDB through the proxy.
    pub(crate) aws: Aws,
    /// The functions' environment.
    pub(crate) env: Env,
    endpoints: Endpoints,
    folder: tempfile::TempDir,
}

impl House {
    /// Starts everything, with no data.
    pub(crate) async fn start() -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let data = local::Data::Folder(folder.path().to_owned());
        let options = local::Options { data, port: 0, ..Default::default() };
        let stack = local::Stack::start(options).await?;
        let endpoints = stack.aws().endpoints().ok_or("the stack has no emulators")?.clone();
        let proxy = Proxy::start(&endpoints.dynamodb).await?;
        let aws = Aws::with_endpoints(Endpoints {
            dynamodb: proxy.url(),
            lambda: proxy.url(),
            s3: endpoints.s3.clone(),
        });
        // A process of its own is not to set the stack's worker going either.
        let endpoints = Endpoints { lambda: proxy.url(), ..endpoints };
        let env = Env::from_iter(variables(folder.path()));
        Ok(Self { stack, proxy, aws, env, endpoints, folder })
    }

    /// Returns where DynamoDB and S3 are, without the proxy.
    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Returns the functions' environment, for a process of its own.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        variables(self.folder.path())
    }

    /// Returns the tables, for preparations that are not counted.
    pub(crate) fn store(&self) -> Store {
        Store::open(self.stack.aws(), &Tables { events: EVENTS.to_owned(), control: CONTROL.to_owned() })
    }

    /// Makes an organisation whose monitor is on.
    pub(crate) async fn organization(
        &self,
        id: &str,
        shards: u32,
        details: bool,
    ) -> Result<OrganizationId, Fault> {
        let id: OrganizationId = id.parse()?;
        let organization = Organization {
            id: id.clone(),
            name: Name::try_from("Northwind".to_owned())?,
            plan: Plan::BusinessSuite,
            write_shards: WriteShards::try_from(shards)?,
        };
        let store = self.store();
        store.control.organizations_put(&organization).await?;
        let state = OrganizationState {
            organization,
            settings: Settings::default(),
            monitored: Default::default(),
            without_plan: Default::default(),
        };
        let wanted = Settings { activity_monitor: true, collect_details: details, ..state.settings };
        let act = MonitorAct {
            id: Uuid::now_v7(),
            at: Clock::system().timestamp(),
            actor: event_model::Actor { id: "u_admin".parse()?, name: None, email: None },
            client: event_model::Client::default(),
            ip: None,
        };
        store.settings_change(&state, &wanted, &act).await?;
        Ok(id)
    }

    /// Returns a fresh ingest function: one that has seen nobody yet.
    pub(crate) fn ingest(&self) -> Result<Router, Fault> {
        Ok(ingest::app(ingest::State::load(&self.env, &self.aws, Clock::system())?))
    }

    /// Returns the query function.
    pub(crate) fn query(&self) -> Result<Router, Fault> {
        Ok(query::app(query::State::load(&self.env, &self.aws, Clock::system())?))
    }
}

fn variables(folder: &Path) -> Vec<(String, String)> {
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let variables = [
        ("EVENTS_TABLE", EVENTS.to_owned()),
        ("CONTROL_TABLE", CONTROL.to_owned()),
        // Without the wait for writes that are under way: there are none.
        ("EXPORT_SETTLE_MILLISECONDS", "0".to_owned()),
        ("EXPORTS_BUCKET", "exportsbucket".to_owned()),
        ("EXPORT_WORKER_FUNCTION", "ExportWorkerFunction".to_owned()),
        // What the stack writes of its own: its networks are those of the producer's addresses.
        ("CITY_DATABASE", path("demo-city.mmdb")),
        ("ASN_DATABASE", path("demo-asn.mmdb")),
    ];
    variables.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Calls a function in this process, as Lambda would: with API Gateway's event, through the same reader.
pub(crate) async fn call(app: &Router, event: &Value) -> Result<Value, Fault> {
    let request = lambda_http::request::from_str(&event.to_string())?;
    let response = match app.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// Fails unless every event of an answer has this status.
pub(crate) fn expect_all(answer: &Value, status: &str) -> Result<(), Fault> {
    let results = answer["results"].as_array().ok_or("an answer without results")?;
    match results.iter().find(|result| result["status"] != status) {
        Some(other) => Err(format!("an event is not {status}: {other}").into()),
        None => Ok(()),
    }
}
