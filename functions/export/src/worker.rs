//! The worker: writes the file of one export, as far as it gets before its time is over.
//!
//! What a file holds depends on nothing but the request and the rows that had been recorded when it was
//! asked for. Whoever goes on from a checkpoint writes the bytes that an undisturbed worker would have
//! written, so that it does not matter how often, where and by how many workers it was taken up.

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
    Aws, Export, ExportClaim, ExportFailure, ExportRequest, ExportWorkers, ExportsBucket, Store, StoreError,
    Tables, UploadError,
};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

pub use event_store::ExportCall as WorkerEvent;
pub use options::Options;

use crate::links;
use crate::queue::Queue;
use crate::worker::writer::{End, Writer};

/// Workers that may take up an export one after the other without getting any further, before it counts
/// as one that cannot be written.
const ATTEMPTS: u32 = 10;

/// What the worker keeps between exports.
#[derive(Clone)]
pub struct State {
    store: Store,
    bucket: ExportsBucket,
    queue: Queue,
    clock: Clock,
    options: Options,
}

/// Why a worker gave up. Lambda calls it again, and it goes on from its checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The tables or the bucket failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The upload failed, or is gone.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A row could not be encoded.
    #[error("a row could not be encoded")]
    Encoding(#[source] Box<dyn Error + Send + Sync>),
    /// A task of this worker ended.
    #[error("a task of the worker ended")]
    Task(#[from] tokio::task::JoinError),
    /// The file would have more parts than S3 takes.
    #[error("the file is too large")]
    TooLarge,
}

impl State {
    /// Reads `EVENTS_TABLE`, `CONTROL_TABLE`, `EXPORTS_BUCKET`, `EXPORTS_AT_ONCE` (2), and the name by
    /// which the worker calls its own continuation: `EXPORT_WORKER_FUNCTION`, or else
    /// `AWS_LAMBDA_FUNCTION_NAME`, which Lambda sets, with the alias `EXPORT_WORKER_ALIAS`. Without
    /// either, whoever next looks at the export calls a worker. [`Options`] are read too.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let store = Store::open(
            aws,
            &Tables { events: env.required("EVENTS_TABLE")?, control: env.required("CONTROL_TABLE")? },
        );
        let bucket = ExportsBucket::new(aws, &env.required("EXPORTS_BUCKET")?);
        let name = env.optional("EXPORT_WORKER_FUNCTION").or_else(|| {
            let name = env.optional("AWS_LAMBDA_FUNCTION_NAME")?;
            let alias = env.optional("EXPORT_WORKER_ALIAS");
            Some(alias.map_or_else(|| name.clone(), |alias| format!("{name}:{alias}")))
        });
        let workers = name.map(|name| ExportWorkers::new(aws, &name));
        let queue = Queue::load(env, store.clone(), workers)?;
        Ok(Self { store, bucket, queue, clock, options: Options::load(env)? })
    }

    /// Returns the store, for what it has consumed.
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn now(&self) -> Timestamp {
        self.clock.timestamp()
    }

    fn lease_until(&self) -> Timestamp {
        self.now().plus(chrono::Duration::from_std(self.options.lease).unwrap_or_default())
    }
}

/// Writes an export until it is finished or `deadline` is near; then calls its own continuation.
///
/// An export that another worker has, that has to wait, or that is over, is left alone.
pub async fn run(state: &State, event: WorkerEvent, deadline: Instant) -> Result<(), WorkerError> {
    let WorkerEvent { organization_id, export_id } = &event;
    let mut claim = claim(state, &event).await?;
    if let ExportClaim::Leased(until) = claim {
        // Lambda's retry after a crash, or the first call after a restart, may come before the lease of the
        // worker that crashed ends: nobody else might call again.
        let wait = (until.datetime() - state.now().datetime()).to_std().unwrap_or_default();
        let wait = wait.min(state.options.lease).min(deadline.saturating_duration_since(Instant::now()) / 2);
        tokio::time::sleep(wait + Duration::from_millis(1)).await;
        claim = self::claim(state, &event).await?;
    }
    match claim {
        ExportClaim::Taken(export) => {
            let ended = write(state, *export, deadline).await;
            if let Err(error) = state.queue.advance(organization_id, state.now()).await {
                tracing::warn!(error = &error as &dyn Error, "the next export could not be set going");
            }
            ended
        }
        ExportClaim::Leased(_) | ExportClaim::AtCapacity | ExportClaim::Finished => {
            tracing::info!(export = export_id.as_str(), claim = ?claim, "nothing to do");
            Ok(())
        }
    }
}

async fn claim(state: &State, event: &WorkerEvent) -> Result<ExportClaim, StoreError> {
    let WorkerEvent { organization_id, export_id } = event;
    let (now, until) = (state.now(), state.lease_until());
    state.store.control.exports_claim(organization_id, export_id, state.queue.at_once, now, until).await
}

