//! Identifies a person or an operator by a token.

use api::Caller;
use jsonwebtoken::AlgorithmFamily;
use lambda::clock::Clock;
use lambda::env::EnvError;

use crate::claims::Claims;
use crate::config::Config;
use crate::discovery::Discovery;
use crate::error::{IdentifyError, Refusal};
use crate::key_cache::KeyCache;

/// Verifies the tokens of one issuer.
pub(crate) struct TokenVerifier {
    config: Config,
    keys: KeyCache,
    clock: Clock,
}

impl TokenVerifier {
    pub(crate) fn new(config: Config, clock: Clock) -> Result<Self, EnvError> {
        let keys = KeyCache::new(Discovery::new(config.issuer.clone())?, clock.clone());
        Ok(Self { config, keys, clock })
    }

    /// Returns the caller of `token`, an access or ID token (a JWT).
    pub(crate) async fn identify(&self, token: &str) -> Result<Caller, IdentifyError> {
        // Fails for `none` and for every unknown algorithm.
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::MalformedToken)?;
        // The issuer's keys are public, so a symmetric key would be too.
        if header.alg.family() == AlgorithmFamily::Hmac {
            return Err(Refusal::Algorithm.into());
        }
        // No critical extension is supported (RFC 7515, section 4.1.11).
        if header.crit.is_some() {
            return Err(Refusal::Critical.into());
        }
        let keys = self.keys.current().await?;
        let claims = match keys.verify(token, &header) {
            Err(Refusal::UnknownKey) => {
                let newer = self.keys.other_than(Some(&keys)).await?.ok_or(Refusal::UnknownKey)?;
                newer.verify(token, &header)?
            }
            known => known?,
        };
        let claims = Claims::new(claims);
        claims.check(&self.config, self.clock.now().timestamp())?;
        Ok(claims.caller(&self.config)?)
    }
}
