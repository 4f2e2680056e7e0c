//! Identifies the caller: a product or a reader of a feed by its key, or a person or operator by a token of the identity
//! provider.
//!
//! API Gateway invokes this function before any other and passes its context on. There are three outcomes: allowed, with
//! a context that [`api::Caller`] reads; denied, for any fault of the credentials; and an error if they cannot be
//! checked, which API Gateway answers with 500 and does not cache.

mod api_key;
mod bearer;
mod claims;
mod config;
mod discovery;
mod error;
mod key_cache;
mod key_set;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use event_store::{Aws, Control, error_chain};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda_http::aws_lambda_events::apigw::{
    ApiGatewayV2CustomAuthorizerSimpleResponse, ApiGatewayV2CustomAuthorizerV2Request,
};
use serde_json::Value;

use crate::bearer::Bearer;
pub use crate::config::Config;
use crate::error::{IdentifyError, Refusal};
pub use crate::error::{IssuerError, Outage};
use crate::token::TokenVerifier;

/// The response of the authorizer.
pub type Answer = ApiGatewayV2CustomAuthorizerSimpleResponse<HashMap<String, Value>>;

/// What the function keeps between requests.
#[derive(Clone)]
pub struct State {
    control: Control,
    tokens: Arc<TokenVerifier>,
    clock: Clock,
}

impl State {
    /// Reads the settings and creates the clients. The issuer's keys are fetched with the first token, so that an
    /// outage of the issuer does not affect API keys.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let config: Config = env.read()?;
        let control = Control::open(aws, &config.control_table);
        let tokens = Arc::new(TokenVerifier::new(config, clock.clone())?);
        Ok(Self { control, tokens, clock })
    }
}

/// Identifies the caller of a request.
pub async fn authorize(
    state: &State,
    request: ApiGatewayV2CustomAuthorizerV2Request,
) -> Result<Answer, Outage> {
    let mut answer = Answer::default();
    match identify(state, &request).await {
        Ok(caller) => {
            answer.is_authorized = true;
            answer.context = caller.to_context();
        }
        // Only the reason: credentials must not be logged, even wrong ones.
        Err(IdentifyError::Refused(reason)) => tracing::info!(%reason, "denied"),
        Err(IdentifyError::Outage(outage)) => {
            tracing::error!(error = error_chain(&outage), "caller not identified");
            return Err(outage);
        }
    }
    Ok(answer)
}

async fn identify(
    state: &State,
    request: &ApiGatewayV2CustomAuthorizerV2Request,
) -> Result<api::Caller, IdentifyError> {
    let header = request.headers.get("authorization").ok_or(Refusal::NoCredentials)?;
    let (control, now) = (&state.control, state.clock.timestamp());
    match Bearer::parse(header.as_bytes())? {
        Bearer::ProductKey(secret) => api_key::product(control, &secret, now).await,
        Bearer::ReaderKey(secret) => api_key::reader(control, &secret, now).await,
        Bearer::Token(token) => state.tokens.identify(token).await,
    }
}
