//! What an HTTP answer means.

use std::time::Duration;

use chrono::DateTime;
use event_model::Timestamp;
use http::StatusCode;
use http::header::RETRY_AFTER;
use secrecy::{ExposeSecret, SecretString};

use crate::answer::{Answer, EXCERPT_BYTES, Verdict};
use crate::http::{HttpAnswer, HttpFault};
use crate::retry::RETRY_AFTER_MAX;

/// Returns what an answer, or its absence, means by HTTP alone. `secret` is left out of the excerpt.
pub(super) fn read(
    result: &Result<HttpAnswer, HttpFault>,
    secret: Option<&SecretString>,
    now: Timestamp,
) -> Answer {
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return Answer::failed(of_fault(*fault), fault.to_string()),
    };
    let verdict = of_status(answer.status);
    if verdict == Verdict::Delivered {
        return Answer::delivered(Some(answer.status.as_u16()));
    }
    Answer {
        verdict,
        status: Some(answer.status.as_u16()),
        reason: Some(reason(answer.status)),
        excerpt: excerpt(&answer.body, secret),
        retry_after: retry_after(answer, now),
    }
}

/// Returns the result of an answer that says 2xx and has an error in its body, with the status of that error.
pub(super) fn hidden_error(answer: &HttpAnswer, inner: Option<StatusCode>) -> Answer {
    let verdict = inner.map_or(Verdict::Retry, of_status);
    Answer {
        verdict: if verdict == Verdict::Delivered { Verdict::Retry } else { verdict },
        status: Some(answer.status.as_u16()),
        reason: Some(match inner {
            Some(inner) => format!("{} with the error {}", reason(answer.status), inner.as_u16()),
            None => format!("{} with an error", reason(answer.status)),
        }),
        excerpt: excerpt(&answer.body, None),
        retry_after: None,
    }
}

/// The table of `docs/delivery.md`.
fn of_status(status: StatusCode) -> Verdict {
    match status.as_u16() {
        200..=299 => Verdict::Delivered,
        408 | 425 | 429 | 500..=599 => Verdict::Retry,
        400 | 413 | 422 => Verdict::Refused,
        410 => Verdict::Gone,
        // 3xx, 401, 403, 404, and every other status: sending again does not help before a person changes something.
        _ => Verdict::RetryLoudly,
    }
}

fn of_fault(fault: HttpFault) -> Verdict {
    match fault {
        // A person must change the destination.
        HttpFault::Url(_) | HttpFault::NotPublic | HttpFault::Certificate => Verdict::RetryLoudly,
        HttpFault::Dns
        | HttpFault::Connect
        | HttpFault::ConnectTimeout
        | HttpFault::Tls
        | HttpFault::AnswerTimeout
        | HttpFault::Cut => Verdict::Retry,
    }
}

fn reason(status: StatusCode) -> String {
    let status = status.as_u16();
    match status {
        300..=399 => format!("the destination answered {status}; redirects are not followed"),
        _ => format!("the destination answered {status}"),
    }
}

/// Reads `Retry-After`: seconds, or a time of HTTP.
fn retry_after(answer: &HttpAnswer, now: Timestamp) -> Option<Duration> {
    let text = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis();
            Duration::from_millis(u64::try_from(until - now.millis()).unwrap_or_default())
        }
    };
    Some(wait.min(RETRY_AFTER_MAX))
}

/// Returns the start of a body, as text on one line. A destination that repeats its token in an answer must not show it to
/// everyone who may read streams.
pub(crate) fn excerpt(body: &[u8], secret: Option<&SecretString>) -> String {
    let text = String::from_utf8_lossy(body);
    let text = match secret.map(ExposeSecret::expose_secret) {
        Some(secret) if !secret.is_empty() => text.replace(secret, "***"),
        _ => text.into_owned(),
    };
    let mut line = String::new();
    for c in text.chars() {
        let c = if is_invisible(c) { ' ' } else { c };
        if line.len() + c.len_utf8() > EXCERPT_BYTES {
            break;
        }
        line.push(c);
    }
    line.trim_end().to_owned()
}

/// Returns `true` for control characters, and for those that change the direction of the text around them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
