//! The worker: writes the file of one export until it is complete or the deadline is near.
//!
//! The bytes of a file depend only on the request and on the rows that were recorded before it. A worker that
//! resumes from a checkpoint writes the same bytes as one that was never interrupted, so the number of workers
//! and the points where they stopped do not matter.

mod cell;
mod encoder;
mod gaps;
mod hash;
mod manifest;
mod options;
mod packer;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod uploader;
mod writer;

use std::error::Error;
use std::time::{Duration, Instant};

use event_model::{OrganizationState, Timestamp};
use event_store::{
    Aws, Export, ExportCall, ExportClaim, ExportFailure, ExportRequest, ExportsBucket, FunctionInvoker,
    Store, StoreError, UploadError, error_chain,
};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

pub use options::Options;

use crate::config::WorkerConfig;
use crate::files;
use crate::scheduler::Scheduler;
use crate::worker::writer::{End, Writer};

/// Consecutive workers without progress after which an export fails.
const ATTEMPTS_MAX: u32 = 10;

/// State that a worker keeps between exports.
#[derive(Clone)]
pub struct State {
    store: Store,
    bucket: ExportsBucket,
    scheduler: Scheduler,
    clock: Clock,
    options: Options,
}

/// Why a worker stopped. Lambda invokes it again, and it resumes from the checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The tables or the bucket failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The upload failed or does not exist any more.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A row could not be encoded.
    #[error("a row could not be encoded")]
    Encoding(#[source] Box<dyn Error + Send + Sync>),
    /// A background task panicked or was canceled.
    #[error("a background task of the worker stopped")]
    Task(#[from] tokio::task::JoinError),
    /// The file would have more parts than S3 accepts.
    #[error("the file is too large")]
    TooLarge,
}

impl WorkerError {
    fn encoding(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Encoding(source.into())
    }

    fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict))
    }

    /// Returns `true` if the error lies with AWS and the next attempt may succeed.
    fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) | Self::Upload(UploadError::Store(error)) => {
                matches!(error, StoreError::Throttled { .. } | StoreError::Unavailable { .. })
            }
            _ => false,
        }
    }
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let config: WorkerConfig = env.read()?;
        let store = Store::open(aws, &config.common.tables);
        let bucket = ExportsBucket::new(aws, &config.common.bucket);
        let workers = config.continuation().map(|name| FunctionInvoker::new(aws, &name));
        let scheduler = Scheduler::new(store.clone(), workers, config.common.at_once);
        Ok(Self { store, bucket, scheduler, clock, options: Options::new(&config) })
    }

    fn now(&self) -> Timestamp {
        self.clock.timestamp()
    }

    fn lease_until(&self) -> Timestamp {
        self.now().plus(chrono::Duration::from_std(self.options.lease).unwrap_or_default())
    }
}

/// Writes an export until it is complete or `deadline` is near; then invokes its own continuation.
///
/// Does nothing if another worker holds the lease, the organization is at capacity, or the export is finished.
pub async fn run(state: &State, call: ExportCall, deadline: Instant) -> Result<(), WorkerError> {
    let mut claim = claim(state, &call).await?;
    if let ExportClaim::Leased(until) = claim {
        // Lambda's retry after a crash can come before the lease of the crashed worker ends. It may be the last
        // invocation, so it waits.
        let wait = (until.datetime() - state.now().datetime()).to_std().unwrap_or_default();
        let wait = wait.min(state.options.lease).min(deadline.saturating_duration_since(Instant::now()) / 2);
        tokio::time::sleep(wait + Duration::from_millis(1)).await;
        claim = self::claim(state, &call).await?;
    }
    match claim {
        ExportClaim::Taken(export) => {
            let ended = write(state, *export, deadline).await;
            if let Err(error) = state.scheduler.advance(&call.organization_id, state.now()).await {
                tracing::warn!(error = error_chain(&error), "the next export could not be started");
            }
            ended
        }
        ExportClaim::Leased(_) | ExportClaim::AtCapacity | ExportClaim::Finished => {
            tracing::info!(export = call.export_id.as_str(), claim = ?claim, "nothing to do");
            Ok(())
        }
    }
}

async fn claim(state: &State, call: &ExportCall) -> Result<ExportClaim, StoreError> {
    let ExportCall { organization_id, export_id } = call;
    let (now, until) = (state.now(), state.lease_until());
    state.store.control.exports_claim(organization_id, export_id, state.scheduler.at_once, now, until).await
}

