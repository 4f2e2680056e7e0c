//! The options of a client.

use std::fmt;
#[cfg(feature = "spool")]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::runtime::Handle;

use crate::client::{Client, Inner};
use crate::entry::Refused;
use crate::error::BuildError;
use crate::ledger::{BATCH_BYTES, Ledger};
use crate::memory::Memory;
use crate::request::Api;
use crate::retry::RETRY_WAITS;
use crate::sender::{OnRefused, Sender};
#[cfg(feature = "spool")]
use crate::spool::Spool;
use crate::storage::Storage;

/// Default of [`ClientBuilder::memory_limit`]: about 10,000 events.
const MEMORY_LIMIT: usize = 8 << 20;
/// Default of [`ClientBuilder::spool_limit`]: about a million events.
#[cfg(feature = "spool")]
const SPOOL_LIMIT: usize = 1 << 30;
/// Default of [`ClientBuilder::linger`].
const LINGER: Duration = Duration::from_secs(1);
/// Default of [`ClientBuilder::requests_in_flight`].
const REQUESTS_IN_FLIGHT: usize = 4;
/// Default of [`ClientBuilder::request_timeout`]: longer than the API's own.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(35);
/// Default of [`ClientBuilder::close_timeout`].
const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds a [`Client`].
#[must_use = "a client is only created by `build`"]
pub struct ClientBuilder {
    url: String,
    product_key: SecretString,
    memory_limit: usize,
    #[cfg(feature = "spool")]
    spool: Option<PathBuf>,
    #[cfg(feature = "spool")]
    spool_limit: usize,
    linger: Duration,
    requests_in_flight: usize,
    request_timeout: Duration,
    close_timeout: Duration,
    retry_waits: Arc<[Duration]>,
    on_refused: Option<OnRefused>,
}

impl ClientBuilder {
    pub(crate) fn new(url: String, product_key: SecretString) -> Self {
        Self {
            url,
            product_key,
            memory_limit: MEMORY_LIMIT,
            #[cfg(feature = "spool")]
            spool: None,
            #[cfg(feature = "spool")]
            spool_limit: SPOOL_LIMIT,
            linger: LINGER,
            requests_in_flight: REQUESTS_IN_FLIGHT,
            request_timeout: REQUEST_TIMEOUT,
            close_timeout: CLOSE_TIMEOUT,
            retry_waits: Arc::new(RETRY_WAITS),
            on_refused: None,
        }
    }

    /// Keeps events in this folder until they are sent, so that they survive the end of the process and a power failure.
    ///
    /// One client at a time can open a spool: the second gets [`SpoolError::InUse`](crate::SpoolError::InUse). Give each
    /// process its own folder, on a local disk. A new folder is for its owner only, because events name people. A spool
    /// does not remember the URL: use one folder for each monitor.
    #[cfg(feature = "spool")]
    pub fn spool(mut self, folder: impl Into<PathBuf>) -> Self {
        self.spool = Some(folder.into());
        self
    }

    /// Sets the size of the spool in bytes of events, at least 1 MiB. Default: 1 GiB, about a million events. Its file is
    /// somewhat larger. When it is full, [`Client::send`] waits.
    #[cfg(feature = "spool")]
    pub fn spool_limit(mut self, bytes: usize) -> Self {
        self.spool_limit = bytes;
        self
    }

    /// Sets the size of the queue in memory, for a client without a spool, in bytes, at least 1 MiB. Default: 8 MiB, about
    /// 10,000 events. When it is full, [`Client::send`] waits.
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.memory_limit = bytes;
        self
    }

    /// Sets the longest wait for further events before a request with fewer than 500. Default: 1 s.
    pub fn linger(mut self, time: Duration) -> Self {
        self.linger = time;
        self
    }

    /// Sets the number of requests at once, at least 1. Default: 4. Events are not recorded in the order of sending: the
    /// monitor orders them by `occurred_at`.
    pub fn requests_in_flight(mut self, count: usize) -> Self {
        self.requests_in_flight = count.max(1);
        self
    }

    /// Sets the time after which a request without an answer is repeated. Default: 35 s.
    pub fn request_timeout(mut self, time: Duration) -> Self {
        self.request_timeout = time;
        self
    }

    /// Sets the longest time of [`Client::close`]. Default: 30 s.
    pub fn close_timeout(mut self, time: Duration) -> Self {
        self.close_timeout = time;
        self
    }

    /// Sets the schedule of retries, in place of [`RETRY_WAITS`].
    pub fn retry_waits(mut self, waits: impl Into<Arc<[Duration]>>) -> Self {
        self.retry_waits = waits.into();
        self
    }

    /// Sets a function that is called with each event that the monitor refuses for good, before [`Client::flush`] returns.
    /// It must not block.
    pub fn on_refused(mut self, call: impl Fn(&Refused) + Send + Sync + 'static) -> Self {
        self.on_refused = Some(Arc::new(call));
        self
    }

    /// Creates the client, and starts to send the events that its spool has from before.
    ///
    /// Must be called inside a tokio runtime. Opens the spool on this thread, at most for 2 s if it is in use.
    pub fn build(self) -> Result<Client, BuildError> {
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        let api = Api::new(&self.url, &self.product_key, self.request_timeout)?;
        let (ledger, storage) = self.open()?;
        let storage = Arc::new(storage);
        let sender = Sender {
            ledger: Arc::clone(&ledger),
            storage: Arc::clone(&storage),
            api,
            waits: self.retry_waits,
            on_refused: self.on_refused,
        };
        let start = |_| runtime.spawn(sender.clone().run()).abort_handle();
        let senders = (0..self.requests_in_flight).map(start).collect();
        Ok(Client::new(Inner { ledger, storage, senders, close_timeout: self.close_timeout }))
    }

    fn open(&self) -> Result<(Arc<Ledger>, Storage), BuildError> {
        let ledger = |option, limit| match limit {
            limit if limit < BATCH_BYTES => Err(BuildError::Limit { option, least: BATCH_BYTES }),
            limit => Ok(Arc::new(Ledger::new(limit, self.linger))),
        };
        #[cfg(feature = "spool")]
        if let Some(folder) = &self.spool {
            let ledger = ledger("spool_limit", self.spool_limit)?;
            let spool = Spool::open(folder, Arc::clone(&ledger))?;
            return Ok((ledger, Storage::Spool(spool)));
        }
        let ledger = ledger("memory_limit", self.memory_limit)?;
        let memory = Memory::new(Arc::clone(&ledger));
        Ok((ledger, Storage::Memory(memory)))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("url", &self.url).finish_non_exhaustive()
    }
}
