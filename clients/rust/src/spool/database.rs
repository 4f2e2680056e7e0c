//! The tables of a spool.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use event_model::limits;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde_json::value::RawValue;

use crate::entry::{Entry, NewEntry};
use crate::error::SpoolError;
use crate::ledger::{BATCH_BYTES, Size};

/// Version of the tables.
const VERSION: i64 = 1;
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS pending (seq INTEGER PRIMARY KEY, event TEXT NOT NULL, label TEXT) STRICT;
    CREATE TABLE IF NOT EXISTS refused (
        seq INTEGER PRIMARY KEY, event TEXT NOT NULL, label TEXT,
        status TEXT NOT NULL, reason TEXT NOT NULL, refused_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS checkpoint (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 1;
";
/// Time in which another process that just ended may release the spool.
const LOCK_TIME: Duration = Duration::from_secs(2);
/// Unused bytes of an empty spool that are given back to the disk.
const UNUSED_BYTES: i64 = 16 << 20;

#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    folder: PathBuf,
}

impl Database {
    pub(super) fn open(folder: &Path) -> Result<Self, SpoolError> {
        create_folder(folder)
            .map_err(|error| SpoolError::Folder { path: folder.to_owned(), reason: error.to_string() })?;
        let file = folder.join("spool.sqlite");
        let connection = Connection::open(file).map_err(|error| failure(folder, &error))?;
        let database = Self { connection, folder: folder.to_owned() };
        database.prepare()?;
        Ok(database)
    }

    fn prepare(&self) -> Result<(), SpoolError> {
        let run = || {
            self.connection.busy_timeout(LOCK_TIME)?;
            // Exclusive before WAL: one process owns the spool until it ends, and no shared memory is needed.
            self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            self.connection.pragma_update(None, "journal_mode", "WAL")?;
            // Each commit waits for the disk: an acknowledged event survives a power failure.
            self.connection.pragma_update(None, "synchronous", "FULL")?;
            self.connection.set_prepared_statement_cache_capacity(32);
            // The lock is only taken by a write.
            self.connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
            self.connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        };
        if run().map_err(|error| self.failure(&error))? > VERSION {
            return Err(SpoolError::Newer(self.folder.clone()));
        }
        self.run(|connection| connection.execute_batch(TABLES))?;
        self.shrink()
    }

    /// Gives the space of sent events back.
    fn shrink(&self) -> Result<(), SpoolError> {
        let Size { events, .. } = self.pending()?;
        self.run(|connection| {
            let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let unused = number("freelist_count")? * number("page_size")?;
            if events == 0 && unused > UNUSED_BYTES { connection.execute_batch("VACUUM") } else { Ok(()) }
        })
    }

    pub(super) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, SpoolError> {
        work(&self.connection).map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &rusqlite::Error) -> SpoolError {
        failure(&self.folder, error)
    }

    pub(super) fn begin(&self) -> Result<(), SpoolError> {
        self.run(|connection| connection.execute_batch("BEGIN IMMEDIATE"))
    }

    pub(super) fn commit(&self) -> Result<(), SpoolError> {
        self.run(|connection| connection.execute_batch("COMMIT"))
    }

    /// Ends a transaction that failed. SQLite may have ended it already.
    pub(super) fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    pub(super) fn insert(&self, seq: i64, entry: &NewEntry) -> Result<(), SpoolError> {
        self.run(|connection| {
            let mut insert = connection.prepare_cached("INSERT INTO pending VALUES (?1, ?2, ?3)")?;
            insert.execute(params![seq, entry.json.get(), entry.label]).map(drop)
        })
    }

    /// Removes pending events.
    pub(super) fn remove(&self, seqs: &[i64]) -> Result<(), SpoolError> {
        self.run(|connection| {
            let mut delete = connection.prepare_cached("DELETE FROM pending WHERE seq = ?1")?;
            seqs.iter().try_for_each(|seq| delete.execute([seq]).map(drop))
        })
    }

    /// Returns the pending events after `seq` that fit in one request.
    pub(super) fn after(&self, seq: i64) -> Result<Vec<Entry>, SpoolError> {
        self.run(|connection| {
            let select = "SELECT seq, event, label FROM pending WHERE seq > ?1 ORDER BY seq LIMIT ?2";
            let mut select = connection.prepare_cached(select)?;
            let mut rows = select.query(params![seq, limits::EVENTS_PER_REQUEST as i64])?;
            let mut entries = Vec::with_capacity(limits::EVENTS_PER_REQUEST);
            let mut bytes = 0;
            while let Some(row) = rows.next()? {
                let json = RawValue::from_string(row.get(1)?);
                let json = json.map_err(|error| {
                    rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
                })?;
                let event = NewEntry { json, label: row.get::<_, Option<String>>(2)?.map(Into::into) };
                bytes += event.body_bytes();
                if bytes > BATCH_BYTES {
                    break;
                }
                entries.push(Entry { seq: row.get(0)?, event });
            }
            Ok(entries)
        })
    }

    /// Returns the size of all pending events.
    pub(super) fn pending(&self) -> Result<Size, SpoolError> {
        self.run(|connection| {
            // The bytes are those of `NewEntry::body_bytes` and `NewEntry::cost`.
            let sum = "SELECT count(*), coalesce(sum(octet_length(event)), 0), \
                       coalesce(sum(octet_length(label)), 0) FROM pending";
            connection.query_row(sum, [], |row| {
                let (events, bytes, labels): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let unsigned = |number: i64| usize::try_from(number).unwrap_or_default();
                Ok(Size {
                    events: events.unsigned_abs(),
                    bytes: unsigned(bytes + events),
                    cost: unsigned(bytes + labels) + unsigned(events) * NewEntry::OVERHEAD,
                })
            })
        })
    }

    /// Returns the highest sequence that is in use.
    pub(super) fn last_seq(&self) -> Result<i64, SpoolError> {
        self.run(|connection| {
            let most = "SELECT max(coalesce((SELECT max(seq) FROM pending), 0), coalesce((SELECT max(seq) FROM refused), 0))";
            connection.query_row(most, [], |row| row.get(0))
        })
    }

    pub(super) fn checkpoint(&self, name: &str) -> Result<Option<String>, SpoolError> {
        self.run(|connection| {
            let select = "SELECT value FROM checkpoint WHERE name = ?1";
            connection.query_row(select, [name], |row| row.get(0)).optional()
        })
    }

    pub(super) fn set_checkpoint(&self, name: &str, value: &str) -> Result<(), SpoolError> {
        self.run(|connection| {
            let insert =
                "INSERT INTO checkpoint VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
            connection.prepare_cached(insert)?.execute([name, value]).map(drop)
        })
    }

    pub(super) fn clear_checkpoint(&self, name: &str) -> Result<(), SpoolError> {
        self.run(|connection| connection.execute("DELETE FROM checkpoint WHERE name = ?1", [name]).map(drop))
    }
}

/// Creates the folder for its owner only: events name people.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn failure(folder: &Path, error: &rusqlite::Error) -> SpoolError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SpoolError::InUse(folder.to_owned()),
        _ => SpoolError::Database { path: folder.to_owned(), reason: error.to_string() },
    }
}
