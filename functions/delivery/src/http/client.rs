//! The client that sends requests to destinations.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::dns::Resolve;
use reqwest::redirect;

use crate::http::policy::Policy;
use crate::http::resolver::{CheckedResolver, NotPublic, SystemResolver};
use crate::http::url::{UrlFault, check_url};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read.
const ANSWER_BYTES: usize = 16 << 10;
/// Time for which a connection waits for the next batch of its stream. Its address was checked when it was made.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Header `user-agent` of every request.
const USER_AGENT: &str = concat!("activity-monitor/", env!("CARGO_PKG_VERSION"));

/// How long a request takes at most.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Time for the resolution of the name, the connection and the TLS handshake.
    pub connect: Duration,
    /// Time from the start of a request to the end of its answer.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: CONNECT_TIMEOUT, answer: ANSWER_TIMEOUT }
    }
}

/// Sends requests to destinations. Clones share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    policy: Policy,
}

/// An answer.
#[derive(Debug)]
pub struct HttpAnswer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// At most the first 16 KB of the body.
    pub body: Vec<u8>,
}

/// Why there is no answer. It has neither a URL, which can be a secret, nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// The URL is not allowed. Nothing was sent.
    #[error("the URL {0}")]
    Url(#[from] UrlFault),
    /// The name was resolved to an address that is not public. Nothing was sent.
    #[error("the address is not public")]
    NotPublic,
    /// The name could not be resolved.
    #[error("the host name could not be resolved")]
    Dns,
    /// The connection was refused or broken before TLS.
    #[error("the connection could not be made")]
    Connect,
    /// No connection in time.
    #[error("no connection within {} seconds", CONNECT_TIMEOUT.as_secs())]
    ConnectTimeout,
    /// The certificate was not accepted.
    #[error("the certificate was not accepted")]
    Certificate,
    /// The TLS handshake failed for another reason.
    #[error("the TLS handshake failed")]
    Tls,
    /// No answer in time.
    #[error("no answer within {} seconds", ANSWER_TIMEOUT.as_secs())]
    AnswerTimeout,
    /// The connection ended before the answer did.
    #[error("the connection ended before the answer was complete")]
    Cut,
}

impl Client {
    /// Creates a client that resolves names with the operating system, and has the usual time-outs.
    ///
    /// # Errors
    ///
    /// Returns an error if TLS cannot be set up.
    pub fn new(policy: Policy) -> Result<Self, reqwest::Error> {
        Self::with(policy, Timeouts::default(), Arc::new(SystemResolver))
    }

    /// Creates a client with time-outs that resolves names with `resolver`, whose answers are checked.
    ///
    /// # Errors
    ///
    /// Returns an error if TLS cannot be set up.
    pub fn with(
        policy: Policy,
        timeouts: Timeouts,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .dns_resolver(CheckedResolver::new(resolver, policy))
            .redirect(redirect::Policy::none())
            // A proxy would resolve the name again.
            .no_proxy()
            .https_only(!policy.allow_loopback)
            .http1_only()
            .referer(false)
            // A small answer could be large after decompression.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.answer)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .user_agent(USER_AGENT)
            .build()?;
        Ok(Self { http, policy })
    }

    /// Returns what requests may reach.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Sends a POST request, and reads its answer.
    ///
    /// The URL is checked again: the policy can have changed since it was stored, and an address in a URL is connected
    /// without the resolver.
    ///
    /// # Errors
    ///
    /// Returns why there is no answer. An answer of any status is none.
    pub async fn post(
        &self,
        url: &str,
        headers: HeaderMap<HeaderValue>,
        body: impl Into<Bytes>,
    ) -> Result<HttpAnswer, HttpFault> {
        let url = check_url(url, self.policy)?;
        let request = self.http.post(url).headers(headers).body(body.into());
        let mut response = request.send().await.map_err(|error| fault(&error))?;
        let mut body = Vec::new();
        while body.len() < ANSWER_BYTES {
            let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? else { break };
            let room = ANSWER_BYTES - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        Ok(HttpAnswer { status: response.status(), headers: std::mem::take(response.headers_mut()), body })
    }
}

fn fault(error: &reqwest::Error) -> HttpFault {
    if let Some(fault) = causes(error).find_map(known_cause) {
        return fault;
    }
    match (error.is_connect(), error.is_timeout()) {
        _ if error.is_dns() => HttpFault::Dns,
        (true, true) => HttpFault::ConnectTimeout,
        (true, false) => HttpFault::Connect,
        (false, true) => HttpFault::AnswerTimeout,
        (false, false) => HttpFault::Cut,
    }
}

fn known_cause(cause: &(dyn Error + 'static)) -> Option<HttpFault> {
    if cause.is::<NotPublic>() {
        return Some(HttpFault::NotPublic);
    }
    cause.downcast_ref::<rustls::Error>().map(|error| match error {
        rustls::Error::InvalidCertificate(_) => HttpFault::Certificate,
        _ => HttpFault::Tls,
    })
}

/// Iterates over an error and its causes.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // `source` of an `io::Error` leaves out the error inside it.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source())
    })
}
