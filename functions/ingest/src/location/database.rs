//! Database files in MaxMind's format.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use event_store::error_chain;
use lambda::env::EnvError;
use maxminddb::{LookupResult, MaxMindDbError, Reader};

/// A database file in memory.
pub(super) type File = Reader<Vec<u8>>;

/// The record of one address in a file.
pub(super) type Found<'a> = LookupResult<'a, Vec<u8>>;

/// The files of one environment variable, in its order.
#[derive(Debug)]
pub(super) struct Databases {
    variable: &'static str,
    files: Vec<File>,
    has_warned: AtomicBool,
}

impl Databases {
    /// Opens the files of `paths`, separated by commas. `refuse` returns the reason if the type of a file is
    /// wrong.
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

    /// Returns the result of `read` for the first file that knows `ip`.
    pub(super) fn find<T>(
        &self,
        ip: IpAddr,
        read: impl Fn(&Found<'_>) -> Result<Option<T>, MaxMindDbError>,
    ) -> Option<T> {
        // A look-up of an IPv6 address in an IPv4 file is an error.
        let fitting = self.files.iter().filter(|file| ip.is_ipv4() || file.metadata().ip_version == 6);
        fitting.into_iter().find_map(|file| match file.lookup(ip).and_then(|found| read(&found)) {
            Ok(known) => known,
            Err(error) => {
                self.warn(&error);
                None
            }
        })
    }

    /// Logs the first fault of the files, once. An event is recorded without its location, but the log must
    /// show a file that is damaged or has an unknown layout. Does not log the address.
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

/// Returns a text of a database, or `None` if it is empty: some databases have empty instead of absent
/// fields.
pub(super) fn text(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    // A line break would split a row of an export, and a file may come from any source.
    (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned())
}
