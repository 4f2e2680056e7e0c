//! The body of a request: JSON, and nothing else.

use api::{Problem, ProblemCode, RawBody};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::header;

use crate::fields::Fields;

/// Bytes of a body: the largest names a hundred organisations.
const BYTES: usize = 64 * 1024;

/// A body that is looked at after the caller's permission.
#[derive(Debug)]
pub(crate) struct Body {
    media_type: Option<String>,
    bytes: Bytes,
}

impl Body {
    /// Reads an object of the media type `application/json`, or of one of `others`.
    pub(crate) fn fields(&self, others: &[&str]) -> Result<Fields, Problem> {
        let mut known = std::iter::once(&"application/json").chain(others);
        let given = self.media_type.as_deref();
        if given.is_none_or(|given| known.any(|known| given.eq_ignore_ascii_case(known))) {
            return Fields::parse(&self.bytes);
        }
        let known =
            others.iter().fold("application/json".to_owned(), |known, other| format!("{known} or {other}"));
        Err(Problem::new(ProblemCode::UnsupportedMediaType, format!("the body has to be {known}")))
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE).map(|value| {
            let value = value.to_str().unwrap_or_default();
            value.split(';').next().unwrap_or_default().trim().to_owned()
        });
        let RawBody(bytes) = RawBody::<BYTES>::from_request(request, state).await?;
        Ok(Self { media_type, bytes })
    }
}
