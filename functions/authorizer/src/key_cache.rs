//! Keeps the issuer's keys in memory, and asks for newer ones no more often than is decent.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use lambda::clock::Clock;

use crate::discovery::Discovery;
use crate::error::IssuerError;
use crate::key_set::KeySet;

/// How far apart two fetches are: tokens with made-up key ids must not become requests to the issuer.
const INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// How far apart two fetches are while there is no key at all, when nobody can sign in.
const INTERVAL_WITHOUT_KEYS: TimeDelta = TimeDelta::seconds(5);

/// How old keys may become before newer ones are asked for: so a key that the issuer withdraws ends here too.
const AGE: TimeDelta = TimeDelta::hours(1);

/// The issuer's keys as they were last fetched.
pub(crate) struct KeyCache {
    discovery: Discovery,
    clock: Clock,
    cached: Mutex<Cached>,
    /// Held while fetching. Whoever waits for it finds the other's result and does not fetch again.
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

    /// Returns the keys, from memory where they are there.
    ///
    /// Aged ones are fetched anew by one caller, while the others go on with what there is; and all go on
    /// with it when that fails, for an issuer's outage must not sign out whoever holds a token.
    pub(crate) async fn current(&self) -> Result<Arc<KeySet>, IssuerError> {
        let Some((keys, at)) = self.cached().keys else {
            return self.other_than(None).await?.ok_or(IssuerError::Recently);
        };
        if !self.passed(at, AGE) {
            return Ok(keys);
        }
        let Ok(_only) = self.fetching.try_lock() else { return Ok(keys) };
        match self.fetch_if_due().await {
            Ok(Some(newer)) => Ok(newer),
            Ok(None) | Err(IssuerError::Recently) => Ok(keys),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the issuer's keys cannot be renewed; the last ones go on");
                Ok(keys)
            }
        }
    }

    /// Returns keys other than `known`, in which the wanted one is missing; none when the issuer has been
    /// asked just now, so that there is no such key.
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

    /// Fetches, unless that was done a moment ago. Only called with `fetching` held.
    async fn fetch_if_due(&self) -> Result<Option<Arc<KeySet>>, IssuerError> {
        let cached = self.cached();
        let interval = if cached.keys.is_some() { INTERVAL } else { INTERVAL_WITHOUT_KEYS };
        match cached.attempt {
            Some(Attempt { at, failed }) if !self.passed(at, interval) => {
                return if failed { Err(IssuerError::Recently) } else { Ok(None) };
            }
            _ => {}
        }
        // Noted before it is made: a caller who goes away in the middle has asked all the same.
        let at = self.clock.now();
        self.update(|cached| cached.attempt = Some(Attempt { at, failed: true }));
        let keys = Arc::new(self.discovery.key_set().await?);
        self.update(|cached| {
            *cached =
                Cached { keys: Some((Arc::clone(&keys), at)), attempt: Some(Attempt { at, failed: false }) };
        });
        Ok(Some(keys))
    }

    /// Tells whether `span` has passed since `at`, also after a clock was set back. By the wall clock: Lambda
    /// stops the monotonic one between requests.
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
