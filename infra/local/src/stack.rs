//! The whole system on one machine.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use event_store::{Aws, Endpoints, Store, Tables};
use lambda::clock::Clock;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::data_dir::{Data, DataDir, DataDirError};
use crate::demo::{self, DemoState, SeedError};
use crate::dev_json;
use crate::dev_pages::DevPages;
use crate::emulators::{self, AssumedRole, BusEntry, EmulatorError, Emulators, Mail, Ports};
use crate::functions::{self, FunctionError};
use crate::gateway::Gateway;
use crate::identity::{DEMO_ORGANIZATION, Provider, SigningError};
use crate::invoke::InvokeApi;
use crate::lambda::{InvokeError, Lambda};
use crate::origin::Origin;
use crate::schedules::Schedules;
use crate::server::Server;
use crate::streams::{StreamError, StreamFaults, Streams};
use crate::template::{Template, TemplateError};

/// Maximum time for open requests when the stack stops.
const FINISH: Duration = Duration::from_secs(5);

/// Sender of the mail that the emulator keeps.
const MAIL_FROM: &str = "activity@northwind.example";

/// The event bus whose entries the emulator keeps.
const EVENT_BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/activity";

/// Lets streams send to this machine, which the template never does.
const ALLOW_LOOPBACK: &str = "DELIVERY_ALLOW_LOOPBACK";

/// The options of a stack.
#[derive(Clone)]
pub struct Options {
    /// The place of its data.
    pub data: Data,
    /// The port of the API on loopback; 0 is any free port.
    pub port: u16,
    /// Events of the demo in a new data folder.
    pub demo_events: usize,
    /// The source of the current time.
    pub clock: Clock,
    /// Environment variables of every function, in place of those of the template.
    pub variables: BTreeMap<String, String>,
    /// Faults of the streams, for tests.
    pub streams: StreamFaults,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: Data::Memory,
            port: 0,
            demo_events: 0,
            clock: Clock::system(),
            variables: BTreeMap::new(),
            streams: StreamFaults::default(),
        }
    }
}

/// Files in MaxMind's format, as lists like ingest's `CITY_DATABASE` and `ASN_DATABASE`. Ingest searches them before
/// those of the demo, which have only addresses for documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Databases {
    /// Databases of cities.
    pub city: Option<String>,
    /// Databases of networks.
    pub asn: Option<String>,
}

