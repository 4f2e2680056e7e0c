//! A list as a response, written item by item and limited in bytes.

use std::ops::ControlFlow;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Problem, ProblemCode};

/// Bytes after which a list is full. A response of Lambda is limited to 6 MiB, which leaves room for the last item
/// and the rest of the response.
const LIST_BYTES: usize = 4_000_000;
/// Initial capacity in bytes. Most lists fit.
const CAPACITY: usize = 32 * 1024;

/// A list that is being written: `{"<member>":[…],"next_cursor":…}`, or with other members after the list.
///
/// Its bytes are counted as Lambda counts them: Lambda puts the body into a JSON string, in which each quote and each
/// backslash takes two bytes.
#[derive(Debug)]
pub struct ListBody {
    body: Vec<u8>,
    escaped: usize,
    is_empty: bool,
}

impl ListBody {
    /// Creates an empty list under the name `member`.
    pub fn new(member: &'static str) -> Self {
        let mut body = Vec::with_capacity(CAPACITY);
        body.extend_from_slice(b"{\"");
        body.extend_from_slice(member.as_bytes());
        body.extend_from_slice(b"\":[");
        Self { body, escaped: 0, is_empty: true }
    }

    /// Appends an item. Returns `Break` if the list is full.
    pub fn push(&mut self, item: &impl Serialize) -> Result<ControlFlow<()>, Problem> {
        if !std::mem::take(&mut self.is_empty) {
            self.body.push(b',');
        }
        let start = self.body.len();
        serde_json::to_writer(&mut self.body, item).map_err(unwritten)?;
        let item = &self.body[start..];
        self.escaped += item.len() + item.iter().filter(|byte| matches!(byte, b'"' | b'\\')).count();
        Ok(if self.escaped < LIST_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    }

    /// Returns the response, with the cursor of the next page.
    pub fn finish(self, next_cursor: Option<&str>) -> Result<Response, Problem> {
        self.finish_with(&[("next_cursor", json!(next_cursor))])
    }

    /// Returns the response, with these members after the list.
    pub fn finish_with(mut self, members: &[(&str, Value)]) -> Result<Response, Problem> {
        self.body.push(b']');
        for (name, value) in members {
            self.body.push(b',');
            serde_json::to_writer(&mut self.body, name).map_err(unwritten)?;
            self.body.push(b':');
            serde_json::to_writer(&mut self.body, value).map_err(unwritten)?;
        }
        self.body.push(b'}');
        let json = HeaderValue::from_static("application/json");
        Ok(([(header::CONTENT_TYPE, json)], self.body).into_response())
    }
}

fn unwritten(error: serde_json::Error) -> Problem {
    Problem::new(ProblemCode::Internal, "the response could not be written").with_cause(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_body_of_quotes_stays_below_lambda_limit() {
        let mut list = ListBody::new("items");
        let item = "\"\\".repeat(8_000);
        let mut items = 1;
        while list.push(&item).expect("an item").is_continue() {
            items += 1;
        }
        // Each character is two bytes of JSON, and four of JSON in JSON.
        assert_eq!(items, 4_000_000_usize.div_ceil(16_000 * 4 + 4));
        let body = String::from_utf8(list.body).expect("text");
        assert!(serde_json::to_string(&body).expect("JSON").len() < 6 * 1024 * 1024 - 1_000_000);
    }
}
