//! Why a caller is not identified: refused credentials, or an outage.

use event_store::StoreError;
use lambda::Diagnostic;

/// Why a caller is not identified.
#[derive(Debug)]
pub(crate) enum IdentifyError {
    /// The credentials are rejected; retrying will not help.
    Refused(Refusal),
    /// The credentials cannot be checked now.
    Outage(Outage),
}

impl From<Refusal> for IdentifyError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E: Into<Outage>> From<E> for IdentifyError {
    fn from(error: E) -> Self {
        Self::Outage(error.into())
    }
}

/// What is wrong with the credentials, for the log. The caller only learns that they are rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("no Authorization header")]
    NoCredentials,
    #[error("not a Bearer header")]
    NoBearer,
    #[error("header too long")]
    TooLong,
    #[error("malformed API key")]
    MalformedKey,
    #[error("API key unknown, wrong or revoked")]
    WrongKey,
    #[error("malformed token")]
    MalformedToken,
    #[error("unknown critical extension")]
    Critical,
    #[error("algorithm not allowed, or not that of the key")]
    Algorithm,
    #[error("key unknown to the issuer")]
    UnknownKey,
    #[error("wrong signature")]
    Signature,
    #[error("wrong issuer")]
    Issuer,
    #[error("wrong audience")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("older than the maximum token age")]
    TooOld,
    #[error("not valid yet")]
    NotYet,
    #[error("no expiry or time of issue, or a time that is not a number")]
    Times,
    #[error("no valid user id")]
    User,
    #[error("no known role")]
    Role,
    #[error("no valid organization")]
    Organization,
}

/// Why the credentials cannot be checked. API Gateway answers 500 and asks again with the next request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Outage {
    #[error("API keys cannot be read")]
    Store(#[from] StoreError),
    #[error("the issuer's keys cannot be fetched")]
    Issuer(#[from] IssuerError),
}

impl From<Outage> for Diagnostic {
    fn from(outage: Outage) -> Self {
        let error_type = match outage {
            Outage::Store(_) => "StoreOutage",
            Outage::Issuer(_) => "IssuerOutage",
        };
        Self { error_type: error_type.to_owned(), error_message: outage.to_string() }
    }
}

/// Why the issuer's keys cannot be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    #[error("the issuer did not respond with success")]
    Http(#[from] reqwest::Error),
    #[error("the issuer did not respond in time")]
    Slow,
    #[error("the issuer's response is too long")]
    TooLong,
    #[error("the issuer's response cannot be read")]
    Unreadable(#[from] serde_json::Error),
    #[error("the discovery document names another issuer: {0:?}")]
    OtherIssuer(String),
    #[error("the discovery document has no usable jwks_uri")]
    KeysAddress,
    #[error("the issuer publishes no usable key")]
    NoKeys,
    /// The issuer failed a moment ago and is not asked again yet.
    #[error("the issuer failed a moment ago")]
    Recently,
}
