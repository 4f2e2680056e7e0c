//! Request bodies.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use event_model::FieldError;
use http_body_util::{BodyExt, Limited};
use serde::de::DeserializeOwned;

use crate::{Problem, ProblemCode};

/// Bytes of any body but that of events: the largest of them is a handful of filters.
pub(crate) const JSON_BYTES: usize = 64 * 1024;

/// A body of at most `BYTES` bytes.
#[derive(Debug)]
pub struct RawBody<const BYTES: usize>(pub Bytes);

impl<S: Send + Sync, const BYTES: usize> FromRequest<S> for RawBody<BYTES> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let body = Limited::new(request.into_body(), BYTES).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                let detail = format!("the body is larger than {BYTES} bytes");
                Problem::new(ProblemCode::PayloadTooLarge, detail)
            } else {
                Problem::new(ProblemCode::InvalidRequest, "the body could not be read").with_cause(error)
            }
        })?;
        Ok(Self(body.to_bytes()))
    }
}

/// A small JSON body.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let RawBody(bytes) = RawBody::<JSON_BYTES>::from_request(request, state).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let pointer = pointer(error.path());
            Problem::fields(vec![FieldError::new(pointer, error.inner().to_string())])
        })?;
        json.end().map_err(|error| Problem::fields(vec![FieldError::new("", error.to_string())]))?;
        Ok(Self(value))
    }
}

/// Returns the JSON pointer (RFC 6901) of a path.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let token = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => "/?".to_owned(),
    };
    path.iter().map(token).collect()
}