/// Writes an export that this worker holds the lease of.
async fn write(state: &State, mut export: Export, deadline: Instant) -> Result<(), WorkerError> {
    if export.attempts > ATTEMPTS_MAX {
        return fail(state, &export, ExportFailure::NoProgress).await;
    }
    let stop = stop_before(deadline);
    loop {
        let ended = match prepare(state, &mut export).await {
            Ok(Some(organization)) => attempt(state, &export, organization, stop).await,
            Ok(None) => return fail(state, &export, ExportFailure::DetailsHidden).await,
            Err(error) => Err(error),
        };
        return match ended {
            Ok(End::Complete) => Ok(()),
            Ok(End::Paused) => {
                state.store.control.exports_release(&export, 0).await?;
                state.scheduler.call_now(&export.request.organization_id, &export.request.id).await?;
                Ok(())
            }
            // The stored parts do not match the checkpoint.
            Ok(End::Lost) => {
                if let Err(error) = restart(state, &mut export).await {
                    return release_after(state, &export, error).await;
                }
                if export.attempts > ATTEMPTS_MAX {
                    return fail(state, &export, ExportFailure::NoProgress).await;
                }
                export.attempts += 1;
                continue;
            }
            Err(WorkerError::TooLarge) => fail(state, &export, ExportFailure::TooLarge).await,
            Err(error) => release_after(state, &export, error).await,
        };
    }
}

/// Writes an export from its checkpoint on. Removes the objects of this attempt if the export is deleted
/// meanwhile.
async fn attempt(
    state: &State,
    export: &Export,
    organization: OrganizationState,
    stop: Instant,
) -> Result<End, WorkerError> {
    let mut writer = Writer::open(state, export, organization).await?;
    let ended = tokio::select! {
        ended = writer.write(stop) => ended,
        error = keep_lease(state, export) => Err(error),
    };
    let request = &export.request;
    if ended.as_ref().is_err_and(WorkerError::is_conflict)
        && state.store.control.exports_get(&request.organization_id, &request.id).await?.is_none()
    {
        writer.discard().await?;
    }
    ended
}

/// Renews the lease by a timer, so that a slow read or upload cannot lose it. Returns when the export is taken
/// over or deleted.
async fn keep_lease(state: &State, export: &Export) -> WorkerError {
    let ExportRequest { organization_id, id, .. } = &export.request;
    loop {
        tokio::time::sleep(state.options.renew_every).await;
        match state.store.control.exports_renew(export, state.lease_until()).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => match state.store.control.exports_get(organization_id, id).await {
                // This worker finished it: let its last write return.
                Ok(Some(finished)) if !finished.state.is_open() => std::future::pending().await,
                Ok(_) => return StoreError::Conflict.into(),
                Err(_) => {}
            },
            // The lease outlasts several renewals.
            Err(error) => {
                tracing::warn!(
                    error = error_chain(&error),
                    export = id.as_str(),
                    "the lease was not renewed"
                );
            }
        }
    }
}

/// Releases the lease after an error, so that the next attempt does not have to wait. Succeeds if the export was
/// deleted or taken over.
async fn release_after(state: &State, export: &Export, error: WorkerError) -> Result<(), WorkerError> {
    if error.is_conflict() {
        tracing::info!(export = export.request.id.as_str(), "the export was deleted or taken over");
        return Ok(());
    }
    // An outage does not count as an attempt; a row that cannot be read does.
    let attempts = if error.is_transient() { export.attempts.saturating_sub(1) } else { export.attempts };
    if let Err(released) = state.store.control.exports_release(export, attempts).await {
        tracing::warn!(error = error_chain(&released), "the lease was not released");
    }
    Err(error)
}

/// Fixes whether the file shows details, and returns the organization; `None` if the export must not be written.
///
/// Details that were hidden since the export was started must not leave the organization: it restarts without
/// them. Details that were shown since stay hidden.
async fn prepare(state: &State, export: &mut Export) -> Result<Option<OrganizationState>, WorkerError> {
    let id = &export.request.organization_id;
    let organization = state.store.control.organizations_state(id).await?;
    let organization = organization
        .ok_or_else(|| StoreError::Corrupt { key: id.to_string(), reason: "is missing".to_owned() })?;
    let shown = organization.settings.show_details;
    if !shown && export.request.query.needs_details() {
        return Ok(None);
    }
    match export.show_details {
        None => {
            state.store.control.exports_restart(export, shown).await?;
            export.show_details = Some(shown);
        }
        Some(true) if !shown => {
            export.show_details = Some(false);
            restart(state, export).await?;
        }
        Some(_) => {}
    }
    Ok(Some(organization))
}

/// Removes the objects and the checkpoint of an export.
async fn restart(state: &State, export: &mut Export) -> Result<(), WorkerError> {
    files::remove(&state.bucket, export).await?;
    state.store.control.exports_restart(export, export.show_details.unwrap_or(false)).await?;
    export.checkpoint = None;
    Ok(())
}

async fn fail(state: &State, export: &Export, failure: ExportFailure) -> Result<(), WorkerError> {
    tracing::error!(export = export.request.id.as_str(), ?failure, "the export failed");
    files::remove(&state.bucket, export).await?;
    state.store.control.exports_fail(export, failure, state.now()).await?;
    Ok(())
}

/// Returns the time to stop, so that enough time is left to invoke the continuation.
fn stop_before(deadline: Instant) -> Instant {
    /// Enough for the upload of the last part, its checkpoint and the invocation.
    const MARGIN: Duration = Duration::from_secs(30);
    let left = deadline.saturating_duration_since(Instant::now());
    deadline.checked_sub(MARGIN.min(left / 4)).unwrap_or(deadline)
}
