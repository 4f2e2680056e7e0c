//! Caches the issuer's keys and limits how often they are fetched.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use event_store::error_chain;
use lambda::clock::Clock;

use crate::discovery::Discovery;
use crate::error::IssuerError;
use crate::key_set::KeySet;

/// Minimum time between two fetches. Otherwise each token with an unknown key id would cause a request to the issuer.
const FETCH_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// Minimum time between two fetches while no key is cached and no token can be verified.
const FETCH_INTERVAL_WITHOUT_KEYS: TimeDelta = TimeDelta::seconds(5);

/// Age at which cached keys are fetched again, so that a key that the issuer withdraws becomes invalid here too.
const MAX_AGE: TimeDelta = TimeDelta::hours(1);

/// The issuer's keys, as last fetched.
pub(crate) struct KeyCache {
    discovery: Discovery,
    clock: Clock,
    cached: Mutex<Cached>,
    /// Held during a fetch. A caller that waits for it uses the result instead of fetching again.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct Cached {
    keys: Option<(Arc<KeySet>, DateTime<Utc>)>,
    attempt: Option<Attempt>,
}

#[derive(Clone, Copy)]
struct Attempt {
    at: DateTime<Utc>,
    failed: bool,
}

impl KeyCache {
    pub(crate) fn new(discovery: Discovery, clock: Clock) -> Self {
        Self { discovery, clock, cached: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// Returns the keys, from the cache if it has any.
    ///
    /// One caller fetches keys that have aged; the others use the cached ones meanwhile. Keep serving cached keys while
    /// the issuer is down.
    pub(crate) async fn current(&self) -> Result<Arc<KeySet>, IssuerError> {
        let Some((keys, at)) = self.cached().keys else {
            return self.other_than(None).await?.ok_or(IssuerError::Recently);
        };
        if !self.passed(at, MAX_AGE) {
            return Ok(keys);
        }
        let Ok(_only) = self.fetching.try_lock() else { return Ok(keys) };
        match self.fetch_if_due().await {
            Ok(Some(newer)) => Ok(newer),
            Ok(None) | Err(IssuerError::Recently) => Ok(keys),
            Err(error) => {
                tracing::warn!(
                    error = error_chain(&error),
                    "the issuer's keys cannot be renewed; cached keys stay valid"
                );
                Ok(keys)
            }
        }
    }

    /// Returns keys newer than `known`, which lack the key of a token, or `None` if the keys were fetched a moment ago, so
    /// that the key is unknown to the issuer.
    pub(crate) async fn other_than(
        &self,
        known: Option<&Arc<KeySet>>,
    ) -> Result<Option<Arc<KeySet>>, IssuerError> {
        let _only = self.fetching.lock().await;
        match self.cached().keys {
            Some((keys, _)) if !known.is_some_and(|known| Arc::ptr_eq(known, &keys)) => Ok(Some(keys)),
            _ => self.fetch_if_due().await,
        }
    }

    /// Fetches the keys, unless that was done a moment ago. Call it only while holding `fetching`.
    async fn fetch_if_due(&self) -> Result<Option<Arc<KeySet>>, IssuerError> {
        let cached = self.cached();
        let interval = if cached.keys.is_some() { FETCH_INTERVAL } else { FETCH_INTERVAL_WITHOUT_KEYS };
        match cached.attempt {
            Some(Attempt { at, failed }) if !self.passed(at, interval) => {
                return if failed { Err(IssuerError::Recently) } else { Ok(None) };
            }
            _ => {}
        }
        // Recorded before the fetch, so that it counts even if the invocation is canceled.
        let at = self.clock.now();
        self.update(|cached| cached.attempt = Some(Attempt { at, failed: true }));
        let keys = Arc::new(self.discovery.key_set().await?);
        self.update(|cached| {
            *cached =
                Cached { keys: Some((Arc::clone(&keys), at)), attempt: Some(Attempt { at, failed: false }) };
        });
        Ok(Some(keys))
    }

    /// Returns `true` if `span` has passed since `at`, or if the clock was set back. Uses the wall clock, as Lambda stops
    /// the monotonic clock between requests.
    fn passed(&self, at: DateTime<Utc>, span: TimeDelta) -> bool {
        let now = self.clock.now();
        now < at || now - at >= span
    }

    fn cached(&self) -> Cached {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn update(&self, change: impl FnOnce(&mut Cached)) {
        change(&mut self.cached.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
