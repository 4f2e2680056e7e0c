//! A receiver of webhooks on this machine: it accepts everything and keeps the last requests.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::read::GzDecoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use lambda::clock::Clock;
use serde::Deserialize;
use serde_json::json;
use standardwebhooks::Webhook;
use url::form_urlencoded;

use super::signature::{Signature, SignedHeaders};
use super::{RECEIVER, refusal};
use crate::aws_answer::json_answer;
use crate::data_dir::{DataDir, DataDirError};
use crate::gateway::Answer;

/// The file with the secrets by name, which outlive the process as the streams do.
const FILE: &str = "receiver.json";
/// Maximum requests that are kept.
const KEPT: usize = 200;
/// Maximum bytes of their bodies.
const KEPT_BYTES: usize = 32 << 20;
/// Maximum bytes of a body that was compressed.
const UNCOMPRESSED_BYTES: u64 = 8 << 20;
/// Maximum bytes of a name.
const NAME_BYTES: usize = 64;
/// Headers that are kept. Others are of no interest, or have a token.
const SHOWN: [&str; 5] =
    ["content-type", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature"];

/// A request that arrived.
#[derive(Debug, Clone)]
pub(super) struct Received {
    /// Number since the start of the process, from 1.
    pub(super) number: u64,
    pub(super) at: DateTime<Utc>,
    /// The name in the path.
    pub(super) name: String,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) signed: SignedHeaders,
    pub(super) signature: Signature,
    /// A kept request of the same name had this id.
    pub(super) is_repeat: bool,
    pub(super) body: Bytes,
}

/// The receiver.
pub(super) struct Receiver {
    data_dir: Arc<DataDir>,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Oldest first.
    received: VecDeque<Arc<Received>>,
    /// Bytes of their bodies.
    bytes: usize,
    /// Number of the last request.
    last: u64,
    secrets: BTreeMap<String, String>,
}

/// A challenge of a stream that asks whether its receiver wants the events.
#[derive(Deserialize)]
struct Verification {
    #[serde(rename = "type")]
    kind: String,
    data: Challenge,
}

#[derive(Deserialize)]
struct Challenge {
    challenge: String,
}

/// Returns `true` if a text can be the name of a receiver.
pub(super) fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=NAME_BYTES).contains(&text.len()) && text.bytes().all(allowed)
}

impl Receiver {
    pub(super) fn open(data_dir: &Arc<DataDir>, clock: Clock) -> Result<Self, DataDirError> {
        let secrets = data_dir.read_json(FILE)?.unwrap_or_default();
        let state = Mutex::new(State { secrets, ..State::default() });
        Ok(Self { data_dir: Arc::clone(data_dir), clock, state })
    }

    /// Returns the requests, newest first.
    pub(super) fn all(&self) -> Vec<Arc<Received>> {
        self.lock().received.iter().rev().map(Arc::clone).collect()
    }

    pub(super) fn get(&self, number: u64) -> Option<Arc<Received>> {
        self.lock().received.iter().find(|received| received.number == number).map(Arc::clone)
    }

    /// Returns the names whose secret is registered.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.lock().secrets.keys().cloned().collect()
    }

    /// Registers the signing secret of a name, from `{"secret": "whsec_…"}` or from a form, and checks the requests that
    /// arrived before.
    pub(super) fn set_secret(&self, name: &str, body: &[u8]) -> Result<Answer, DataDirError> {
        #[derive(Deserialize)]
        struct Body {
            secret: String,
        }
        let from_json = serde_json::from_slice::<Body>(body).ok().map(|body| body.secret);
        let is_form = from_json.is_none();
        let from_form = || {
            let found = form_urlencoded::parse(body).find(|(field, _)| field == "secret");
            found.map(|(_, value)| value.into_owned())
        };
        let secret = from_json.or_else(from_form).unwrap_or_default().trim().to_owned();
        let webhook = match Webhook::new(&secret) {
            Ok(webhook) if secret.starts_with("whsec_") => webhook,
            _ => {
                let text = "The secret must be whsec_ and base64, as the stream showed it.";
                return Ok(refusal(StatusCode::BAD_REQUEST, text));
            }
        };
        let mut state = self.lock();
        state.secrets.insert(name.to_owned(), secret);
        self.data_dir.write(FILE, json!(state.secrets).to_string().as_bytes())?;
        for received in state.received.iter_mut().filter(|received| received.name == name) {
            if received.signature == Signature::Unchecked {
                let received = Arc::make_mut(received);
                received.signature = received.signed.check(Some(&webhook), &received.body, received.at);
            }
        }
        let mut answer: Answer = Response::default();
        *answer.status_mut() = if is_form { StatusCode::SEE_OTHER } else { StatusCode::NO_CONTENT };
        if is_form {
            answer.headers_mut().insert(LOCATION, HeaderValue::from_static(RECEIVER));
        }
        Ok(answer)
    }

    /// Keeps a request and accepts it, as Slack and Teams do. A challenge is answered with itself. A name of another
    /// service decides how that answers.
    pub(super) fn receive(&self, name: &str, parts: &Parts, body: &Bytes) -> Answer {
        self.keep(name, parts, body);
        if let Ok(verification) = serde_json::from_slice::<Verification>(body)
            && verification.kind == "stream.verification"
        {
            return json_answer(&json!({ "challenge": verification.data.challenge }));
        }
        match name {
            "splunk" => return json_answer(&json!({ "text": "Success", "code": 0 })),
            "datadog" => return json_answer(&json!({})),
            _ => {}
        }
        let mut answer = Response::new(Full::new(Bytes::from_static(b"ok")));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        answer
    }

    fn keep(&self, name: &str, parts: &Parts, body: &Bytes) {
        let header = |name: &str| {
            let value = parts.headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let signed = SignedHeaders {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signature: header("webhook-signature"),
        };
        let at = self.clock.now();
        let mut state = self.lock();
        let secret = state.secrets.get(name).and_then(|secret| Webhook::new(secret).ok());
        let is_same = |other: &Arc<Received>| other.name == name && other.signed.id == signed.id;
        let received = Received {
            number: state.last + 1,
            at,
            name: name.to_owned(),
            path: parts.uri.path().to_owned(),
            headers: SHOWN.into_iter().filter_map(|name| Some((name, header(name)?))).collect(),
            signature: signed.check(secret.as_ref(), body, at),
            is_repeat: signed.id.is_some() && state.received.iter().any(is_same),
            signed,
            body: uncompressed(parts, body),
        };
        state.last += 1;
        state.bytes += received.body.len();
        state.received.push_back(Arc::new(received));
        while (state.received.len() > KEPT || state.bytes > KEPT_BYTES)
            && let Some(oldest) = state.received.pop_front()
        {
            state.bytes -= oldest.body.len();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panics")
    }
}

/// Returns a body without the compression of the request; as it is, if that is not gzip.
fn uncompressed(parts: &Parts, body: &Bytes) -> Bytes {
    let mut text = Vec::new();
    match parts.headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding == "gzip" => {
            match GzDecoder::new(body.as_ref()).take(UNCOMPRESSED_BYTES).read_to_end(&mut text) {
                Ok(_) => text.into(),
                Err(_) => body.clone(),
            }
        }
        _ => body.clone(),
    }
}