/// Writes an export that this worker has.
async fn write(state: &State, mut export: Export, deadline: Instant) -> Result<(), WorkerError> {
    if export.attempts > ATTEMPTS {
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
                state.queue.call_now(&export.request.organization_id, &export.request.id).await?;
                Ok(())
            }
            // Its parts are not what the checkpoint says: begin anew.
            Ok(End::Lost) => {
                if let Err(error) = begin_anew(state, &mut export).await {
                    return settle(state, &export, error).await;
                }
                if export.attempts > ATTEMPTS {
                    return fail(state, &export, ExportFailure::NoProgress).await;
                }
                export.attempts += 1;
                continue;
            }
            Err(WorkerError::TooLarge) => fail(state, &export, ExportFailure::TooLarge).await,
            Err(error) => settle(state, &export, error).await,
        };
    }
}

/// Writes an export from its checkpoint on. What was written of one that is removed meanwhile is removed.
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
    if ended.as_ref().is_err_and(is_conflict)
        && state.store.control.exports_get(&request.organization_id, &request.id).await?.is_none()
    {
        writer.discard().await?;
    }
    ended
}

/// Renews the lease by a timer, however long a read or an upload takes, until the export is taken over or
/// deleted.
async fn keep_lease(state: &State, export: &Export) -> WorkerError {
    let ExportRequest { organization_id, id, .. } = &export.request;
    loop {
        tokio::time::sleep(state.options.renew_every).await;
        match state.store.control.exports_renew(export, state.lease_until()).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => match state.store.control.exports_get(organization_id, id).await {
                // Its own last write: let it end.
                Ok(Some(finished)) if !finished.state.is_open() => std::future::pending().await,
                Ok(_) => return StoreError::Conflict.into(),
                Err(_) => {}
            },
            // The lease outlasts several tries.
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn Error,
                    export = id.as_str(),
                    "the lease was not renewed"
                );
            }
        }
    }
}

fn is_conflict(error: &WorkerError) -> bool {
    matches!(error, WorkerError::Store(StoreError::Conflict))
}

/// Tells whether an error lies with AWS and may be gone at the next try.
fn is_passing(error: &WorkerError) -> bool {
    match error {
        WorkerError::Store(error) | WorkerError::Upload(UploadError::Store(error)) => {
            matches!(error, StoreError::Throttled { .. } | StoreError::Unavailable { .. })
        }
        _ => false,
    }
}

/// Ends after an error: quietly where the export was removed or taken over, else letting it go, so that
/// the next try need not wait.
async fn settle(state: &State, export: &Export, error: WorkerError) -> Result<(), WorkerError> {
    if is_conflict(&error) {
        tracing::info!(export = export.request.id.as_str(), "the export was removed or taken over");
        return Ok(());
    }
    // An outage, however long, is no fault of the export; a row that cannot be read is.
    let attempts = if is_passing(&error) { export.attempts.saturating_sub(1) } else { export.attempts };
    if let Err(released) = state.store.control.exports_release(export, attempts).await {
        tracing::warn!(error = &released as &dyn Error, "the export could not be let go");
    }
    Err(error)
}

/// Settles whether details are shown, and returns the organisation as the export has to see it; none
/// where the export may not be written.
///
/// Details that were hidden since it was begun must not be handed out: then it is begun anew, without.
/// Details that were shown since stay hidden in it.
async fn prepare(state: &State, export: &mut Export) -> Result<Option<OrganizationState>, WorkerError> {
    let id = &export.request.organization_id;
    let organization = state.store.control.organizations_state(id).await?;
    let mut organization = organization
        .ok_or_else(|| StoreError::Corrupt { key: id.to_string(), reason: "is gone".to_owned() })?;
    let shown = organization.settings.show_details;
    if !shown && export.request.filters.ip.is_some() {
        return Ok(None);
    }
    match export.show_details {
        None => {
            state.store.control.exports_restart(export, shown).await?;
            export.show_details = Some(shown);
        }
        Some(true) if !shown => {
            export.show_details = Some(false);
            begin_anew(state, export).await?;
        }
        Some(_) => {}
    }
    // As they were when it was asked for.
    organization.settings.retention_days = export.request.retention_days;
    Ok(Some(organization))
}

/// Forgets and removes what was written.
async fn begin_anew(state: &State, export: &mut Export) -> Result<(), WorkerError> {
    links::remove_objects(&state.bucket, export).await?;
    state.store.control.exports_restart(export, export.show_details.unwrap_or(false)).await?;
    export.checkpoint = None;
    Ok(())
}

async fn fail(state: &State, export: &Export, failure: ExportFailure) -> Result<(), WorkerError> {
    tracing::error!(export = export.request.id.as_str(), ?failure, "the export failed");
    links::remove_objects(&state.bucket, export).await?;
    state.store.control.exports_fail(export, failure, state.now()).await?;
    Ok(())
}

/// Returns when to stop for the continuation to be called in good time.
fn stop_before(deadline: Instant) -> Instant {
    /// Enough for the last part's upload, its checkpoint and the call.
    const MARGIN: Duration = Duration::from_secs(30);
    let left = deadline.saturating_duration_since(Instant::now());
    deadline.checked_sub(MARGIN.min(left / 4)).unwrap_or(deadline)
}
