//! What an HTTP answer means.

use std::time::Duration;

use chrono::DateTime;
use event_model::Timestamp;
use http::StatusCode;
use http::header::RETRY_AFTER;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::answer::{Answer, EXCERPT_BYTES, Verdict};
use crate::destinations::signing;
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
    let mut text = String::from_utf8_lossy(body).into_owned();
    for part in secret.into_iter().flat_map(|secret| secret_parts(secret.expose_secret())) {
        text = text.replace(&part, "***");
    }
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

/// Returns what an answer must not show, longest first: the secret, and of a secret URL also its path, and the parts of path
/// and query that are long enough to be secrets. Pages about an unknown path repeat the path.
fn secret_parts(secret: &str) -> Vec<String> {
    const PART_BYTES: usize = 10;
    let mut parts = Vec::new();
    if let Ok(url) = Url::parse(secret) {
        let query = url.query().unwrap_or_default();
        parts.extend([format!("{}?{query}", url.path()), url.path().to_owned(), query.to_owned()]);
        parts.extend(url.path().split('/').map(str::to_owned));
        parts.extend(query.split('&').filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())));
        parts.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
        parts.retain(|part| part.len() >= PART_BYTES);
    }
    parts.push(secret.to_owned());
    parts.extend(secret.strip_prefix(signing::PREFIX).map(str::to_owned));
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
}

/// Returns `true` for control characters, and for those that change the direction of the text around them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::http::UrlFault;

    const NOW: &str = "2026-11-21T19:23:11.000Z";

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).expect("a value"))
        });
        let status = StatusCode::from_u16(status).expect("a status");
        let result = Ok(HttpAnswer { status, headers: HeaderMap::from_iter(headers), body: body.into() });
        let secret = SecretString::from("s3cr3t");
        read(&result, Some(&secret), Timestamp::parse(NOW).expect("a time"))
    }

    #[test]
    fn every_status_has_its_verdict() {
        for status in 200..=999 {
            let expected = match status {
                200..=299 => Verdict::Delivered,
                408 | 425 | 429 | 500..=599 => Verdict::Retry,
                400 | 413 | 422 => Verdict::Refused,
                410 => Verdict::Gone,
                _ => Verdict::RetryLoudly,
            };
            let answer = answer(status, &[], "");
            assert_eq!((answer.verdict, answer.status), (expected, Some(status)));
            assert_eq!(answer.reason.is_none(), expected == Verdict::Delivered, "{status}");
        }
    }

    #[test]
    fn reasons_are_words_for_people() {
        assert_eq!(answer(503, &[], "").reason.as_deref(), Some("the destination answered 503"));
        let redirect = "the destination answered 302; redirects are not followed";
        assert_eq!(answer(302, &[("location", "http://10.0.0.1/")], "").reason.as_deref(), Some(redirect));
        for (fault, verdict, reason) in [
            (
                HttpFault::Url(UrlFault::Address),
                Verdict::RetryLoudly,
                "the URL must name a host, not an IP address",
            ),
            (HttpFault::NotPublic, Verdict::RetryLoudly, "the address is not public"),
            (HttpFault::Certificate, Verdict::RetryLoudly, "the certificate was not accepted"),
            (HttpFault::Tls, Verdict::Retry, "the TLS handshake failed"),
            (HttpFault::Dns, Verdict::Retry, "the host name could not be resolved"),
            (HttpFault::Connect, Verdict::Retry, "the connection could not be made"),
            (HttpFault::ConnectTimeout, Verdict::Retry, "no connection within 5 seconds"),
            (HttpFault::AnswerTimeout, Verdict::Retry, "no answer within 15 seconds"),
            (HttpFault::Cut, Verdict::Retry, "the connection ended before the answer was complete"),
        ] {
            let answer = read(&Err(fault), None, Timestamp::MIN);
            assert_eq!((answer.verdict, answer.reason.as_deref()), (verdict, Some(reason)));
        }
    }

    #[test]
    fn retry_after_is_read_up_to_an_hour() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("3600", Some(3_600)),
            ("86400", Some(3_600)),
            ("18446744073709551615", Some(3_600)),
            ("Sat, 21 Nov 2026 19:24:11 GMT", Some(60)),
            ("Sat, 21 Nov 2026 19:23:11 GMT", Some(0)),
            ("Fri, 20 Nov 2026 19:23:11 GMT", Some(0)),
            ("Sun, 22 Nov 2026 19:23:11 GMT", Some(3_600)),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
        ] {
            let wait = answer(429, &[("retry-after", text)], "").retry_after;
            assert_eq!(wait, seconds.map(Duration::from_secs), "{text:?}");
        }
    }

    #[test]
    fn excerpt_is_short_and_visible() {
        assert_eq!(answer(500, &[], "a\r\n\tb\0c\u{202e}d\u{7f}\n").excerpt, "a   b c d");
        assert_eq!(answer(500, &[], &"a".repeat(300)).excerpt.len(), 256);
        // A character of two bytes at the limit is left out.
        assert_eq!(answer(500, &[], &format!("{}é", "a".repeat(255))).excerpt.len(), 255);
        assert_eq!(answer(200, &[], "text").excerpt, "");
    }

    #[test]
    fn excerpt_leaves_out_secret() {
        assert_eq!(answer(403, &[], "token s3cr3t is not valid").excerpt, "token *** is not valid");
        let late = format!("{}s3cr3t", "a".repeat(253));
        assert_eq!(answer(403, &[], &late).excerpt, format!("{}***", "a".repeat(253)));
    }

    #[test]
    fn excerpt_leaves_out_parts_of_secret_url() {
        let url = "https://hooks.slack.com/services/T0123/B0123/abcdefghij?sig=k%20lmnopqrst&v=1";
        let secret = SecretString::from(url);
        let excerpt = |body: &str| excerpt(body.as_bytes(), Some(&secret));
        for body in [
            url,
            "/services/T0123/B0123/abcdefghij?sig=k%20lmnopqrst&v=1",
            "/services/T0123/B0123/abcdefghij",
            "sig=k%20lmnopqrst&v=1",
            "abcdefghij",
            "k%20lmnopqrst",
            "k lmnopqrst",
        ] {
            assert_eq!(excerpt(&format!("Cannot POST {body} here")), "Cannot POST *** here");
        }
        assert_eq!(excerpt("no_service in services 1"), "no_service in services 1");
        let secret = SecretString::from("whsec_MDEyMzQ1Njc4OQ==");
        assert_eq!(super::excerpt(b"key MDEyMzQ1Njc4OQ==", Some(&secret)), "key ***");
    }
}
