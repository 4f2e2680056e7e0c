//! One request to the API.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use chrono::Utc;
use event_model::{EventResult, IngestResponse};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::entry::Entry;
use crate::error::{BuildError, RequestError};
use crate::retry::parse_retry_after;

/// Time to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Characters of an answer that is no problem document, which an error shows.
const SHOWN_CHARACTERS: usize = 200;

/// The outcome of a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// One result for each event, in order.
    Results(Vec<EventResult>),
    /// The events may be recorded or not: send them again.
    Unavailable(RequestError, Option<Duration>),
    /// The body is refused. Another body can be accepted.
    BodyRefused(RequestError),
    /// Every request is refused, whatever its events are.
    Denied(RequestError),
}

/// Sends requests to one API with one product key.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    http: reqwest::Client,
    url: Url,
}

#[derive(Serialize)]
struct Body<'a> {
    events: Vec<&'a RawValue>,
}

impl Api {
    pub(crate) fn new(url: &str, key: &SecretString, timeout: Duration) -> Result<Self, BuildError> {
        let invalid = |reason: &str| BuildError::Url { url: url.to_owned(), reason: reason.to_owned() };
        let mut base = Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
        if base.scheme() != "https" && !(base.scheme() == "http" && is_local(&base)) {
            return Err(invalid("must begin with https://; http:// is only for this machine"));
        }
        let path = format!("{}/v1/events", base.path().trim_end_matches('/'));
        base.set_path(&path);
        if key.expose_secret().trim().is_empty() {
            return Err(BuildError::ProductKey);
        }
        let bearer = format!("Bearer {}", key.expose_secret());
        let mut bearer = HeaderValue::try_from(bearer).map_err(|_| BuildError::ProductKey)?;
        bearer.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, bearer),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ]);
        let http = reqwest::Client::builder()
            .user_agent(concat!("activity-client/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(timeout)
            // A redirected POST may become a GET, and the key must not follow to another host.
            .redirect(redirect::Policy::none());
        let http = http.build().map_err(|error| BuildError::Http(chain(&error)))?;
        Ok(Self { http, url: base })
    }

    /// Sends events once.
    pub(crate) async fn post(&self, entries: &[Entry]) -> Reply {
        let events = entries.iter().map(|entry| &*entry.event.json).collect();
        let body = serde_json::to_vec(&Body { events }).expect("texts of JSON are JSON");
        let response = match self.http.post(self.url.clone()).body(body).send().await {
            Ok(response) => response,
            Err(error) => return Reply::Unavailable(no_answer(error), None),
        };
        let status = response.status();
        let retry_after = header(&response, RETRY_AFTER.as_str());
        let retry_after = retry_after.and_then(|text| parse_retry_after(&text, Utc::now()));
        let location = header(&response, LOCATION.as_str());
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(error) => return Reply::Unavailable(no_answer(error), retry_after),
        };
        let error = |message: String| RequestError { status: Some(status.as_u16()), message };
        match status {
            StatusCode::OK => match results(&body, entries.len()) {
                Ok(results) => Reply::Results(results),
                Err(reason) => Reply::Unavailable(error(reason), retry_after),
            },
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
                Reply::BodyRefused(error(problem(&body)))
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
                Reply::Unavailable(error(problem(&body)), retry_after)
            }
            _ if status.is_redirection() => {
                let location = location.unwrap_or_else(|| "another address".to_owned());
                Reply::Denied(error(format!("it redirects to {location}: use the URL of the API itself")))
            }
            _ if status.is_client_error() => Reply::Denied(error(problem(&body))),
            _ => Reply::Unavailable(error(problem(&body)), retry_after),
        }
    }
}

/// Returns `true` if a product key that is sent in plain text does not leave this machine.
fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// Reads the results of `count` events.
fn results(body: &[u8], count: usize) -> Result<Vec<EventResult>, String> {
    let response: IngestResponse = serde_json::from_slice(body).map_err(|error| {
        format!("the answer cannot be read ({error}): check the URL, or update this program")
    })?;
    match response.results.len() {
        got if got == count => Ok(response.results),
        got => Err(format!("the answer has {got} results for {count} events")),
    }
}

/// Returns the reason in a problem document (RFC 9457), or the beginning of another body.
fn problem(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        detail: Option<String>,
        /// The form of API Gateway's own answers.
        message: Option<String>,
    }
    let problem = serde_json::from_slice::<Problem>(body).ok();
    let reason = problem.and_then(|problem| problem.detail.or(problem.message));
    reason.unwrap_or_else(|| {
        let text: String = String::from_utf8_lossy(body).chars().take(SHOWN_CHARACTERS).collect();
        if text.trim().is_empty() { "no reason given".to_owned() } else { text }
    })
}

fn no_answer(error: reqwest::Error) -> RequestError {
    let timed_out = error.is_timeout();
    // The URL may have a password.
    let message = chain(&error.without_url());
    RequestError { status: None, message: if timed_out { "no answer in time".to_owned() } else { message } }
}

/// Returns the texts of an error and its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
