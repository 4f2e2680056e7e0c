//! Who a person's token belongs to.

use api::Caller;
use jsonwebtoken::AlgorithmFamily;
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

use crate::claims::Claims;
use crate::config::OidcConfig;
use crate::discovery::Discovery;
use crate::key_cache::KeyCache;
use crate::refusal::{NotAllowed, Refusal};

/// Verifies the tokens of one issuer.
pub(crate) struct TokenVerifier {
    config: OidcConfig,
    keys: KeyCache,
    clock: Clock,
}

impl TokenVerifier {
    pub(crate) fn load(env: &Env, clock: Clock) -> Result<Self, EnvError> {
        let config = OidcConfig::load(env)?;
        let keys = KeyCache::new(Discovery::new(config.issuer.clone())?, clock.clone());
        Ok(Self { config, keys, clock })
    }

    /// Returns the person who shows `token`, an access or ID token (a JWT).
    pub(crate) async fn identify(&self, token: &str) -> Result<Caller, NotAllowed> {
        // Fails for `none` and for every algorithm that is not known.
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refusal::MalformedToken)?;
        // A symmetric key would have to be known to both sides, and the issuer's are public.
        if header.alg.family() == AlgorithmFamily::Hmac {
            return Err(Refusal::Algorithm.into());
        }
        // Nothing critical is understood here, so nothing may be (RFC 7515, section 4.1.11).
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
