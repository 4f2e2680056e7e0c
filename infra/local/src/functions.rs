//! The table of the template's binaries, with the code that loads each into this process.

pub(crate) mod handlers;

use std::collections::BTreeMap;

use confique::Config;
use confique::meta::Meta;
use event_store::Aws;
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

use crate::lambda::{Handler, Loaded};
use crate::template::Template;

/// An error while a function is loaded.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// The binary is not in the table.
    #[error(
        "infra/template.yaml has the binary {binary} (function {function}), but local has no code for it: add it to functions.rs"
    )]
    UnknownBinary {
        /// The binary.
        binary: String,
        /// The function.
        function: String,
    },
    /// A variable that the function needs is missing or wrong.
    #[error("the function {function} does not start")]
    Environment {
        /// The function.
        function: String,
        /// The variable and the reason.
        #[source]
        source: EnvError,
    },
}

/// Loads a function as its `main` does: from its environment, the AWS clients and the clock.
type Load = fn(&Env, &Aws, Clock) -> Result<Handler, EnvError>;

/// Each binary with its settings and its code.
pub(crate) const BINARIES: [(&str, &Meta, Load); 16] = [
    ("authorizer", &authorizer::Config::META, |env, aws, clock| {
        let state = authorizer::State::load(env, aws, clock)?;
        Ok(handlers::event(move |request, _| {
            let state = state.clone();
            async move { authorizer::authorize(&state, request).await }
        }))
    }),
    ("ingest", &ingest::Config::META, |env, aws, clock| {
        Ok(handlers::http(ingest::app(ingest::State::load(env, aws, clock)?)))
    }),
    ("query", &query::Config::META, |env, aws, clock| {
        Ok(handlers::http(query::app(query::State::load(env, aws, clock)?)))
    }),
    ("export", &export::Config::META, |env, aws, clock| {
        Ok(handlers::http(export::app(export::State::load(env, aws, clock)?)))
    }),
    ("export-worker", &export::WorkerConfig::META, |env, aws, clock| {
        let state = export::worker::State::load(env, aws, clock)?;
        Ok(handlers::event(move |event, deadline| {
            let state = state.clone();
            async move { export::worker::run(&state, event, deadline).await }
        }))
    }),
    ("settings", &settings::Config::META, |env, aws, clock| {
        Ok(handlers::http(settings::app(settings::State::load(env, aws, clock)?)))
    }),
    ("sequencer", &sequencer::Config::META, |env, aws, clock| {
        let state = sequencer::State::load(env, aws, clock)?;
        Ok(handlers::event(move |event, deadline| {
            let state = state.clone();
            async move {
                let handle = async |records| sequencer::sequence(&state, records, deadline).await;
                lambda::stream::respond(event, handle).await
            }
        }))
    }),
    ("feed-sweep", &sequencer::SweepConfig::META, |env, aws, clock| {
        let state = sequencer::SweepState::load(env, aws, clock)?;
        Ok(handlers::event(move |event, deadline| {
            let state = state.clone();
            async move { sequencer::sweep(&state, event, deadline).await }
        }))
    }),
    ("detection", &detection::Config::META, |env, aws, clock| {
        Ok(handlers::http(detection::app(detection::State::load(env, aws, clock)?)))
    }),
    ("detector", &detection::DetectorConfig::META, |env, aws, clock| {
        let state = detection::detector::State::load(env, aws, clock)?;
        Ok(handlers::event_on_thread(move |event, deadline| {
            let state = state.clone();
            async move {
                let handle = async |records| detection::detector::handle(&state, records, deadline).await;
                lambda::stream::respond(event, handle).await
            }
        }))
    }),
    ("detection-sweep", &detection::SweepConfig::META, |env, aws, clock| {
        let state = detection::sweep::State::load(env, aws, clock)?;
        Ok(handlers::event(move |event, deadline| {
            let state = state.clone();
            async move { detection::sweep::sweep(&state, event, deadline).await }
        }))
    }),
    ("backtest-worker", &detection::BacktestConfig::META, |env, aws, clock| {
        let state = detection::backtest::State::load(env, aws, clock)?;
        Ok(handlers::event(move |event, deadline| {
            let state = state.clone();
            async move { detection::backtest::run(&state, event, deadline).await }
        }))
    }),
    ("delivery", &delivery::Config::META, |env, aws, clock| {
        Ok(handlers::http(delivery::app(delivery::State::load(env, aws, clock)?)))
    }),
    ("deliverer", &delivery::DelivererConfig::META, |env, aws, clock| {
        let state = delivery::deliverer::State::load(env, aws, clock)?;
        Ok(handlers::event(move |call, deadline| {
            let state = state.clone();
            async move { delivery::deliverer::handle(&state, call, deadline).await }
        }))
    }),
    ("delivery-wake", &delivery::WakeConfig::META, |env, aws, clock| {
        let state = delivery::wake::State::load(env, aws, clock)?;
        Ok(handlers::event_on_thread(move |event, deadline| {
            let state = state.clone();
            async move { delivery::wake::wake(&state, event, deadline).await }
        }))
    }),
    ("dashboard", &dashboard::Config::META, |env, aws, clock| {
        Ok(handlers::http(dashboard::app(dashboard::State::load(env, aws, clock)?)))
    }),
];

/// Loads every function of the template.
pub(crate) fn load(
    template: &Template,
    variables: &BTreeMap<String, String>,
    aws: &Aws,
    clock: &Clock,
) -> Result<BTreeMap<String, Loaded>, FunctionError> {
    let mut functions = BTreeMap::new();
    for function in &template.functions {
        let found = BINARIES.iter().find(|(binary, _, _)| *binary == function.binary);
        let (_, _, load) = found.ok_or_else(|| FunctionError::UnknownBinary {
            binary: function.binary.clone(),
            function: function.name.clone(),
        })?;
        // Lambda sets this variable. A function uses it to invoke itself.
        let name = ("AWS_LAMBDA_FUNCTION_NAME".to_owned(), function.name.clone());
        let replaced = variables.clone().into_iter();
        let env = Env::from_iter(function.environment.clone().into_iter().chain([name]).chain(replaced));
        let handler = load(&env, aws, clock.clone())
            .map_err(|source| FunctionError::Environment { function: function.name.clone(), source })?;
        let loaded = Loaded { handler, timeout: function.timeout, async_retries: function.async_retries };
        functions.insert(function.name.clone(), loaded);
    }
    Ok(functions)
}
