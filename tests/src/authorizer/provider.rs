//! An identity provider in this process, which can be slow, broken or malicious.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::signing::Key;

/// How the provider behaves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Behavior {
    /// As it should.
    Well,
    /// Every request fails.
    Down,
    /// Never answers.
    Silent,
    /// Publishes keys of this many bytes.
    Huge(usize),
    /// Redirects to where the keys are.
    Redirecting,
    /// Publishes the document of this issuer.
    Posing(String),
    /// Publishes this for its keys.
    Publishing(Value),
}

/// A running provider.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    shared: Arc<Shared>,
}

struct Shared {
    issuer: String,
    keys: Mutex<Vec<Value>>,
    behavior: Mutex<Behavior>,
    documents: AtomicUsize,
    key_sets: AtomicUsize,
}

impl Provider {
    pub(crate) async fn start(keys: &[&Key]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("there is a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("it is bound"));
        let shared = Arc::new(Shared {
            issuer: issuer.clone(),
            keys: Mutex::new(keys.iter().map(|key| key.jwk()).collect()),
            behavior: Mutex::new(Behavior::Well),
            documents: AtomicUsize::new(0),
            key_sets: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(key_set))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, shared }
    }

    pub(crate) fn publish(&self, keys: &[&Key]) {
        *self.shared.keys.lock().expect("no test panicked with it") =
            keys.iter().map(|key| key.jwk()).collect();
    }

    pub(crate) fn behave(&self, behavior: Behavior) {
        *self.shared.behavior.lock().expect("no test panicked with it") = behavior;
    }

    /// Returns how often the discovery document and the keys were asked for.
    pub(crate) fn asked(&self) -> (usize, usize) {
        (self.shared.documents.load(Ordering::SeqCst), self.shared.key_sets.load(Ordering::SeqCst))
    }
}

impl Shared {
    async fn behavior(&self) -> Result<Behavior, Response> {
        let behavior = self.behavior.lock().expect("no test panicked with it").clone();
        match behavior {
            Behavior::Down => Err(http_status(503)),
            Behavior::Silent => {
                tokio::time::sleep(Duration::from_secs(3600)).await;
                Err(http_status(504))
            }
            other => Ok(other),
        }
    }
}

fn http_status(status: u16) -> Response {
    axum::http::StatusCode::from_u16(status).expect("it is a status").into_response()
}

async fn document(State(shared): State<Arc<Shared>>) -> Result<Response, Response> {
    shared.documents.fetch_add(1, Ordering::SeqCst);
    let behavior = shared.behavior().await?;
    let issuer = match behavior {
        Behavior::Posing(other) => other,
        _ => shared.issuer.clone(),
    };
    Ok(axum::Json(json!({ "issuer": issuer, "jwks_uri": format!("{}/keys", shared.issuer) })).into_response())
}

async fn key_set(State(shared): State<Arc<Shared>>) -> Result<Response, Response> {
    shared.key_sets.fetch_add(1, Ordering::SeqCst);
    let keys = shared.keys.lock().expect("no test panicked with it").clone();
    Ok(match shared.behavior().await? {
        Behavior::Huge(bytes) => {
            axum::Json(json!({ "keys": keys, "padding": "x".repeat(bytes) })).into_response()
        }
        Behavior::Redirecting => axum::response::Redirect::temporary("/keys").into_response(),
        Behavior::Publishing(other) => axum::Json(other).into_response(),
        _ => axum::Json(json!({ "keys": keys })).into_response(),
    })
}
