//! Request bodies that may be absent.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::body::JSON_BYTES;
use crate::{Problem, RawBody, strict_json};

/// A small JSON body, or the default value for a request without a body.
#[derive(Debug)]
pub struct OptionalJsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let RawBody(bytes) = RawBody::<JSON_BYTES>::from_request(request, state).await?;
        if bytes.is_empty() { Ok(Self(T::default())) } else { strict_json::read(&bytes).map(Self) }
    }
}
