//! The body of a request: JSON that is looked at after the caller's permission.

use api::{Problem, RawBody};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use crate::fields::Fields;

/// Bytes of a body: the largest names a hundred organizations.
const BYTES: usize = 64 * 1024;

/// A body that was not read yet.
#[derive(Debug)]
pub(crate) struct Body(Bytes);

impl Body {
    /// Reads a JSON object.
    pub(crate) fn fields(&self) -> Result<Fields, Problem> {
        Fields::parse(&self.0)
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        RawBody::<BYTES>::from_request(request, state).await.map(|RawBody(bytes)| Self(bytes))
    }
}
