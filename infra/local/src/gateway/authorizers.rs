//! Calls the authorizer function and caches its result for the time that the template sets.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::event::{Received, text};
use super::routing::Matched;
use crate::lambda::Lambda;
use crate::template::Authorizer;

/// Maximum number of cached results, so that many invented tokens cannot fill the memory. Above it, expired results are
/// removed, or all if none has expired.
const MAX_REMEMBERED: usize = 10_000;

/// The decision on a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Decision {
    /// The caller is allowed; the function gets this context.
    Allowed(Value),
    /// The caller is refused.
    Denied,
    /// An identity header is missing, so the authorizer was not called.
    Anonymous,
    /// The authorizer failed.
    Failed,
}

/// The simple response of a Lambda authorizer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Simple {
    is_authorized: bool,
    #[serde(default)]
    context: Value,
}

/// The cache key: the authorizer and the identity headers.
type Key = (String, Vec<String>);

/// The authorizers of the API with their cached results.
pub(super) struct Authorizers {
    lambda: Lambda,
    by_name: BTreeMap<String, Authorizer>,
    remembered: Mutex<HashMap<Key, (Instant, Decision)>>,
}

impl Authorizers {
    pub(super) fn new(lambda: Lambda, by_name: BTreeMap<String, Authorizer>) -> Self {
        Self { lambda, by_name, remembered: Mutex::new(HashMap::new()) }
    }

    /// Decides on one request to a route of this authorizer.
    pub(super) async fn decide(&self, name: &str, received: &Received, matched: &Matched<'_>) -> Decision {
        let Some(authorizer) = self.by_name.get(name) else { return Decision::Failed };
        let identity: Vec<_> =
            authorizer.headers.iter().map(|name| text(&received.parts.headers, name)).collect();
        if identity.iter().any(String::is_empty) {
            return Decision::Anonymous;
        }
        let key = (name.to_owned(), identity);
        if let Some(decision) = self.recall(&key) {
            return decision;
        }
        let decision = self.ask(authorizer, received, matched, &key.1).await;
        // A failure may be temporary, so it is not cached.
        if decision != Decision::Failed && !authorizer.ttl.is_zero() {
            self.remember(key, Instant::now() + authorizer.ttl, decision.clone());
        }
        decision
    }

    async fn ask(
        &self,
        authorizer: &Authorizer,
        received: &Received,
        matched: &Matched<'_>,
        identity: &[String],
    ) -> Decision {
        let event = Bytes::from(received.authorizer_event(matched, identity).to_string());
        match self.lambda.invoke(&authorizer.function, event).await {
            Ok(answer) => match serde_json::from_slice(&answer) {
                Ok(Simple { is_authorized: true, context }) => Decision::Allowed(context),
                Ok(Simple { is_authorized: false, .. }) => Decision::Denied,
                Err(error) => {
                    tracing::error!(%error, function = authorizer.function, "the authorizer's answer cannot be read");
                    Decision::Failed
                }
            },
            Err(error) => {
                tracing::error!(%error, function = authorizer.function, "the authorizer did not answer");
                Decision::Failed
            }
        }
    }

    fn recall(&self, key: &Key) -> Option<Decision> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, decision) = remembered.get(key)?;
        (*until > Instant::now()).then(|| decision.clone())
    }

    fn remember(&self, key: Key, until: Instant, decision: Decision) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MAX_REMEMBERED {
            let now = Instant::now();
            remembered.retain(|_, (until, _)| *until > now);
            if remembered.len() >= MAX_REMEMBERED {
                remembered.clear();
            }
        }
        remembered.insert(key, (until, decision));
    }
}
