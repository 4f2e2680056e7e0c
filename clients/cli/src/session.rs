//! The sign-in of a person at one activity monitor.

mod callback;
mod id_token;
mod provider;
mod store;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

pub(crate) use self::callback::{Callback, PORTS};
pub(crate) use self::provider::{Provider, revoke};
pub(crate) use self::store::Store;
use crate::Failure;

/// An ID token that ends sooner is renewed first, so that it does not expire in transit.
const MARGIN_SECONDS: i64 = 30;

/// A sign-in, as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    /// URL of the activity monitor.
    pub(crate) url: Url,
    /// Issuer of the tokens, exactly as they spell it.
    pub(crate) issuer: String,
    /// Client at the issuer.
    pub(crate) client_id: String,
    /// Where the refresh token is exchanged.
    pub(crate) token_url: Url,
    /// Where it is revoked; `None` if the provider cannot.
    pub(crate) revocation_url: Option<Url>,
    /// Id of the person at the issuer.
    pub(crate) subject: String,
    /// When the ID token ends.
    pub(crate) expires_at: DateTime<Utc>,
    /// Sent to the API.
    #[serde(serialize_with = "expose")]
    pub(crate) id_token: SecretString,
    /// Renews the ID token; `None` if the provider gives none.
    #[serde(serialize_with = "expose_optional")]
    pub(crate) refresh_token: Option<SecretString>,
}

impl Session {
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        (self.expires_at - now).num_seconds() > MARGIN_SECONDS
    }
}

/// Returns an ID token for the API at `url` that is valid for some time, and renews it if needed.
pub(crate) async fn id_token(url: &Url) -> Result<SecretString, Failure> {
    let store = Store::open()?;
    let session = store.read(url)?.ok_or_else(|| not_signed_in(url))?;
    if session.is_fresh(Utc::now()) {
        return Ok(session.id_token);
    }
    // With rotation, a refresh token works once: two processes must not use the same one.
    let lock = store.lock(url)?;
    let session = store.read(url)?.ok_or_else(|| not_signed_in(url))?;
    if session.is_fresh(Utc::now()) {
        return Ok(session.id_token);
    }
    let renewed = provider::renew(session).await?;
    store.write(&renewed)?;
    drop(lock);
    Ok(renewed.id_token)
}

/// Returns the failure of a command that needs a person.
pub(crate) fn not_signed_in(url: &Url) -> Failure {
    Failure::NotSignedIn(format!("not signed in to {url}: run `activity login`, or set ACTIVITY_TOKEN"))
}

/// Only the store writes secrets, to a file of the user.
fn expose<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

fn expose_optional<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(ExposeSecret::expose_secret).serialize(serializer)
}
