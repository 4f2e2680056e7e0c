//! Appends recorded events to the feed of their organization, and checks that none is missing.

mod config;
mod sequence;
mod sweep;

use chrono::Duration;
use event_store::{Aws, Control, EventLog, Feed, FunctionInvoker, StoreError};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::metrics::Metrics;

pub use config::{Config, SweepConfig};
pub use sequence::sequence;
pub use sweep::{SweepEvent, SweepReport, sweep};

/// What the function of the stream keeps between invocations.
#[derive(Clone)]
pub struct State {
    feed: Feed,
    clock: Clock,
    metrics: Metrics,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { feed, stack_name } = env.read()?;
        Ok(Self { feed: Feed::open(aws, &feed), clock, metrics: Metrics::new(stack_name.as_deref()) })
    }
}

/// What the function of the sweep keeps between invocations.
#[derive(Clone)]
pub struct SweepState {
    events: EventLog,
    control: Control,
    feed: Feed,
    clock: Clock,
    metrics: Metrics,
    grace: Duration,
    itself: Option<FunctionInvoker>,
}

impl SweepState {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let SweepConfig { tables, common: Config { feed, stack_name }, function, itself, grace_minutes } =
            env.read()?;
        let function = function.or_else(|| itself.qualified());
        Ok(Self {
            events: EventLog::open(aws, &tables.events),
            control: Control::open(aws, &tables.control),
            feed: Feed::open(aws, &feed),
            clock,
            metrics: Metrics::new(stack_name.as_deref()),
            grace: Duration::minutes(grace_minutes.into()),
            itself: function.map(|function| FunctionInvoker::new(aws, &function)),
        })
    }

    /// Starts another invocation with the rest of a sweep. Without a function, the caller continues with
    /// [`SweepReport::rest`].
    async fn continue_with(&self, rest: &SweepEvent) -> Result<(), StoreError> {
        match &self.itself {
            Some(itself) => itself.call(rest).await,
            None => Ok(()),
        }
    }
}
