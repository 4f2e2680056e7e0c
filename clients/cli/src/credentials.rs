//! The credential of each command.

use secrecy::{ExposeSecret, SecretString};

use crate::Failure;

/// A credential, ready for requests.
#[derive(Debug, Clone)]
pub(crate) struct Credentials(SecretString);

impl Credentials {
    /// Returns the key of a product: `ACTIVITY_PRODUCT_KEY`.
    pub(crate) fn product() -> Result<Self, Failure> {
        from_environment("ACTIVITY_PRODUCT_KEY").map(Self).ok_or_else(|| {
            Failure::NotSignedIn(
                "set ACTIVITY_PRODUCT_KEY to a key of your product; an operator creates it".to_owned(),
            )
        })
    }

    /// Returns the token of a person or an operator: `ACTIVITY_TOKEN`, or the sign-in.
    pub(crate) fn person() -> Result<Self, Failure> {
        from_environment("ACTIVITY_TOKEN")
            .map(Self)
            .ok_or_else(|| Failure::NotSignedIn("run `activity login`, or set ACTIVITY_TOKEN".to_owned()))
    }

    /// Returns a credential that does not change.
    pub(crate) fn fixed(secret: SecretString) -> Self {
        Self(secret)
    }

    /// Returns the value of the header `Authorization` for the next request.
    pub(crate) async fn bearer(&self) -> Result<String, Failure> {
        Ok(format!("Bearer {}", self.0.expose_secret()))
    }

    /// Returns the secret of a key.
    pub(crate) fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// Returns a variable of the environment, unless it is empty.
fn from_environment(name: &str) -> Option<SecretString> {
    let value = std::env::var(name).ok()?.trim().to_owned();
    (!value.is_empty()).then(|| value.into())
}
