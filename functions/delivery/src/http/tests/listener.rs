//! Listeners that count connections, and resolvers that give chosen answers.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::http::{Client, HttpAnswer, HttpFault, Policy, Timeouts};

pub(super) const PUBLIC_ONLY: Policy = Policy { allow_loopback: false };
pub(super) const WITH_LOOPBACK: Policy = Policy { allow_loopback: true };

/// A listener on the loopback interface that gives every connection the same answer.
pub(super) struct Listener {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Listener {
    /// Starts a listener. `None` answers nothing and keeps the connection open.
    pub(super) async fn start(answer: Option<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let address = listener.local_addr().expect("a listener has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.expect("a connection");
                count.fetch_add(1, Ordering::SeqCst);
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut request = [0; 4_096];
                    let _ = socket.read(&mut request).await;
                    match answer {
                        // The client can close before it has read everything.
                        Some(answer) => drop(socket.write_all(&answer).await),
                        None => std::future::pending().await,
                    }
                });
            }
        });
        Self { address, connections }
    }

    /// Starts a listener that answers 200 without a body.
    pub(super) async fn ok() -> Self {
        Self::start(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec())).await
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// A resolver that gives each answer once, and then no more.
#[derive(Clone, Default)]
pub(super) struct Answers(Arc<Mutex<VecDeque<Vec<SocketAddr>>>>);

impl Answers {
    /// The addresses have a port, so that an answer that were let through would reach a listener from a URL without a port.
    pub(super) fn new(answers: &[&[IpAddr]], port: u16) -> Self {
        let with_port = |answer: &&[IpAddr]| {
            answer.iter().map(|address| SocketAddr::new(*address, port)).collect::<Vec<_>>()
        };
        Self(Arc::new(Mutex::new(answers.iter().map(with_port).collect())))
    }

    /// Returns the number of answers that were not asked for.
    pub(super) fn left(&self) -> usize {
        self.0.lock().expect("no panics").len()
    }
}

impl Resolve for Answers {
    fn resolve(&self, _name: Name) -> Resolving {
        let answer = self.0.lock().expect("no panics").pop_front();
        Box::pin(async move {
            let addresses = answer.ok_or_else(|| io::Error::other("no such name"))?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Creates a client with short time-outs.
pub(super) fn client(policy: Policy, resolver: Answers) -> Client {
    let timeouts = Timeouts { connect: Duration::from_secs(1), answer: Duration::from_secs(2) };
    Client::with(policy, timeouts, Arc::new(resolver)).expect("a client")
}

/// Sends a request without headers.
pub(super) async fn post(client: &Client, url: &str) -> Result<HttpAnswer, HttpFault> {
    client.post(url, HeaderMap::new(), "{}").await
}

pub(super) fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}
