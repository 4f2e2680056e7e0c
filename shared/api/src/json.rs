//! JSON responses.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;

use crate::{Problem, ProblemCode};

/// Initial capacity: most responses fit into it.
const CAPACITY: usize = 32 * 1024;

/// A JSON response.
///
/// [`axum::Json`] checks the capacity of its buffer at each of a page's thousands of small writes. A plain vector needs
/// two thirds of the instructions.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(CAPACITY);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], body).into_response()
            }
            Err(error) => Problem::new(ProblemCode::Internal, "the response could not be written")
                .with_cause(error)
                .into_response(),
        }
    }
}
