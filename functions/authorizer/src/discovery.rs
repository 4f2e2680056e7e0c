//! Fetches the issuer's keys.

use std::time::Duration;

use lambda::env::EnvError;
use reqwest::{Client, Url};
use serde::Deserialize;

use crate::error::IssuerError;
use crate::key_set::KeySet;

/// Time limit of both requests together: half of the function's, so that it can still respond.
const DEADLINE: Duration = Duration::from_secs(5);

/// Maximum bytes of a response. A set of keys has a few KiB.
const RESPONSE_BYTES: usize = 256 * 1024;

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
            tracing::warn!("the issuer's keys are fetched over plain HTTP: use this for development only");
        }
        let client = Client::builder()
            .timeout(DEADLINE)
            // A redirect could lead to a place where others may publish.
            .redirect(reqwest::redirect::Policy::none())
            // Applies to the jwks_uri too.
            .https_only(is_https)
            .user_agent("activity-monitor")
            .build()
            .map_err(|error| EnvError::Invalid {
                name: "OIDC_ISSUER".to_owned(),
                reason: format!("the HTTP client for its keys cannot be created: {error:?}"),
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
        // Without this check, one tenant of a provider could publish keys for another (section 4.3).
        if document.issuer != self.issuer {
            return Err(IssuerError::OtherIssuer(document.issuer));
        }
        let address = Url::parse(&document.jwks_uri).map_err(|_| IssuerError::KeysAddress)?;
        let keys = KeySet::parse(&self.get(address).await?)?;
        // More likely a fault of the provider than an intention.
        if keys.is_empty() { Err(IssuerError::NoKeys) } else { Ok(keys) }
    }

    async fn get(&self, address: Url) -> Result<Vec<u8>, IssuerError> {
        let mut response = self.client.get(address).send().await?.error_for_status()?;
        if !response.status().is_success() {
            return Err(IssuerError::KeysAddress);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > RESPONSE_BYTES {
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
    async fn https_issuer_keys_over_http_are_refused() {
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
