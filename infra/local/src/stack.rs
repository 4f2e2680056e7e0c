//! The whole system on one machine.

use std::collections::BTreeMap;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use event_store::{Aws, Endpoints, Store, Tables};
use http::{Request, Response};
use hyper::body::Incoming;
use lambda::clock::Clock;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::body;
use crate::data_dir::{Data, DataDir, DataDirError};
use crate::demo::{self, DemoState, SeedError};
use crate::dev_json;
use crate::emulators::{self, EmulatorError, Emulators, Ports};
use crate::functions::{self, FunctionError};
use crate::gateway::{Answer, Gateway};
use crate::identity::{DEMO_ORGANIZATION, Provider, SigningError};
use crate::invoke::InvokeApi;
use crate::lambda::Lambda;
use crate::server::Server;
use crate::template::{Template, TemplateError};

/// How long requests under way may take when the stack stops.
const FINISH: Duration = Duration::from_secs(5);

/// The most that a form of the development provider may have.
const MAX_FORM: usize = 64 * 1024;

/// What a stack is started with.
#[derive(Clone)]
pub struct Options {
    /// Where it keeps its data.
    pub data: Data,
    /// The API's port on loopback; 0 is any.
    pub port: u16,
    /// How many events a new data folder gets for its demo organisation.
    pub demo_events: usize,
    /// What time it is.
    pub clock: Clock,
    /// Environment variables of every function that replace those of the template.
    pub variables: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: Data::Memory,
            port: 0,
            demo_events: 0,
            clock: Clock::system(),
            variables: BTreeMap::new(),
        }
    }
}

/// Files in MaxMind's format, as ingest's `CITY_DATABASE` and `ASN_DATABASE` list them. They are asked before the
/// demo's own, which know only addresses of documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Databases {
    /// Places.
    pub city: Option<String>,
    /// Networks.
    pub asn: Option<String>,
}

/// Why the stack does not start.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The template is not what this crate can carry out.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// An emulator, or a port, cannot be had.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// A function cannot be loaded.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// The development provider has no key.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The demo's organisations cannot be made.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The template does not say where the tables are.
    #[error("infra/template.yaml gives ingest no {0}")]
    Variable(&'static str),
}

/// A running stack. It stops when this is dropped; [`Stack::stop`] lets it finish what it is doing.
pub struct Stack {
    url: String,
    aws: Aws,
    endpoints: Endpoints,
    routes: Vec<(String, String)>,
    provider: Arc<Provider>,
    product_key: String,
    demo: watch::Receiver<DemoState>,
    filling: JoinHandle<()>,
    servers: Vec<Server>,
    _emulators: Emulators,
    _data_dir: Arc<DataDir>,
}

impl Stack {
    /// Starts everything, and returns when it serves. The demo is written in the background.
    pub async fn start(options: Options) -> Result<Self, StackError> {
        Self::start_with(options, Databases::default()).await
    }

    /// Starts everything with databases of places and networks.
    pub async fn start_with(options: Options, databases: Databases) -> Result<Self, StackError> {
        let Options { data, port, demo_events, clock, variables } = options;
        let data_dir = Arc::new(DataDir::open(&data)?);
        let listeners = listen(port).await?;
        let url = format!("http://localhost:{}", emulators::address(&listeners[0])?.port());

        let template = Template::load(&parameters(&url, &data_dir, databases)?)?;
        let emulators = Emulators::start(&template, &data_dir, Ports::default()).await?;
        let invoke_listener = emulators::listen(0).await?;
        let endpoints = Endpoints {
            dynamodb: endpoint(emulators.dynamodb),
            s3: endpoint(emulators.s3),
            lambda: endpoint(emulators::address(&invoke_listener)?),
        };
        let aws = Aws::with_endpoints(endpoints.clone());
        let lambda = Lambda::new(functions::load(&template, &variables, &aws, &clock)?);
        let invoke = InvokeApi::start(lambda.clone(), Arc::clone(&data_dir))?;
        let gateway = Arc::new(Gateway::new(&template, lambda, clock.clone()));
        let provider = Arc::new(Provider::start(&url, &data_dir, clock.clone())?);

        let mut servers = vec![Server::start(invoke_listener, move |request, _| {
            let invoke = invoke.clone();
            async move { invoke.answer(request).await }
        })];
        for listener in listeners {
            let (gateway, provider) = (Arc::clone(&gateway), Arc::clone(&provider));
            servers.push(Server::start(listener, move |request, from| {
                answer(Arc::clone(&gateway), Arc::clone(&provider), request, from)
            }));
        }

        let routes = template
            .routes
            .iter()
            .filter_map(|route| Some((route.method.clone()?, route.path.clone()?)))
            .collect();
        let progress = demo::Progress::open(&data_dir, &clock, demo_events)?;
        let product_key = demo::seed(&store(&template, &aws)?, &data_dir, &clock, progress.now).await?;
        let (state, demo) = watch::channel(DemoState::new(&progress));
        let filling = tokio::spawn(demo::send_demo(
            progress,
            gateway,
            Arc::clone(&data_dir),
            product_key.clone(),
            state,
        ));
        let stack = Self {
            url,
            aws,
            endpoints,
            routes,
            provider,
            product_key,
            demo,
            filling,
            servers,
            _emulators: emulators,
            _data_dir: Arc::clone(&data_dir),
        };
        dev_json::write(&stack, &data_dir)?;
        Ok(stack)
    }

