//! Requests and answers with rows in them, whose bodies the SDK only carries.
//!
//! Everything else of a request stays the SDK's: its address, signature, repetitions, time limits and errors.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::{Body, Frame};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::dynamodb::attribute::{Attribute, Attributes};
use crate::events::row::Row;

/// Bytes of an answer at most, about: DynamoDB reads a megabyte, which is more in JSON.
const ANSWER_BYTES: usize = 2 * 1024 * 1024;

/// A BatchExecuteStatement that asks what all of it costs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StatementsRequest<'a> {
    pub(crate) statements: Vec<StatementRequest<'a>>,
    pub(crate) return_consumed_capacity: &'static str,
}

/// One statement of a batch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StatementRequest<'a> {
    pub(crate) statement: String,
    pub(crate) parameters: Vec<Attribute<'a>>,
}

/// What GetItem answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ItemAnswer {
    pub(crate) item: Option<Row>,
    #[serde(default)]
    pub(crate) consumed_capacity: Capacity,
}

/// What Query answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RowsAnswer<'a> {
    // Never absent, so that what is not an answer at all is no empty page.
    pub(crate) items: Vec<Row>,
    #[serde(borrow)]
    pub(crate) last_evaluated_key: Option<Attributes<'a>>,
    #[serde(default)]
    pub(crate) consumed_capacity: Capacity,
}

/// What a request consumed.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Capacity {
    pub(crate) capacity_units: f64,
}

/// Returns what puts `body` into a request, in place of the one that the SDK made.
pub(crate) fn with_body(body: Vec<u8>) -> impl Fn(&mut HttpRequest) + Send + Sync + 'static {
    let body = Bytes::from(body);
    move |request| {
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = SdkBody::from(body.clone());
    }
}

/// Keeps the body of an answer that was a success; the SDK reads an empty object in its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct AnswerBody(Arc<Mutex<Vec<u8>>>);

impl AnswerBody {
    /// Takes the body out. Empty unless there was an answer.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads the body of an answer.
pub(crate) fn read_answer<'a, T: Deserialize<'a>>(
    operation: &'static str,
    body: &'a [u8],
) -> Result<T, StoreError> {
    // UTF-8 is checked all at once: text by text, it takes several times as long.
    let body = std::str::from_utf8(body)
        .map_err(|error| StoreError::Unavailable { operation, source: error.into() })?;
    serde_json::from_str(body).map_err(|error| StoreError::Unavailable { operation, source: error.into() })
}

impl Intercept for AnswerBody {
    fn name(&self) -> &'static str {
        "AnswerBody"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        // What a refusal says is the SDK's to read, and to judge whether to try again.
        if response.status().is_success() {
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let size =
                body.content_length().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or_default();
            let data = Vec::with_capacity(size.min(ANSWER_BYTES));
            let kept = KeptBody { body, data, ended: false, answer: self.clone() };
            *response.body_mut() = SdkBody::from_body_1_x(kept);
        }
        Ok(())
    }
}

/// A body that is kept as it comes in, and passed on as an empty object when all of it is there.
struct KeptBody {
    body: SdkBody,
    data: Vec<u8>,
    ended: bool,
    answer: AnswerBody,
}

impl Body for KeptBody {
    type Data = Bytes;
    type Error = <SdkBody as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        while !self.ended {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Some(data) = frame.data_ref() {
                        self.data.extend_from_slice(data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.ended = true;
                    let data = std::mem::take(&mut self.data);
                    *self.answer.0.lock().unwrap_or_else(PoisonError::into_inner) = data;
                    return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{}")))));
                }
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    /// Returns what the SDK gets of a body that comes in `parts`, and what is kept.
    async fn pass(parts: Vec<Result<&'static str, std::io::Error>>) -> (Option<Bytes>, Vec<u8>) {
        let frames = parts.into_iter().map(|part| part.map(|text| Frame::data(Bytes::from(text))));
        let body = SdkBody::from_body_1_x(StreamBody::new(stream::iter(frames.collect::<Vec<_>>())));
        let answer = AnswerBody::default();
        let kept = KeptBody { body, data: Vec::new(), ended: false, answer: answer.clone() };
        let passed = kept.collect().await.ok().map(|body| body.to_bytes());
        (passed, answer.take())
    }

    #[tokio::test]
    async fn a_whole_body_is_kept_and_an_empty_object_passed_on() {
        let parts = vec![Ok("{\"Items\":"), Ok("[]}")];
        let (passed, kept) = pass(parts).await;
        assert_eq!((passed.as_deref(), kept.as_slice()), (Some(&b"{}"[..]), &b"{\"Items\":[]}"[..]));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_an_error_and_not_kept() {
        let cut = Err(std::io::ErrorKind::ConnectionReset.into());
        let (passed, kept) = pass(vec![Ok("{\"Items\":[]}"), cut]).await;
        assert_eq!((passed, kept), (None, Vec::new()));
    }

    #[test]
    fn what_is_no_answer_is_no_empty_page() {
        for body in ["", "{}", "{\"Items\":[{\"pk\":{\"S\":\"a\"}}", "{\"Items\":null}"] {
            let answer = read_answer::<RowsAnswer<'_>>("Query", body.as_bytes());
            assert!(matches!(answer, Err(StoreError::Unavailable { .. })), "{body}");
        }
        let answer = read_answer::<RowsAnswer<'_>>("Query", b"{\"Items\":[],\"Count\":0}").expect("a page");
        assert!(answer.items.is_empty() && answer.last_evaluated_key.is_none());
    }
}
