//! What keeps the authorizer from an answer.

use event_store::StoreError;
use lambda_runtime::Diagnostic;

use crate::discovery::IssuerError;

/// Why nobody can tell who calls. API Gateway answers 500 and asks again with the next request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Outage {
    /// The table of keys could not be read.
    #[error("product keys cannot be read")]
    Store(#[from] StoreError),
    /// The identity provider's keys could not be had.
    #[error("the issuer's keys cannot be had")]
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
