//! Who is calling: a product by its key, or a person by a token of the identity provider.
//!
//! API Gateway asks before it calls any other function, and passes the answer's context on. Three answers:
//! allowed, with a context that [`api::Caller`] reads; denied, whatever was wrong with the credentials; and
//! an error where it could not be found out, which API Gateway turns into a 500 and does not remember.

mod bearer;
mod claims;
mod config;
mod discovery;
mod error;
mod key_cache;
mod key_set;
mod product_key;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use event_store::{Aws, Control};
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

/// What the authorizer answers.
pub type Answer = ApiGatewayV2CustomAuthorizerSimpleResponse<HashMap<String, Value>>;

/// What the authorizer keeps from one call to the next.
#[derive(Clone)]
pub struct State {
    control: Control,
    tokens: Arc<TokenVerifier>,
    clock: Clock,
}

impl State {
    /// Reads the configuration and makes the clients. Nothing is fetched yet: a product's key needs none of
    /// the identity provider's.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let config: Config = env.read()?;
        let control = Control::open(aws, &config.control_table);
        let tokens = Arc::new(TokenVerifier::new(config, clock.clone())?);
        Ok(Self { control, tokens, clock })
    }
}

/// Decides who calls.
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
        // Only the reason: the credentials, even wrong ones, are nobody's to read in a log.
        Err(IdentifyError::Refused(reason)) => tracing::info!(%reason, "denied"),
        Err(IdentifyError::Outage(outage)) => {
            tracing::error!(error = &outage as &dyn std::error::Error, "the caller cannot be identified now");
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
    match Bearer::parse(header.as_bytes())? {
        Bearer::ProductKey(secret) => {
            product_key::identify(&state.control, &secret, state.clock.timestamp()).await
        }
        Bearer::Token(token) => state.tokens.identify(token).await,
    }
}
