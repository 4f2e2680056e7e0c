//! HTTP requests to the API: bearer, time limits, retries, and problems as failures.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Failure;
use crate::credentials::Credentials;
use crate::failure::Problem;

/// Sent with each request, so that operators can tell clients apart.
pub(crate) const USER_AGENT: &str = concat!("activity/", env!("CARGO_PKG_VERSION"));

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Longer than the API's own limit of 29 seconds, so that its answer arrives.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(35);

/// Attempts of a request that can be repeated.
const ATTEMPTS: u32 = 6;

/// The pause before attempt n is random between 0 and this time doubled n times (full jitter) ...
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// ... up to this.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// A longer `Retry-After` is a failure, not a pause.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The API of one deployment, for one caller.
#[derive(Debug)]
pub(crate) struct Api {
    http: Client,
    base: Url,
    credentials: Credentials,
}

/// What one attempt came to.
enum Attempt {
    Done(Response),
    Final(Failure),
    Retry { failure: Failure, after: Option<Duration> },
}

impl Api {
    /// Creates the API at `base`. Fails if the credentials would travel unencrypted over a network.
    pub(crate) fn new(base: Url, credentials: Credentials) -> Result<Self, Failure> {
        Ok(Self { http: http_client()?, base: secure(base)?, credentials })
    }

    /// Returns the URL of an endpoint, such as `["v1", "events"]`.
    pub(crate) fn endpoint(&self, path: &[&str]) -> Url {
        endpoint(&self.base, path)
    }

    /// Sends a GET request, repeats it as long as that helps, and returns the answer with a status of success.
    pub(crate) async fn get(&self, url: &Url) -> Result<Response, Failure> {
        self.repeat(Method::GET, url, None).await
    }

    /// Sends a GET request and reads the answer.
    pub(crate) async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, Failure> {
        read(self.get(url).await?).await
    }

    /// Sends a PUT request, which may be repeated, and returns the status with the answer.
    pub(crate) async fn put_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        body: &impl Serialize,
    ) -> Result<(StatusCode, T), Failure> {
        let response = self.repeat(Method::PUT, url, Some(json(body))).await?;
        Ok((response.status(), read(response).await?))
    }

    /// Sends a POST request once and reads the answer.
    pub(crate) async fn post_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.once(Method::POST, url, body).await
    }

    /// Sends a PATCH request once and reads the answer.
    pub(crate) async fn patch_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.once(Method::PATCH, url, body).await
    }

    async fn once<T: DeserializeOwned>(
        &self,
        method: Method,
        url: &Url,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        match self.attempt(&method, url, Some(&json(body))).await? {
            Attempt::Done(response) => read(response).await,
            Attempt::Final(failure) | Attempt::Retry { failure, .. } => Err(failure),
        }
    }

    async fn repeat(&self, method: Method, url: &Url, body: Option<Vec<u8>>) -> Result<Response, Failure> {
        let mut attempt = 1;
        loop {
            let (failure, after) = match self.attempt(&method, url, body.as_deref()).await? {
                Attempt::Done(response) => return Ok(response),
                Attempt::Final(failure) => return Err(failure),
                Attempt::Retry { failure, after } => (failure, after),
            };
            if attempt == ATTEMPTS || after.is_some_and(|after| after > MAX_RETRY_AFTER) {
                return Err(failure);
            }
            tokio::time::sleep(after.unwrap_or_default() + pause(attempt)).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, method: &Method, url: &Url, body: Option<&[u8]>) -> Result<Attempt, Failure> {
        let mut request = self
            .http
            .request(method.clone(), url.clone())
            .timeout(REQUEST_TIMEOUT)
            .header(AUTHORIZATION, self.credentials.bearer().await?);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_vec());
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Ok(Attempt::Retry { failure: unreachable(url, &error), after: None }),
        };
        let status = response.status();
        if status.is_success() {
            return Ok(Attempt::Done(response));
        }
        let is_transient = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        let after = retry_after(&response);
        let failure = Failure::Refused(Box::new(problem(response).await));
        Ok(if is_transient { Attempt::Retry { failure, after } } else { Attempt::Final(failure) })
    }
}

/// Returns the URL of a path below `base`. An id from outside stays one segment of the path.
pub(crate) fn endpoint(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    url.path_segments_mut().expect("http URLs have a path").pop_if_empty().extend(path);
    url
}

/// Creates a client that follows no redirects: a credential is for one origin only.
pub(crate) fn http_client() -> Result<Client, Failure> {
    Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(REQUEST_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Failure::Failed(format!("TLS cannot be set up: {error}")))
}

/// Accepts `https`, and `http` on this machine only.
pub(crate) fn secure(url: Url) -> Result<Url, Failure> {
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_local => Ok(url),
        _ => Err(Failure::Usage(format!("{url} must begin with https://"))),
    }
}

/// Returns the failure of a request without an answer. It names the origin only: a query can contain personal data.
pub(crate) fn unreachable(url: &Url, error: &reqwest::Error) -> Failure {
    // The outer texts name the whole URL, and the innermost the cause.
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let reason = if error.is_timeout() { "it took too long to answer".to_owned() } else { cause.to_string() };
    Failure::Unreachable { url: url.origin().ascii_serialization(), reason }
}

/// Reads the body of an answer.
pub(crate) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let url = response.url().clone();
    let body = response.bytes().await.map_err(|error| unreachable(&url, &error))?;
    serde_json::from_slice(&body).map_err(|error| {
        Failure::Failed(format!("{} gave an answer that is not as documented: {error}", url.path()))
    })
}

fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("requests have string keys")
}

/// Returns the time of the header `Retry-After`, in its form of seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

fn pause(attempt: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempt)).min(MAX_PAUSE).mul_f64(fastrand::f64())
}

/// Reads an answer with a status of failure: problem details, a message of the gateway, or anything.
async fn problem(response: Response) -> Problem {
    let status = response.status();
    let body = response.bytes().await.unwrap_or_default();
    let mut problem: Problem = serde_json::from_slice(&body).unwrap_or_default();
    problem.status = status.as_u16();
    if problem.detail.is_empty() {
        problem.detail = match status {
            // Only the gateway answers so, for the authorizer.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                "the API rejected the credential: use a valid key or token, or run `activity login`"
                    .to_owned()
            }
            StatusCode::NOT_FOUND => "not found; check --url".to_owned(),
            _ => status.canonical_reason().unwrap_or("the API answered with a failure").to_lowercase(),
        };
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_keeps_path_of_base() {
        for base in ["https://a.example/stage", "https://a.example/stage/"] {
            let url = endpoint(&base.parse().expect("a URL"), &["v1", "events"]);
            assert_eq!(url.as_str(), "https://a.example/stage/v1/events");
        }
        let base = "https://a.example".parse().expect("a URL");
        assert_eq!(endpoint(&base, &["v1", "me"]).as_str(), "https://a.example/v1/me");
    }

    #[test]
    fn secure_refuses_http_over_network() {
        for url in ["https://a.example", "http://localhost:3000", "http://127.0.0.2", "http://[::1]:1"] {
            assert!(secure(url.parse().expect("a URL")).is_ok(), "{url}");
        }
        for url in ["http://a.example", "http://localhost.example", "http://10.0.0.1", "file:///tmp"] {
            assert!(secure(url.parse().expect("a URL")).is_err(), "{url}");
        }
    }

    #[test]
    fn pause_is_bounded() {
        for attempt in 1..100 {
            assert!(pause(attempt) <= MAX_PAUSE);
        }
    }
}
