//! The table of refused events.

use event_model::{EventStatus, Timestamp};
use rusqlite::params;

use super::database::Database;
use crate::entry::{Refused, id_of};
use crate::error::SpoolError;
use crate::ledger::RefusedSize;

impl Database {
    pub(super) fn insert_refused(&self, refused: &Refused) -> Result<(), SpoolError> {
        let Refused { seq, id: _, label, status, reason, refused_at, event } = refused;
        let (status, refused_at) = (status.as_str(), refused_at.to_string());
        self.run(|connection| {
            let insert = "INSERT INTO refused VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let mut insert = connection.prepare_cached(insert)?;
            insert.execute(params![seq, event, label, status, reason, refused_at]).map(drop)
        })
    }

    /// Returns the size of all refused events.
    pub(super) fn refused_size(&self) -> Result<RefusedSize, SpoolError> {
        self.run(|connection| {
            // The bytes are those of `RefusedSize::add`.
            let sum =
                "SELECT count(*), coalesce(sum(octet_length(event) + octet_length(reason)), 0) FROM refused";
            connection.query_row(sum, [], |row| {
                let (events, bytes): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(RefusedSize {
                    events: events.unsigned_abs(),
                    bytes: usize::try_from(bytes).unwrap_or_default(),
                })
            })
        })
    }

    pub(super) fn refused(&self, after: i64, limit: usize) -> Result<Vec<Refused>, SpoolError> {
        self.run(|connection| {
            let select = "SELECT seq, event, label, status, reason, refused_at FROM refused \
                          WHERE seq > ?1 ORDER BY seq LIMIT ?2";
            let mut select = connection.prepare_cached(select)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = select.query_map(params![after, limit], |row| {
                let event: String = row.get(1)?;
                Ok(Refused {
                    seq: row.get(0)?,
                    id: id_of(&event),
                    label: row.get(2)?,
                    status: row.get::<_, String>(3)?.parse().unwrap_or(EventStatus::Rejected),
                    reason: row.get(4)?,
                    refused_at: Timestamp::parse(&row.get::<_, String>(5)?).unwrap_or(Timestamp::MIN),
                    event,
                })
            })?;
            rows.collect()
        })
    }

    pub(super) fn remove_refused(&self, seqs: &[i64]) -> Result<(), SpoolError> {
        self.run(|connection| {
            let mut delete = connection.prepare_cached("DELETE FROM refused WHERE seq = ?1")?;
            seqs.iter().try_for_each(|seq| delete.execute([seq]).map(drop))
        })
    }
}
