//! Whose turn it is.

use std::error::Error;

use api::env::{Env, EnvError};
use event_model::{ExportId, OrganizationId, Timestamp};
use event_store::{ExportCall, ExportQueue, ExportWorkers, Store, StoreError};

/// How long a worker that was called is waited for before another one is called.
const CALL_SECONDS: i64 = 10;

/// Calls workers for the exports of an organisation, in the order in which they were asked for.
#[derive(Clone)]
pub(crate) struct Queue {
    store: Store,
    workers: Option<ExportWorkers>,
    pub(crate) at_once: usize,
}

impl Queue {
    /// Reads `EXPORTS_AT_ONCE`, how many exports of one organisation are written at once.
    pub(crate) fn load(env: &Env, store: Store, workers: Option<ExportWorkers>) -> Result<Self, EnvError> {
        let at_once: usize = env.parsed("EXPORTS_AT_ONCE", 2)?;
        Ok(Self { store, workers, at_once: at_once.max(1) })
    }

    /// Returns the queue, after calling a worker for every export that is due and has none.
    ///
    /// Whoever looks at an export or asks for one does this, and so does every worker that ends: an
    /// export that was abandoned does not stay so for long.
    pub(crate) async fn advance(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Result<ExportQueue, StoreError> {
        let mut queue = self.store.exports_queue(organization).await?;
        for id in queue.running.clone() {
            match self.store.exports_get(organization, &id).await? {
                Some(export) if export.state.is_open() => {
                    if export.lease.until <= now {
                        self.call(organization, &id, now).await;
                    }
                }
                // It ended between its last write and giving up its place.
                _ => {
                    self.store.exports_dequeue(organization, &id).await?;
                    queue.running.remove(&id);
                }
            }
        }
        let places = self.at_once.saturating_sub(queue.running.len());
        for id in queue.waiting.iter().take(places) {
            self.call(organization, id, now).await;
        }
        Ok(queue)
    }

    /// Calls a worker for one export at once, whatever was called before.
    pub(crate) async fn call_now(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        let Some(workers) = &self.workers else { return Ok(()) };
        let call = ExportCall { organization_id: organization.clone(), export_id: id.clone() };
        workers.call(&call).await
    }

    /// Calls a worker unless one was called a moment ago. A failure is no reason to refuse what was asked:
    /// the next one who looks calls again.
    async fn call(&self, organization: &OrganizationId, id: &ExportId, now: Timestamp) {
        let since = now.minus(chrono::Duration::seconds(CALL_SECONDS));
        let called = match self.store.exports_call(organization, id, since, now).await {
            Ok(true) => self.call_now(organization, id).await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = called {
            tracing::warn!(error = &error as &dyn Error, export = id.as_str(), "no worker could be called");
        }
    }
}
