//! A small HTTP/1.1 server for loopback, which can be asked to finish.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long a client may take over a request's head. It keeps connections that say nothing from adding up.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long to wait when the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running server. It stops accepting, and its idle connections end, when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    stop: watch::Sender<()>,
}

impl Server {
    /// Answers every request to the listener with this function.
    pub(crate) fn start<Answer, Answering, Body>(listener: TcpListener, answer: Answer) -> Self
    where
        Answer: Fn(Request<Incoming>, SocketAddr) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Response<Body>> + Send + 'static,
        Body: http_body::Body + Send + 'static,
        Body::Data: Send,
        Body::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (stop, stopping) = watch::channel(());
        tokio::spawn(accept(listener, Arc::new(answer), stopping));
        Self { stop }
    }

    /// Accepts no more, and waits until the requests under way are answered.
    pub(crate) async fn finish(self) {
        // Nobody listens only when every connection has ended already.
        let _ = self.stop.send(());
        self.stop.closed().await;
    }
}

async fn accept<Answer, Answering, Body>(
    listener: TcpListener,
    answer: Arc<Answer>,
    mut stopping: watch::Receiver<()>,
) where
    Answer: Fn(Request<Incoming>, SocketAddr) -> Answering + Send + Sync + 'static,
    Answering: Future<Output = Response<Body>> + Send + 'static,
    Body: http_body::Body + Send + 'static,
    Body::Data: Send,
    Body::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // An error means that the server was dropped, which stops it too.
            _ = stopping.changed() => return,
        };
        match accepted {
            Ok((socket, from)) => {
                tokio::spawn(converse(socket, from, Arc::clone(&answer), stopping.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn converse<Answer, Answering, Body>(
    socket: TcpStream,
    from: SocketAddr,
    answer: Arc<Answer>,
    mut stopping: watch::Receiver<()>,
) where
    Answer: Fn(Request<Incoming>, SocketAddr) -> Answering + Send + Sync + 'static,
    Answering: Future<Output = Response<Body>> + Send + 'static,
    Body: http_body::Body + Send + 'static,
    Body::Data: Send,
    Body::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // Small answers must not wait for a full packet.
    let _ = socket.set_nodelay(true);
    let service = service_fn(|request| {
        let answering = answer(request, from);
        async move { Ok::<_, Infallible>(answering.await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(socket), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
