//! A small HTTP/1.1 server for loopback with graceful shutdown.

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
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Time limit for the head of a request, so that silent connections do not accumulate.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Wait before the next attempt if the system has no free sockets.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running server. Dropping it closes idle connections and stops accepting new ones.
#[derive(Debug)]
pub(crate) struct Server {
    stop: watch::Sender<()>,
}

impl Server {
    /// Starts a server that answers every request with this function.
    pub(crate) fn start<Answer, Answering, Body>(listener: TcpListener, answer: Answer) -> Self
    where
        Answer: Fn(Request<Incoming>, SocketAddr) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Response<Body>> + Send + 'static,
        Body: http_body::Body + Send + 'static,
        Body::Data: Send,
        Body::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (stop, mut stopping) = watch::channel(());
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    // An error means that the server was dropped, which also stops it.
                    _ = stopping.changed() => return,
                };
                let (socket, from) = match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                        continue;
                    }
                };
                let (answer, mut stopping) = (Arc::clone(&answer), stopping.clone());
                tokio::spawn(async move {
                    // Small responses must not wait for a full packet.
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
                });
            }
        });
        Self { stop }
    }

    /// Stops accepting requests and waits until open requests are answered.
    pub(crate) async fn finish(self) {
        // Sending fails only if every connection has ended.
        let _ = self.stop.send(());
        self.stop.closed().await;
    }
}
