//! The producer client of the commands that send events.

pub(crate) mod progress;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use activity_client::{BuildError, Client, FlushError, RequestError, SpoolError, Status};
use etcetera::BaseStrategy;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::cli::Globals;
use crate::credentials::product_key;
use crate::failure::Problem;
use crate::{Failure, api};

/// Time between two looks at the state of the client.
const TICK: Duration = Duration::from_millis(100);

/// Options of the commands that send events.
#[derive(Debug, clap::Args)]
pub(crate) struct SendingArgs {
    /// Keep events that are not sent yet in this folder [default: one in your state directory for this URL, key and input]
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,
    /// Give up after this time in which no event could be sent. The events stay in the spool
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Repeat a request that has no answer after this time
    #[arg(long, value_name = "SECONDS", default_value_t = 35, value_parser = clap::value_parser!(u64).range(1..))]
    request_timeout: u64,
}

/// A client with an open spool.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) client: Client,
    url: Url,
    folder: PathBuf,
    timeout: Duration,
}

impl Sending {
    /// Opens the client. Its default spool is only for this URL, key and `input`, so that commands with other inputs can
    /// run at the same time.
    pub(crate) fn open(globals: &Globals, args: &SendingArgs, input: &str) -> Result<Self, Failure> {
        let url = api::secure(globals.base_url()?)?;
        let key = product_key()?;
        let folder = match &args.spool {
            Some(folder) => folder.clone(),
            None => default_folder(&[url.as_str(), key.expose_secret(), input])?,
        };
        let [timeout, request_timeout] = [args.timeout, args.request_timeout].map(Duration::from_secs);
        Self::connect(url, &key, folder, timeout, request_timeout)
    }

    /// Opens the client with a spool in `folder`. `timeout` is the time of [`watch`](Self::watch).
    pub(crate) fn connect(
        url: Url,
        key: &SecretString,
        folder: PathBuf,
        timeout: Duration,
        request_timeout: Duration,
    ) -> Result<Self, Failure> {
        let client = Client::builder(url.as_str(), key.clone())
            .spool(&folder)
            .request_timeout(request_timeout)
            .build()
            .map_err(|error| match error {
                BuildError::ProductKey => Failure::NotSignedIn(error.to_string()),
                BuildError::Url { .. } => Failure::Usage(error.to_string()),
                _ => Failure::Failed(error.to_string()),
            })?;
        Ok(Self { client, url, folder, timeout })
    }

    /// Returns the folder of the spool.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Shows the progress, until the API has refused every request or has accepted no event for too long. Never ends
    /// while `is_endless` is true: the events of an open pipe exist nowhere else, and the spool takes them.
    pub(crate) async fn watch(&self, is_endless: impl Fn() -> bool, show: impl Fn(&Status)) -> Failure {
        let mut before = u64::MAX;
        let mut since = Instant::now();
        loop {
            let status = self.client.status();
            show(&status);
            let done = status.sent() + status.refused;
            if done != before || !status.failing || is_endless() {
                (before, since) = (done, Instant::now());
            } else if let Some(error) = &status.last_error
                && (status.denied || since.elapsed() >= self.timeout)
            {
                return self.gives_up(error, status.denied, status.queued);
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Returns the failure of a flush.
    pub(crate) fn unflushed(&self, error: &FlushError) -> Failure {
        match error {
            FlushError::Denied { events, error } => self.gives_up(error, true, *events),
            FlushError::TimedOut { .. } => Failure::Failed(error.to_string()),
        }
    }

    /// Returns the failure of a command that a person or the system stops.
    pub(crate) fn interrupted(&self) -> Failure {
        Failure::Failed(format!("interrupted: {}", self.kept(self.client.status().queued)))
    }

    fn kept(&self, queued: u64) -> String {
        format!("{queued} events wait in {}: run the same command again", self.folder.display())
    }

    fn gives_up(&self, error: &RequestError, denied: bool, queued: u64) -> Failure {
        let reason = format!("{}; {}", error.message, self.kept(queued));
        match error.status {
            Some(status) if denied => {
                Failure::Refused(Box::new(Problem { status, detail: reason, ..Problem::default() }))
            }
            Some(status) => Failure::Unreachable {
                url: self.url.origin().ascii_serialization(),
                reason: format!("status {status}: {reason}"),
            },
            None => Failure::Unreachable { url: self.url.origin().ascii_serialization(), reason },
        }
    }
}

impl From<SpoolError> for Failure {
    fn from(error: SpoolError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Returns a folder for these parts. Its name does not reveal them.
fn default_folder(parts: &[&str]) -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|error| Failure::Failed(format!("your home directory cannot be found: {error}")))?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    let digest = hex::encode(Sha256::digest(parts.join("\0")));
    Ok(state.join("activity").join("spool").join(&digest[..16]))
}