/// An error that prevents the start of the stack.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The template has an unsupported part.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// An emulator does not start, or a port is not available.
    #[error(transparent)]
    Emulator(#[from] EmulatorError),
    /// A function cannot be loaded.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// The development provider has no key.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The organizations of the demo cannot be created.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// A stream cannot be read.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The template does not name the tables.
    #[error("infra/template.yaml gives ingest no {0}")]
    Variable(&'static str),
}

/// A running stack. Dropping it stops it; [`Stack::stop`] also completes open requests.
pub struct Stack {
    url: String,
    aws: Aws,
    endpoints: Endpoints,
    routes: Vec<(String, String)>,
    provider: Arc<Provider>,
    product_key: String,
    demo: watch::Receiver<DemoState>,
    filling: JoinHandle<()>,
    lambda: Lambda,
    invoke: InvokeApi,
    streams: Streams,
    schedules: Schedules,
    servers: Vec<Server>,
    emulators: Emulators,
    // Dropped after the tables are closed: only then can another stack open them.
    _unlock: Unlock,
}

impl Stack {
    /// Starts everything and returns when it serves requests. A background task sends the demo.
    pub async fn start(options: Options) -> Result<Self, StackError> {
        Self::start_with(options, Databases::default()).await
    }

    /// Starts everything with location databases.
    pub async fn start_with(options: Options, databases: Databases) -> Result<Self, StackError> {
        let Options { data, port, demo_events, clock, mut variables, streams: faults } = options;
        variables.entry(ALLOW_LOOPBACK.to_owned()).or_insert_with(|| "true".to_owned());
        let data_dir = Arc::new(DataDir::open(&data)?);
        let listeners = listen(port).await?;
        let url = format!("http://localhost:{}", emulators::address(&listeners[0])?.port());

        let mut template = Template::load(&parameters(&url, &data_dir, databases)?)?;
        template.schedules.retain(|schedule| !faults.stopped.contains(&schedule.function));
        let emulators = Emulators::start(&template, &data_dir, Ports::default()).await?;
        let invoke_listener = emulators::listen(0).await?;
        let endpoints = emulators.endpoints(emulators::address(&invoke_listener)?);
        let aws = Aws::with_endpoints(endpoints.clone());
        let lambda = Lambda::new(functions::load(&template, &variables, &aws, &clock)?);
        let invoke = InvokeApi::start(lambda.clone(), Arc::clone(&data_dir))?;
        let streams = Streams::start(&template.streams, &emulators.database, &lambda, &data_dir, &faults)?;
        let gateway = Arc::new(Gateway::new(&template, lambda.clone(), clock.clone()));
        let provider = Arc::new(Provider::start(&url, &data_dir, clock.clone())?);
        let pages = Arc::new(DevPages::open(&url, &emulators.apis, &data_dir, clock.clone())?);

        let answering = invoke.clone();
        let mut servers = vec![Server::start(invoke_listener, move |request, _| {
            let invoke = answering.clone();
            async move { invoke.answer(request).await }
        })];
        for listener in listeners {
            let origin = Origin {
                gateway: Arc::clone(&gateway),
                provider: Arc::clone(&provider),
                pages: Arc::clone(&pages),
            };
            servers.push(Server::start(listener, move |request, from| origin.clone().answer(request, from)));
        }

        let routes = template
            .routes
            .iter()
            .filter_map(|route| Some((route.method.clone()?, route.path.clone()?)))
            .collect();
        let progress = demo::Progress::open(&data_dir, &clock, demo_events)?;
        let product_key = demo::seed(&store(&template, &aws)?, &data_dir, &clock, &progress).await?;
        let (state, demo) = watch::channel(DemoState::new(&progress));
        let filling = tokio::spawn(demo::send_demo(
            progress,
            gateway,
            Arc::clone(&data_dir),
            product_key.clone(),
            state,
        ));
        let schedules =
            Schedules::start(&template.schedules, invoke.clone(), Arc::clone(&data_dir), clock.clone())?;
        let stack = Self {
            url,
            aws,
            endpoints,
            routes,
            provider,
            product_key,
            demo,
            filling,
            lambda,
            invoke,
            streams,
            schedules,
            servers,
            emulators,
            _unlock: Unlock(Arc::clone(&data_dir)),
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

    /// Returns the addresses of the emulators.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Returns the method and path of each route of the template.
    pub fn routes(&self) -> &[(String, String)] {
        &self.routes
    }

    /// Returns an access token of the development provider with these claims, an object. Issuer, audience and times
    /// have defaults.
    pub fn mint(&self, claims: Value) -> String {
        let claims = if let Value::Object(claims) = claims { claims } else { serde_json::Map::new() };
        self.provider.tokens().mint(claims)
    }

    /// Returns an access token of a person of the demo, such as `admin`, or `None` for an unknown person.
    pub fn token(&self, person: &str) -> Option<String> {
        self.provider.tokens().for_script(person)
    }

    /// Returns the id of the demo organization.
    pub fn organization_id(&self) -> &'static str {
        DEMO_ORGANIZATION.id
    }

    /// Returns a product key for every source and organization.
    pub fn product_key(&self) -> &str {
        &self.product_key
    }

    /// Returns a receiver of the progress of the demo.
    pub fn demo(&self) -> watch::Receiver<DemoState> {
        self.demo.clone()
    }

    /// Returns the messages that SES sent, oldest first. The last 500 are kept.
    pub fn mails(&self) -> Result<Vec<Mail>, DataDirError> {
        self.emulators.apis.mailbox.all()
    }

    /// Returns the entries that buses of EventBridge accepted, oldest first. The last 5,000 are kept.
    pub fn bus_entries(&self) -> Result<Vec<BusEntry>, DataDirError> {
        self.emulators.apis.bus.all()
    }

    /// Makes the next entries of EventBridge fail.
    pub fn fail_bus_entries(&self, entries: usize) {
        self.emulators.apis.bus.fail_next(entries);
    }

    /// Returns the roles that STS gave, oldest first. The last 300 are kept.
    pub fn assumed_roles(&self) -> Vec<AssumedRole> {
        self.emulators.apis.sts.assumed()
    }

    /// Invokes a function of the template with an event and returns its answer.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value, InvokeError> {
        let answer = self.lambda.invoke(function, event.to_string().into()).await?;
        if answer.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer).map_err(InvokeError::Answer)
    }

    /// Stops accepting requests and returns when all open requests are answered.
    pub async fn stop(mut self) {
        self.filling.abort();
        self.schedules.stop().await;
        self.streams.stop().await;
        let servers = std::mem::take(&mut self.servers);
        let finished = async {
            for server in servers {
                server.finish().await;
            }
        };
        if tokio::time::timeout(FINISH, finished).await.is_err() {
            tracing::warn!("requests that took too long were cut off");
        }
        self.invoke.stop().await;
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.filling.abort();
        self.invoke.abort();
    }
}

/// Unlocks the data folder when it is dropped, also if tasks that are ending still hold the folder.
struct Unlock(Arc<DataDir>);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

/// Listens on IPv4 and, if available, IPv6 loopback: for `localhost` browsers try `[::1]` first, where another process
/// might listen.
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

/// Returns the parameters of the template for this machine.
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
    parameters.insert("DashboardUrl".to_owned(), url.to_owned());
    parameters.insert("MailFrom".to_owned(), MAIL_FROM.to_owned());
    parameters.insert("EventBusArns".to_owned(), EVENT_BUS.to_owned());
    Ok(parameters)
}

/// Opens the tables of ingest.
fn store(template: &Template, aws: &Aws) -> Result<Store, StackError> {
    let ingest = template.functions.iter().find(|function| function.binary == "ingest");
    let variable = |name: &'static str| {
        ingest.and_then(|function| function.environment.get(name)).ok_or(StackError::Variable(name))
    };
    let tables =
        Tables { events: variable("EVENTS_TABLE")?.clone(), control: variable("CONTROL_TABLE")?.clone() };
    Ok(Store::open(aws, &tables))
}

#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
mod feed_tests;
#[cfg(test)]
mod rate_tests;
#[cfg(test)]
mod tests;
