//! An API that answers as a test says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::Value;

/// A request that the fake received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) authorization: String,
    pub(crate) body: Value,
}

/// A running fake.
pub(crate) struct Fake {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Fake {
    /// Starts a fake that answers the n-th request, from 0, with status and body.
    pub(crate) async fn start(
        answer: impl Fn(usize) -> (u16, Value) + Clone + Send + Sync + 'static,
    ) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        let handler = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let mut log = log.lock().expect("no test panics while it holds the lock");
            let authorization =
                headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
            log.push(Received {
                method: method.to_string(),
                uri: uri.to_string(),
                authorization: authorization.to_owned(),
                body: serde_json::from_slice(&body).unwrap_or_default(),
            });
            let (status, body) = answer(log.len() - 1);
            let status = StatusCode::from_u16(status).expect("a status");
            std::future::ready((status, body.to_string()).into_response())
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(handler);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, received }
    }

    /// Returns the requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no test panics while it holds the lock").clone()
    }
}
