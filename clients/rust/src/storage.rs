//! Where events wait: in memory or in a spool.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::entry::{Batch, Entry, Refused};
use crate::error::{SendError, SpoolError};
use crate::ledger::{Finished, Ledger};
use crate::memory::Memory;
#[cfg(feature = "spool")]
use crate::spool::Spool;

#[derive(Debug)]
pub(crate) enum Storage {
    Memory(Memory),
    #[cfg(feature = "spool")]
    Spool(Spool),
}

impl Storage {
    /// Stores a batch. If there is a spool, the batch is on the disk when this returns.
    pub(crate) async fn put(&self, batch: Batch, permit: OwnedSemaphorePermit) -> Result<(), SendError> {
        match self {
            Self::Memory(_) if batch.needs_spool() => Err(SpoolError::NotOpen.into()),
            Self::Memory(memory) => {
                memory.put(batch, permit);
                Ok(())
            }
            #[cfg(feature = "spool")]
            Self::Spool(spool) => Ok(spool.put(batch, permit).await?),
        }
    }

    /// Takes the oldest events that fit in one request.
    pub(crate) async fn take(&self) -> Result<Vec<Entry>, SpoolError> {
        match self {
            Self::Memory(memory) => Ok(memory.take()),
            #[cfg(feature = "spool")]
            Self::Spool(spool) => spool.take().await,
        }
    }

    /// Removes events with a final result. Keeps the refused ones, if there is a spool.
    pub(crate) async fn finish(
        &self,
        ledger: &Arc<Ledger>,
        finished: Finished,
        refused: Arc<Vec<Refused>>,
    ) -> Result<(), SpoolError> {
        match self {
            Self::Memory(_) => {
                drop(refused);
                ledger.finished(&finished);
                Ok(())
            }
            #[cfg(feature = "spool")]
            Self::Spool(spool) => spool.finish(finished, refused).await,
        }
    }

    /// Closes the spool soon.
    pub(crate) fn release(&self) {
        match self {
            Self::Memory(_) => {}
            #[cfg(feature = "spool")]
            Self::Spool(spool) => spool.release(),
        }
    }

    /// Closes the spool. Another client can open it when this returns.
    pub(crate) async fn close(&self) {
        match self {
            Self::Memory(_) => {}
            #[cfg(feature = "spool")]
            Self::Spool(spool) => spool.close().await,
        }
    }
}
