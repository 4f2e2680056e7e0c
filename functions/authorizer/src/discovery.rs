//! Fetches the issuer's keys.

use std::time::Duration;

use lambda::env::EnvError;
use reqwest::{Client, Url};
use serde::Deserialize;

use crate::error::IssuerError;
use crate::key_set::KeySet;

/// How long the two requests may take together: half of what the function has, so that it can still answer.
const DEADLINE: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read: a set of keys is a few KiB.
const ANSWER_BYTES: usize = 256 * 1024;

/// OpenID Connect discovery at one issuer.
pub(crate) struct Discovery {
    client: Client,
    issuer: String,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

impl Discovery {
    pub(crate) fn new(issuer: String) -> Result<Self, EnvError> {
        let is_https = Url::parse(&issuer).is_ok_and(|url| url.scheme() == "https");
        if !is_https {
            tracing::warn!("the issuer's keys come over plain HTTP: that is for development only");
        }
        let client = Client::builder()
            .timeout(DEADLINE)
            // Neither document moves, and a redirect could lead to where anybody may publish.
            .redirect(reqwest::redirect::Policy::none())
            // Also when its document says that the keys are elsewhere.
            .https_only(is_https)
            .user_agent("activity-monitor")
            .build()
            .map_err(|error| EnvError::Invalid {
                name: "OIDC_ISSUER".to_owned(),
                reason: format!("no HTTP client can be made to ask it for its keys: {error:?}"),
            })?;
        Ok(Self { client, issuer })
    }

    /// Fetches the discovery document and the keys that it points to.
    pub(crate) async fn key_set(&self) -> Result<KeySet, IssuerError> {
        tokio::time::timeout(DEADLINE, self.fetch()).await.map_err(|_| IssuerError::Slow)?
    }

    async fn fetch(&self) -> Result<KeySet, IssuerError> {
        // A final slash is not doubled (OpenID Connect Discovery 1.0, section 4).
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let address = Url::parse(&address).map_err(|_| IssuerError::KeysAddress)?;
        let document: Document = serde_json::from_slice(&self.get(address).await?)?;
        // Without this, one tenant of a provider could pass off its keys as another's (section 4.3).
        if document.issuer != self.issuer {
            return Err(IssuerError::OtherIssuer(document.issuer));
        }
        let address = Url::parse(&document.jwks_uri).map_err(|_| IssuerError::KeysAddress)?;
        let keys = KeySet::parse(&self.get(address).await?)?;
        // More likely a provider's fault than its wish that nobody can sign in.
        if keys.is_empty() { Err(IssuerError::NoKeys) } else { Ok(keys) }
    }

    async fn get(&self, address: Url) -> Result<Vec<u8>, IssuerError> {
        let mut response = self.client.get(address).send().await?.error_for_status()?;
        if !response.status().is_success() {
            return Err(IssuerError::KeysAddress);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > ANSWER_BYTES {
                return Err(IssuerError::TooLong);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keys_of_a_secure_issuer_never_come_over_plain_http() {
        let address: Url = "http://127.0.0.1:1/keys".parse().expect("a URL");
        for (issuer, is_refused) in [
            ("https://id.example.com", true),
            ("HTTPS://id.example.com", true),
            ("http://localhost:3000", false),
        ] {
            let discovery = Discovery::new(issuer.to_owned()).expect("there is a client");
            let Err(IssuerError::Http(error)) = discovery.get(address.clone()).await else {
                panic!("{issuer}")
            };
            assert_eq!(error.is_builder(), is_refused, "{issuer}: {error:?}");
            assert_eq!(error.is_connect(), !is_refused, "{issuer}: {error:?}");
        }
    }
}
