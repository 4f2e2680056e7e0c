//! The worker: delivers the events of one stream, in order, each until its destination has it.
//!
//! Each invocation handles one stream, so that a destination that does not answer holds up nothing else.

mod ask;
mod attempt;
mod batch;
mod redrive;
mod run;
mod selection;
mod state_events;
mod transition;

use std::sync::Arc;
use std::time::{Duration, Instant};

use event_model::{OrganizationId, StreamId};
use event_store::{Aws, Feed, FeedPosition, NOTIFICATIONS_ID, Store, StoreError};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::metrics::Metrics;

use crate::call::{DelivererAction, DelivererCall, DelivererResult};
use crate::config::{DelivererConfig, Kinds};
use crate::destinations::Senders;
use crate::http::{Client, Policy};
use crate::mail::Mailer;
use crate::notify;
use crate::secrets::SecretDecrypter;

pub(crate) use transition::hour_of;

/// Messages that people get from one stream in an hour. The next one counts the others.
pub(crate) const MESSAGES_PER_HOUR: u32 = 20;
/// Time that is left for the attempt that is made when the time ends, and for the answer.
const ANSWER_TIME: Duration = Duration::from_secs(25);

/// What the worker keeps between invocations.
#[derive(Clone)]
pub struct State {
    pub(crate) store: Store,
    pub(crate) feed: Feed,
    pub(crate) clock: Clock,
    pub(crate) secrets: Arc<SecretDecrypter>,
    pub(crate) senders: Arc<Senders>,
    /// Sends mail to persons; `None` if the installation sends no mail.
    pub(crate) mailer: Option<Mailer>,
    pub(crate) dashboard_url: Arc<str>,
    /// The longest time that an invocation waits for the next attempt.
    pub(crate) wait: Duration,
    pub(crate) metrics: Metrics,
}

/// Why an invocation could not go on. Lambda repeats it.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// A table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An event could not be written in the form of the stream.
    #[error("an event cannot be encoded")]
    Encode(#[from] serde_json::Error),
    /// A secret could not be decrypted.
    #[error(transparent)]
    Secret(#[from] crate::secrets::SecretError),
    /// The system has no randomness for the token of a link.
    #[error("no randomness")]
    Random(getrandom::Error),
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Kinds { allow_loopback, .. } = env.read()?;
        let client = Client::new(Policy { allow_loopback });
        Self::with_client(env, aws, clock, client.expect("TLS needs nothing from the environment"))
    }

    /// Reads the settings and creates the clients, but sends requests to destinations with `client`.
    pub fn with_client(env: &Env, aws: &Aws, clock: Clock, client: Client) -> Result<Self, EnvError> {
        let DelivererConfig { tables, feed, kinds, dashboard_url, wait_seconds, stack_name } = env.read()?;
        Ok(Self {
            store: Store::open(aws, &tables),
            feed: Feed::open(aws, &feed),
            secrets: Arc::new(SecretDecrypter::new(aws)),
            senders: Arc::new(Senders::new(client, aws, &kinds)),
            mailer: kinds.mail_from.as_deref().map(|from| Mailer::new(aws, from)),
            clock,
            dashboard_url: dashboard_url.into(),
            wait: Duration::from_secs(wait_seconds),
            metrics: Metrics::new(stack_name.as_deref()),
        })
    }
}

/// Handles a call. Returns the result of a verification or a test.
pub async fn handle(
    state: &State,
    call: DelivererCall,
    deadline: Instant,
) -> Result<Option<DelivererResult>, DeliverError> {
    let DelivererCall { organization_id, stream_id, action } = call;
    match action {
        DelivererAction::Deliver => {
            deliver(state, &organization_id, &stream_id, deadline).await?;
            Ok(None)
        }
        DelivererAction::Verify { code } => {
            Ok(Some(ask::verify(state, &organization_id, &stream_id, code.as_ref()).await?))
        }
        DelivererAction::Test => Ok(Some(ask::test(state, &organization_id, &stream_id).await?)),
    }
}

/// Delivers the events of a stream until none is left, the next attempt is too far away, or the time ends.
async fn deliver(
    state: &State,
    organization: &OrganizationId,
    stream: &StreamId,
    deadline: Instant,
) -> Result<(), DeliverError> {
    let deadline = deadline.checked_sub(ANSWER_TIME).unwrap_or(deadline);
    loop {
        let position = match stream.as_str() {
            NOTIFICATIONS_ID => notify::run(state, organization, deadline).await?,
            _ => run_stream(state, organization, stream, deadline).await?,
        };
        let Some(position) = position else { return Ok(()) };
        // A segment that was appended while this worker held the lease has woken nobody else.
        if state.feed.first_from(organization, position.segment).await?.is_none() {
            return Ok(());
        }
    }
}

/// Delivers the events of a stream. Returns the position before which everything is sent; `None` if it waits, or if another
/// worker has the lease, which looks for new segments when it has released it.
async fn run_stream(
    state: &State,
    organization: &OrganizationId,
    stream: &StreamId,
    deadline: Instant,
) -> Result<Option<FeedPosition>, DeliverError> {
    let now = state.clock.timestamp();
    let read = state.store.control.deliveries_get(organization, stream).await?;
    let Some(read) = read.filter(|read| read.delivery.state.is_sending() && !read.is_leased(now)) else {
        return Ok(None);
    };
    Ok(match run::run(state, &read, deadline).await? {
        run::Ended::AllSent(position) => Some(position),
        run::Ended::Waiting => None,
    })
}
