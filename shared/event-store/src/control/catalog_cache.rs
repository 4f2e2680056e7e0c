//! The catalog, cached for a minute.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use event_model::{Catalog, Timestamp};

use crate::dynamodb::error::error_chain;
use crate::{Control, StoreError};

/// Seconds after which the cached catalog is checked: a function knows a change of the catalog after this time.
const MAX_AGE_SECONDS: i64 = 60;

/// The catalog of built-in and registered types. Clones share one cache.
#[derive(Clone)]
pub struct CatalogCache {
    control: Control,
    cached: Arc<Mutex<Option<Cached>>>,
}

#[derive(Clone)]
struct Cached {
    catalog: Arc<Catalog>,
    version: u64,
    checked_at: Timestamp,
}

impl CatalogCache {
    pub(crate) fn new(control: Control) -> Self {
        Self { control, cached: Arc::default() }
    }

    /// Returns the catalog as of at most 60 seconds before `now`. While it cannot be read, returns the last one that was.
    pub async fn get(&self, now: Timestamp) -> Result<Arc<Catalog>, StoreError> {
        let Some(cached) = self.cached() else { return self.refresh(now).await };
        if now < cached.checked_at.plus(Duration::seconds(MAX_AGE_SECONDS)) {
            return Ok(cached.catalog);
        }
        self.refresh(now).await.or_else(|error| {
            tracing::warn!(
                error = error_chain(&error),
                "the catalog could not be read; the cached one is used"
            );
            Ok(cached.catalog)
        })
    }

    /// Returns the current catalog: the same [`Arc`] as before if it did not change. Then it costs one read unit.
    pub async fn refresh(&self, now: Timestamp) -> Result<Arc<Catalog>, StoreError> {
        if let Some(cached) = self.cached()
            && cached.version == self.control.catalog_version().await?
        {
            return Ok(self.store(Cached { checked_at: now, ..cached }));
        }
        let registered = self.control.catalog_get().await?;
        let catalog = Arc::new(registered.catalog());
        Ok(self.store(Cached { catalog, version: registered.version, checked_at: now }))
    }

    fn cached(&self) -> Option<Cached> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, new: Cached) -> Arc<Catalog> {
        let catalog = new.catalog.clone();
        *self.cached.lock().unwrap_or_else(PoisonError::into_inner) = Some(new);
        catalog
    }
}
