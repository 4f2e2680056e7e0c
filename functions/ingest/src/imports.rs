//! Stores the days of imported events, without a write for each event.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use event_model::OrganizationId;
use event_store::{Store, StoreError};

/// A day of an organization (UTC).
pub(crate) type ImportDay = (OrganizationId, NaiveDate);

/// Maximum number of cached days per process. An import of several years needs about 1,000.
const REMEMBERED: usize = 10_000;

/// A cache of the stored days.
#[derive(Debug, Default)]
pub(crate) struct Imports(Mutex<BTreeSet<ImportDay>>);

impl Imports {
    /// Stores the days that are not in the cache.
    ///
    /// Call this before the events are recorded: coverage does not explain an imported event without its day.
    pub(crate) async fn store(&self, store: &Store, days: &BTreeSet<ImportDay>) -> Result<(), StoreError> {
        let unknown: Vec<&ImportDay> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            days.iter().filter(|day| !known.contains(day)).collect()
        };
        for (organization, day) in &unknown {
            store.control.imports_insert(organization, *day).await?;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + unknown.len() > REMEMBERED {
            known.clear();
        }
        known.extend(unknown.into_iter().take(REMEMBERED).cloned());
        Ok(())
    }
}
