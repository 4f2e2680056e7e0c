//! Whose turn it is.

use std::error::Error;

use event_model::{ExportId, OrganizationId, Timestamp, UserId};
use event_store::{Export, ExportCall, ExportQueue, ExportWorkers, Store, StoreError};
use lambda::env::{Env, EnvError};

/// How long a worker that was called is waited for before another one is called.
const CALL_SECONDS: i64 = 10;

/// The most exports that one request reads to advance the queue.
const LOOKS: usize = 16;

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

    /// Returns the queue, after calling a worker for every export that may run and has none.
    ///
    /// Each request about exports does this, and so does every worker that ends. It reads the queue and at
    /// most [`LOOKS`] exports.
    pub(crate) async fn advance(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Result<ExportQueue, StoreError> {
        let mut queue = self.store.control.exports_queue(organization, now).await?;
        let mut looks = 0;
        for id in queue.running.clone() {
            looks += 1;
            if let Some(export) = self.find(organization, &id, &mut queue).await?
                && export.lease.until <= now
            {
                self.call(organization, &id, now).await;
            }
        }
        let mut free = self.at_once.saturating_sub(queue.running.len());
        for id in queue.waiting.clone() {
            if free == 0 || looks >= LOOKS {
                break;
            }
            looks += 1;
            if self.find(organization, &id, &mut queue).await?.is_some() {
                self.call(organization, &id, now).await;
                free -= 1;
            }
        }
        Ok(queue)
    }

    /// Removes the places of a person's exports that are finished or gone. A failure between the end of an
    /// export and its leaving the queue must not count against the person.
    pub(crate) async fn heal(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut queue = self.store.control.exports_queue(organization, now).await?;
        let ids: Vec<ExportId> = queue.of_person(user).cloned().collect();
        for id in ids {
            self.find(organization, &id, &mut queue).await?;
        }
        Ok(())
    }

    /// Returns an open export of the queue. One that is finished or gone leaves the queue.
    async fn find(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        queue: &mut ExportQueue,
    ) -> Result<Option<Export>, StoreError> {
        let export = self.store.control.exports_get(organization, id).await?;
        let open = export.filter(|export| export.state.is_open());
        if open.is_none() {
            self.store.control.exports_dequeue(organization, id).await?;
            queue.remove(id);
        }
        Ok(open)
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
        let called = match self.store.control.exports_call(organization, id, since, now).await {
            Ok(true) => self.call_now(organization, id).await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = called {
            tracing::warn!(error = &error as &dyn Error, export = id.as_str(), "no worker could be called");
        }
    }
}