    /// Returns the origin of the API and the dashboard.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the clients of the emulators.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Returns where the emulators are.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Returns the method and path of each route of the template.
    pub fn routes(&self) -> &[(String, String)] {
        &self.routes
    }

    /// Returns an access token of the development provider with these claims, an object. Issuer, audience and times are
    /// filled in where they are left out.
    pub fn mint(&self, claims: Value) -> String {
        let claims = if let Value::Object(claims) = claims { claims } else { serde_json::Map::new() };
        self.provider.tokens().mint(claims)
    }

    /// Returns an access token of one of the demo's people, such as `admin`, or nothing where there is no such person.
    pub fn token(&self, person: &str) -> Option<String> {
        self.provider.tokens().for_script(person)
    }

    /// Returns the demo organisation's id.
    pub fn organization_id(&self) -> &'static str {
        DEMO_ORGANIZATION.id
    }

    /// Returns a product key that may send for every source and organisation.
    pub fn product_key(&self) -> &str {
        &self.product_key
    }

    /// Returns how far the demo is, from now on.
    pub fn demo(&self) -> watch::Receiver<DemoState> {
        self.demo.clone()
    }

    /// Stops accepting requests, and returns when those under way are answered.
    pub async fn stop(mut self) {
        self.filling.abort();
        let servers = std::mem::take(&mut self.servers);
        let finished = async {
            for server in servers {
                server.finish().await;
            }
        };
        if tokio::time::timeout(FINISH, finished).await.is_err() {
            tracing::warn!("requests that took too long were cut off");
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.filling.abort();
    }
}

/// Listens on loopback, with IPv6 where there is any: browsers try `[::1]` first for `localhost`, and must not find
/// somebody else there.
async fn listen(port: u16) -> Result<Vec<TcpListener>, StackError> {
    let fourth = emulators::listen(port).await?;
    let port_taken = emulators::address(&fourth)?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port_taken)).await {
        Ok(sixth) => Ok(vec![fourth, sixth]),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && port != 0 => {
            Err(EmulatorError::PortInUse { port }.into())
        }
        Err(_) => Ok(vec![fourth]),
    }
}

/// Returns what this machine says in place of the template's defaults.
fn parameters(
    url: &str,
    data_dir: &DataDir,
    databases: Databases,
) -> Result<BTreeMap<String, String>, StackError> {
    let geo_db = demo::write_geo_db(data_dir)?;
    let mut parameters = Provider::parameters(url);
    let list = |own: Option<String>, demo: PathBuf| {
        let demo = demo.to_string_lossy().into_owned();
        own.map_or_else(|| demo.clone(), |own| format!("{own},{demo}"))
    };
    parameters.insert("CityDatabase".to_owned(), list(databases.city, geo_db.city));
    parameters.insert("AsnDatabase".to_owned(), list(databases.asn, geo_db.asn));
    Ok(parameters)
}

/// Opens the tables that the template gives ingest.
fn store(template: &Template, aws: &Aws) -> Result<Store, StackError> {
    let ingest = template.functions.iter().find(|function| function.binary == "ingest");
    let variable = |name: &'static str| {
        ingest.and_then(|function| function.environment.get(name)).ok_or(StackError::Variable(name))
    };
    let tables =
        Tables { events: variable("EVENTS_TABLE")?.clone(), control: variable("CONTROL_TABLE")?.clone() };
    Ok(Store::open(aws, &tables))
}

async fn answer(
    gateway: Arc<Gateway>,
    provider: Arc<Provider>,
    request: Request<Incoming>,
    from: SocketAddr,
) -> Answer {
    if !Provider::owns(request.uri().path()) {
        return gateway.answer(request, from.ip()).await;
    }
    let (parts, body) = request.into_parts();
    match body::read(body, MAX_FORM).await {
        Ok(body) => provider.answer(&parts, &body),
        Err(error) => {
            let mut answer: Answer = Response::default();
            *answer.status_mut() = error.status();
            answer
        }
    }
}

pub(crate) fn endpoint(address: SocketAddr) -> String {
    format!("http://{address}")
}

#[cfg(test)]
mod tests;
