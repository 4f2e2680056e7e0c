//! Answers of the receiver.

use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use futures::StreamExt;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::Response;
use hyper::body::Frame;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};

use crate::receiver::{Failure, HttpResponse, Product};

/// What the receiver does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It stores the message, and answers as the product does. A challenge is echoed.
    Accept,
    /// It answers a challenge with another one.
    WrongChallenge,
    /// 401 or 403: the signature, token or key is wrong.
    Unauthorized,
    /// 429 with `Retry-After` in seconds.
    Throttle {
        /// Seconds.
        retry_after: u64,
    },
    /// 413.
    TooLarge,
    /// 400 with the text of the product.
    Invalid,
    /// 410, or 404 of a product without it.
    Gone,
    /// 503 or 500 with the text of the product; Splunk's code 9.
    Busy,
    /// Any status with any body.
    Status(u16, &'static str),
    /// A redirect.
    Redirect(&'static str),
    /// It accepts after a delay.
    Late(Duration),
    /// It never answers.
    Silent,
    /// It stores the message, and the answer ends in the middle.
    CutOff,
    /// It closes the connection without an answer.
    Close,
    /// It stores the message, and closes the connection without an answer.
    CloseAfter,
}

impl Reply {
    /// Returns `true` if the message is stored.
    pub(super) fn stores(&self) -> bool {
        match self {
            Self::Accept | Self::Late(_) | Self::CutOff | Self::CloseAfter => true,
            Self::Status(status, _) => (200..300).contains(status),
            Self::WrongChallenge
            | Self::Unauthorized
            | Self::Throttle { .. }
            | Self::TooLarge
            | Self::Invalid
            | Self::Gone
            | Self::Busy
            | Self::Redirect(_)
            | Self::Silent
            | Self::Close => false,
        }
    }

    /// Returns a fault that a retry ends.
    pub(super) fn random_fault(random: &mut Rng) -> Self {
        match random.u8(..7) {
            0 => Self::Throttle { retry_after: 0 },
            1 => Self::Busy,
            2 => Self::Status(502, "bad gateway"),
            3 => Self::Silent,
            4 => Self::CutOff,
            5 => Self::Close,
            _ => Self::CloseAfter,
        }
    }

    /// Answers. An error closes the connection.
    pub(super) async fn answer(
        self,
        product: Product,
        challenge: Option<&str>,
    ) -> Result<HttpResponse, Failure> {
        let (status, text) = match self {
            Self::Accept => match challenge {
                Some(challenge) => return Ok(echo(challenge)),
                None => product.success(),
            },
            Self::WrongChallenge => return Ok(echo("00")),
            Self::Unauthorized => product.unauthorized(),
            Self::Throttle { retry_after } => {
                let mut answer = response(429, "too many requests");
                answer.headers_mut().insert(RETRY_AFTER, retry_after.into());
                return Ok(answer);
            }
            Self::TooLarge => (413, "too large"),
            Self::Invalid => product.invalid(),
            Self::Gone => product.gone(),
            Self::Busy => product.busy(),
            Self::Status(status, text) => (status, text),
            Self::Redirect(target) => {
                let mut answer = response(302, "");
                answer.headers_mut().insert(LOCATION, target.parse().expect("a URL"));
                return Ok(answer);
            }
            Self::Late(delay) => {
                tokio::time::sleep(delay).await;
                product.success()
            }
            Self::Silent => std::future::pending().await,
            Self::CutOff => return Ok(cut_off()),
            Self::Close | Self::CloseAfter => return Err("closed".into()),
        };
        Ok(response(status, text))
    }
}

fn echo(challenge: &str) -> HttpResponse {
    response(200, &serde_json::json!({"challenge": challenge}).to_string())
}

fn response(status: u16, text: &str) -> HttpResponse {
    let body =
        Full::new(Bytes::copy_from_slice(text.as_bytes())).map_err(|never| match never {}).boxed_unsync();
    let kind = if text.starts_with(['{', '[']) { "application/json" } else { "text/plain" };
    let answer = Response::builder().status(status).header(CONTENT_TYPE, kind).body(body);
    answer.expect("a status and a content type")
}

/// Returns an answer that ends after 3 of 10 bytes.
fn cut_off() -> HttpResponse {
    let frames =
        futures::stream::iter([Ok(Frame::data(Bytes::from_static(b"abc"))), Err::<_, Failure>("cut".into())]);
    // The delay makes the first bytes arrive.
    let frames = frames.then(|frame| async {
        if frame.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        frame
    });
    let body = BodyExt::boxed_unsync(StreamBody::new(frames));
    Response::builder().header(CONTENT_LENGTH, 10).body(body).expect("a length")
}
