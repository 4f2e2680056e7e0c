//! The credential of each command.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{Failure, session};

const PRODUCT_KEY: &str = "ACTIVITY_PRODUCT_KEY";
const READER_KEY: &str = "ACTIVITY_READER_KEY";
const TOKEN: &str = "ACTIVITY_TOKEN";

/// A credential. Its secret is only read for a request.
#[derive(Debug, Clone)]
pub(crate) enum Credentials {
    /// A key, or a token that cannot be renewed.
    Fixed(SecretString),
    /// The sign-in at this URL, whose ID token is renewed.
    SignIn(Url),
}

impl Credentials {
    /// Returns a person or an operator, for all other commands.
    pub(crate) fn person(url: &Url) -> Self {
        from_environment(TOKEN).map_or_else(|| Self::SignIn(url.clone()), Self::Fixed)
    }

    /// Returns a person or an operator, or else the key of a product, to read the catalog.
    pub(crate) fn catalog(url: &Url) -> Result<Self, Failure> {
        let is_signed_in = || Ok::<_, Failure>(session::Store::open()?.read(url)?.is_some());
        match (from_environment(TOKEN), from_environment(PRODUCT_KEY)) {
            (Some(token), _) => Ok(Self::Fixed(token)),
            (None, Some(key)) if !is_signed_in()? => Ok(Self::Fixed(key)),
            _ => Ok(Self::SignIn(url.clone())),
        }
    }

    /// Returns the value of the header `Authorization` for the next request.
    pub(crate) async fn bearer(&self) -> Result<String, Failure> {
        let secret = match self {
            Self::Fixed(secret) => secret,
            Self::SignIn(url) => &session::id_token(url).await?,
        };
        Ok(format!("Bearer {}", secret.expose_secret()))
    }
}

/// Returns the key of a product, for `send` and `import`.
pub(crate) fn product_key() -> Result<SecretString, Failure> {
    from_environment(PRODUCT_KEY).ok_or_else(|| {
        Failure::NotSignedIn(format!("set {PRODUCT_KEY} to a key of your product; an operator creates it"))
    })
}

/// Returns the key of a reader, for `tail`.
pub(crate) fn reader_key() -> Option<Credentials> {
    from_environment(READER_KEY).map(Credentials::Fixed)
}

/// Returns a variable of the environment, unless it is empty.
fn from_environment(name: &str) -> Option<SecretString> {
    let value = std::env::var(name).ok()?.trim().to_owned();
    (!value.is_empty()).then(|| value.into())
}
