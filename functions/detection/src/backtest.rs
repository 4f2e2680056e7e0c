//! The worker of back-tests: evaluates one rule over the feed of the past.
//!
//! It uses the same rules as the detector. What is new for a person comes from the events that it reads, so it starts
//! some time before the range. A worker that was killed is not resumed: its silence shows as `failed`.

mod evaluation;
mod tally;

use std::time::{Duration, Instant};

use event_model::{OrganizationId, Timestamp};
use event_store::{Aws, Backtest, BacktestCall, BacktestState, Feed, Store, StoreError, error_chain};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

use crate::config::BacktestConfig;

/// State that a worker keeps between back-tests.
#[derive(Clone)]
pub struct State {
    store: Store,
    feed: Feed,
    clock: Clock,
    /// Events that one back-test reads at most.
    events_max: u64,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let BacktestConfig { tables, feed, events_max } = env.read()?;
        Ok(Self { store: Store::open(aws, &tables), feed: Feed::open(aws, &feed), clock, events_max })
    }

    fn now(&self) -> Timestamp {
        self.clock.timestamp()
    }
}

/// Runs a back-test until it is done or `deadline` is near. In that case its result covers what was read.
///
/// Does nothing if it does not wait: another invocation has started it, or it has waited for too long.
pub async fn run(state: &State, call: BacktestCall, deadline: Instant) -> Result<(), StoreError> {
    let BacktestCall { organization_id: organization, backtest_id: id } = call;
    let control = &state.store.control;
    let read = control.backtests_get(&organization, &id).await?;
    let waits = |backtest: &Backtest| backtest.state_at(state.now()) == BacktestState::Queued;
    let Some(mut backtest) = read.filter(waits) else {
        tracing::info!(backtest = id.as_str(), "nothing to do");
        return Ok(());
    };
    backtest.state = BacktestState::Running;
    match control.backtests_put(&organization, &mut backtest, state.now()).await {
        // Lambda delivered the call twice.
        Err(StoreError::Conflict) => return Ok(()),
        started => started?,
    }
    match evaluation::evaluate(state, &organization, &mut backtest, stop_before(deadline)).await {
        Ok(result) => {
            backtest.state = BacktestState::Done;
            backtest.result = Some(result);
            control.backtests_put(&organization, &mut backtest, state.now()).await
        }
        Err(error) => {
            fail(state, &organization, backtest).await;
            Err(error)
        }
    }
}

async fn fail(state: &State, organization: &OrganizationId, mut backtest: Backtest) {
    backtest.state = BacktestState::Failed;
    let written = state.store.control.backtests_put(organization, &mut backtest, state.now()).await;
    if let Err(error) = written {
        // Its silence shows it as failed a minute later.
        tracing::warn!(error = error_chain(&error), "the failure of a back-test was not written");
    }
}

/// Returns the time to stop, so that enough time is left to write the result.
fn stop_before(deadline: Instant) -> Instant {
    const MARGIN: Duration = Duration::from_secs(20);
    let left = deadline.saturating_duration_since(Instant::now());
    deadline.checked_sub(MARGIN.min(left / 4)).unwrap_or(deadline)
}
