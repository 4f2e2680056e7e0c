//! A receiver of deliveries that answers as each destination documents.
//!
//! One server on the loopback interface is a webhook, Slack, Teams, Splunk and Datadog, each at its own path. It takes
//! every message until a test gives it other answers: [`Receiver::script`], [`Receiver::fail`], [`Receiver::stop`].

mod message;
mod product;
mod reply;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use fastrand::Rng;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub use message::ReceivedMessage;
pub use product::Product;
pub use reply::Reply;

type Failure = Box<dyn std::error::Error + Send + Sync>;
type HttpResponse = Response<UnsyncBoxBody<Bytes, Failure>>;

/// Token that the Splunk of the receiver takes.
pub const SPLUNK_TOKEN: &str = "b0221cd8-c4b4-465a-9a3c-273e3a75aa29";
/// Key that the Datadog of the receiver takes.
pub const DATADOG_KEY: &str = "0123456789abcdef0123456789abcdef";

/// A running receiver.
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    secrets: Vec<String>,
    script: VecDeque<Reply>,
    /// Share of requests that get a random fault, and the source of randomness.
    faults: Option<(f64, Rng)>,
    stopped: bool,
    messages: Vec<ReceivedMessage>,
}

impl Receiver {
    /// Starts a receiver that takes every message.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let address = listener.local_addr().expect("a listener has an address");
        let shared = Arc::new(Shared::default());
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// URL of the webhook.
    pub fn webhook_url(&self) -> String {
        format!("http://{}/webhook", self.address)
    }

    /// URL of the incoming webhook of Slack.
    pub fn slack_url(&self) -> String {
        format!("http://{}/services/T000/B000/XXXX", self.address)
    }

    /// URL of the workflow of Teams.
    pub fn teams_url(&self) -> String {
        format!("http://{}/workflows/0a1b/triggers/manual/paths/invoke?sig=XXXX", self.address)
    }

    /// URL of the collector of Splunk, without its path.
    pub fn splunk_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Site of Datadog.
    pub fn datadog_site(&self) -> String {
        self.address.to_string()
    }

    /// Sets the secrets whose signatures the webhook accepts. Before, and with an empty list, it accepts every request.
    pub fn trust(&self, secrets: &[&str]) {
        self.state().secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect();
    }

    /// Gives the next requests these answers, one each. After them, the receiver takes messages again.
    pub fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state().script.extend(replies);
    }

    /// Gives a share of the requests a random fault: 429 with `Retry-After: 0`, 500, 503, a late answer, an answer that is
    /// cut off, a closed connection; before or after the message was stored. A share of 0 ends it.
    pub fn fail(&self, share: f64, seed: u64) {
        self.state().faults = (share > 0.0).then(|| (share, Rng::with_seed(seed)));
    }

    /// Closes every connection without an answer, until [`resume`](Self::resume).
    pub fn stop(&self) {
        self.state().stopped = true;
    }

    /// Answers again.
    pub fn resume(&self) {
        self.state().stopped = false;
    }

    /// Returns every request so far, in the order of its arrival. Those without an answer are among them.
    pub fn messages(&self) -> Vec<ReceivedMessage> {
        self.state().messages.clone()
    }

    /// Returns the messages that were stored, in the order of their arrival: those that were answered with success, and
    /// those whose answer was lost. The same id can be among them more than once. Challenges are not.
    pub fn stored(&self) -> Vec<ReceivedMessage> {
        let mut messages = self.messages();
        messages.retain(|message| message.stored && !message.is_challenge());
        messages
    }

    /// Returns and forgets every request so far.
    pub fn take_messages(&self) -> Vec<ReceivedMessage> {
        std::mem::take(&mut self.state().messages)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        if !shared.state().stopped {
            tokio::spawn(converse(socket, Arc::clone(&shared)));
        }
    }
}

async fn converse(socket: TcpStream, shared: Arc<Shared>) {
    let _ = socket.set_nodelay(true);
    let service = service_fn(move |request| Arc::clone(&shared).answer(request));
    // An error is a fault of the script, or a sender that does not wait any longer.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panics")
    }

    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Result<HttpResponse, Failure> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let (product, challenge, reply) = {
            let mut state = self.state();
            // Connections from before the stop end, too.
            if state.stopped {
                return Err("stopped".into());
            }
            let mut message = ReceivedMessage::new(&parts, body, &state.secrets);
            let reply = state.next_reply(&message);
            message.stored = reply.stores();
            let (product, challenge) = (message.product, message.challenge());
            state.messages.push(message);
            (product, challenge, reply)
        };
        reply.answer(product, challenge.as_deref()).await
    }
}

impl State {
    /// Returns the answer to a request: that of the destination for a request without proof, then that of the script, then
    /// a random fault.
    fn next_reply(&mut self, message: &ReceivedMessage) -> Reply {
        if !message.is_genuine {
            return Reply::Unauthorized;
        }
        if let Some(reply) = self.script.pop_front() {
            return reply;
        }
        match &mut self.faults {
            Some((share, random)) => {
                if random.f64() < *share {
                    Reply::random_fault(random)
                } else {
                    Reply::Accept
                }
            }
            None => Reply::Accept,
        }
    }
}
