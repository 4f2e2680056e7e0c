//! Starts the workers of an organization's exports.

use event_model::{ExportId, OrganizationId, Timestamp, UserId};
use event_store::{Export, ExportCall, ExportQueue, FunctionInvoker, Store, StoreError, error_chain};

/// Time that an invoked worker has to start before another one is invoked.
const START_SECONDS: i64 = 10;

/// Exports that one request reads to advance the queue.
const READS_MAX: usize = 16;

/// Invokes workers for the exports of an organization, in the order of its queue.
#[derive(Clone)]
pub(crate) struct Scheduler {
    store: Store,
    workers: Option<FunctionInvoker>,
    /// Exports of one organization that are written at once.
    pub(crate) at_once: usize,
}

impl Scheduler {
    /// Creates a scheduler. Without `workers`, it invokes none.
    pub(crate) fn new(store: Store, workers: Option<FunctionInvoker>, at_once: usize) -> Self {
        Self { store, workers, at_once: at_once.max(1) }
    }

    /// Invokes a worker for every export that may run and has none, and returns the queue.
    ///
    /// Each request about exports does this, and so does every worker that stops.
    pub(crate) async fn advance(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Result<ExportQueue, StoreError> {
        let mut queue = self.store.control.exports_queue(organization, now).await?;
        let mut reads = 0;
        for id in queue.running.clone() {
            reads += 1;
            if let Some(export) = self.find_open(organization, &id, &mut queue).await?
                && export.lease.until <= now
            {
                self.call(organization, &id, now).await;
            }
        }
        let mut free = self.at_once.saturating_sub(queue.running.len());
        for id in queue.waiting.clone() {
            if free == 0 || reads >= READS_MAX {
                break;
            }
            reads += 1;
            if self.find_open(organization, &id, &mut queue).await?.is_some() {
                self.call(organization, &id, now).await;
                free -= 1;
            }
        }
        Ok(queue)
    }

    /// Removes the finished exports of a person from the queue. A worker that stopped before it did so must not
    /// count against the person.
    pub(crate) async fn remove_finished(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut queue = self.store.control.exports_queue(organization, now).await?;
        let ids: Vec<ExportId> = queue.of_person(user).cloned().collect();
        for id in ids {
            self.find_open(organization, &id, &mut queue).await?;
        }
        Ok(())
    }

    /// Returns an open export of the queue. Removes one that is finished or deleted from the queue.
    async fn find_open(
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

    /// Invokes a worker at once.
    pub(crate) async fn call_now(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        let Some(workers) = &self.workers else { return Ok(()) };
        let call = ExportCall { organization_id: organization.clone(), export_id: id.clone() };
        workers.call(&call).await
    }

    /// Invokes a worker unless one was invoked in the last [`START_SECONDS`]. A failure is only logged, because the
    /// next request tries again.
    async fn call(&self, organization: &OrganizationId, id: &ExportId, now: Timestamp) {
        let since = now.minus(chrono::Duration::seconds(START_SECONDS));
        let called = match self.store.control.exports_call(organization, id, since, now).await {
            Ok(true) => self.call_now(organization, id).await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = called {
            tracing::warn!(error = error_chain(&error), export = id.as_str(), "no worker was invoked");
        }
    }
}
