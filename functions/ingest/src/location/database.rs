//! Files in MaxMind's format.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use event_store::error_chain;
use lambda::env::EnvError;
use maxminddb::{LookupResult, MaxMindDbError, Reader};

/// A file, in memory.
pub(super) type File = Reader<Vec<u8>>;

/// What a file has of one address.
pub(super) type Found<'a> = LookupResult<'a, Vec<u8>>;

/// The files of one variable, in its order.
#[derive(Debug)]
pub(super) struct Databases {
    variable: &'static str,
    files: Vec<File>,
    has_warned: AtomicBool,
}

impl Databases {
    /// Opens the files of `paths`, separated by commas. `refuse` says of a file's type why it cannot be the right one.
    pub(super) fn load(
        variable: &'static str,
        paths: Option<&str>,
        refuse: fn(&str) -> Option<&'static str>,
    ) -> Result<Self, EnvError> {
        let paths = paths.unwrap_or_default().split(',').map(str::trim).filter(|path| !path.is_empty());
        let open = |path: &str| {
            let invalid = |reason: &dyn std::fmt::Display| EnvError::Invalid {
                name: variable.to_owned(),
                reason: format!("{path}: {reason}"),
            };
            let file = Reader::open_readfile(path).map_err(|error| invalid(&error))?;
            let kind = file.metadata().database_type.as_str();
            if let Some(reason) = refuse(kind) {
                return Err(invalid(&format_args!("{reason} (it says that it is {kind:?})")));
            }
            tracing::info!(variable, path, kind, built = file.metadata().build_epoch, "opened a database");
            Ok(file)
        };
        let files = paths.map(open).collect::<Result<_, _>>()?;
        Ok(Self { variable, files, has_warned: AtomicBool::new(false) })
    }

    /// Returns what `read` makes of the first file that knows `ip`.
    pub(super) fn find<T>(
        &self,
        ip: IpAddr,
        read: impl Fn(&Found<'_>) -> Result<Option<T>, MaxMindDbError>,
    ) -> Option<T> {
        // A file of IPv4 only refuses to be asked for anything else.
        let fitting = self.files.iter().filter(|file| ip.is_ipv4() || file.metadata().ip_version == 6);
        fitting.into_iter().find_map(|file| match file.lookup(ip).and_then(|found| read(&found)) {
            Ok(known) => known,
            Err(error) => {
                self.warn(&error);
                None
            }
        })
    }

    /// Logs what is wrong with a file, once: an event is worth recording without its place, but a file that
    /// is damaged, or of a third layout, must not go unnoticed. The address is not logged.
    fn warn(&self, error: &MaxMindDbError) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                variable = self.variable,
                error = error_chain(error),
                "a database cannot be read everywhere"
            );
        }
    }
}

/// Returns a text of a database, if it says anything: some leave a field empty instead of out.
pub(super) fn text(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    // A line break would tear a row of an export, and a file may come from anywhere.
    (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned())
}
