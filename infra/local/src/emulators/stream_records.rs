//! The table of dynoxide with the records of all streams.
//!
//! dynoxide gives a record the number after the highest of its table, and its table of records has no index for that.
//! Without one, each write to a table with a stream reads all records of 24 hours: 13 ms at 10,000 records, 100 ms at
//! 100,000. dynoxide also never deletes a record.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Retention of a record, as in DynamoDB.
const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);

/// Records that one statement deletes. Writes of dynoxide wait while it runs.
const TRIM_BATCH: usize = 1_000;

/// Maximum wait for a write of dynoxide to the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The expression must equal that in dynoxide's statements; otherwise SQLite does not use the index.
const CREATE_INDEX: &str = "CREATE INDEX IF NOT EXISTS stream_records_by_sequence
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// dynoxide's sequence numbers are at least the time of the write in microseconds, so an old record has a low number
/// and the index finds it. The condition on `created_at` decides.
const TRIM: &str = "DELETE FROM _stream_records WHERE id IN (
    SELECT id FROM _stream_records
    WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) < ?2 AND created_at < ?3
    LIMIT ?4)";

/// Creates the index in a database that dynoxide has opened.
pub(super) fn create_index(database: &str) -> rusqlite::Result<()> {
    connect(Path::new(database))?.execute_batch(CREATE_INDEX)
}

/// Deletes the records of these tables that are older than 24 hours and returns their number.
pub(super) fn trim(database: &Path, tables: &[String], now: DateTime<Utc>) -> rusqlite::Result<usize> {
    let connection = connect(database)?;
    let end = now - RETENTION;
    let mut statement = connection.prepare(TRIM)?;
    let mut deleted = 0;
    for table in tables {
        loop {
            let count =
                statement.execute(params![table, end.timestamp_micros(), end.timestamp(), TRIM_BATCH])?;
            deleted += count;
            if count < TRIM_BATCH {
                break;
            }
        }
    }
    Ok(deleted)
}

fn connect(database: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(database)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use chrono::{TimeDelta, Utc};
    use dynoxide::Database;
    use rusqlite::{Connection, StatementStatus, params};
    use tempfile::TempDir;

    use super::{create_index, trim};

    /// The statement of dynoxide's `Storage::next_stream_sequence_number`, which every write to a stream runs.
    const NEXT: &str = "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1";

    /// The statement of dynoxide's `Storage::stream_records_with_event_ids`, which every read of a stream runs.
    const READ: &str = "SELECT event_name, keys_json, new_image, old_image, sequence_number, created_at, user_identity, event_id
             FROM _stream_records
             WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
             ORDER BY CAST(sequence_number AS INTEGER) ASC
             LIMIT ?4";

    /// Creates a database with this number of records in each of two tables, one second apart, the newest now.
    fn database(records: i64) -> (TempDir, PathBuf) {
        let temporary = TempDir::new().unwrap();
        let path = temporary.path().join("dynamodb.sqlite");
        drop(Database::new(path.to_str().unwrap()).unwrap());
        create_index(path.to_str().unwrap()).unwrap();
        let connection = Connection::open(&path).unwrap();
        let insert = "WITH RECURSIVE n(age) AS (SELECT 0 UNION ALL SELECT age + 1 FROM n WHERE age + 1 < ?3)
            INSERT INTO _stream_records (table_name, event_name, keys_json, sequence_number, shard_id, created_at)
            SELECT ?1, 'INSERT', '{}', CAST((?2 - age) * 1000000 AS TEXT), 'shard', ?2 - age FROM n";
        for table in ["Things", "Others"] {
            connection.execute(insert, params![table, Utc::now().timestamp(), records]).unwrap();
        }
        (temporary, path)
    }

    fn count(path: &PathBuf, table: &str) -> i64 {
        let connection = Connection::open(path).unwrap();
        let count = "SELECT COUNT(*) FROM _stream_records WHERE table_name = ?1";
        connection.query_row(count, params![table], |row| row.get(0)).unwrap()
    }

    /// Returns the plan of a statement and the number of steps in which SQLite runs it.
    fn cost(path: &PathBuf, sql: &str, parameters: impl rusqlite::Params + Clone) -> (String, i32) {
        let connection = Connection::open(path).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let plan = plan.query_map(parameters.clone(), |row| row.get::<_, String>(3)).unwrap();
        let plan = plan.collect::<Result<Vec<_>, _>>().unwrap().join("; ");
        let mut statement = connection.prepare(sql).unwrap();
        let mut rows = statement.query(parameters).unwrap();
        while rows.next().unwrap().is_some() {}
        drop(rows);
        (plan, statement.get_status(StatementStatus::VmStep))
    }

    #[test]
    fn write_uses_index_at_any_number_of_records() {
        let ((_few, few), (_many, many)) = (database(10), database(5_000));
        let (plan, steps) = cost(&many, NEXT, params!["Things"]);
        assert!(plan.contains("INDEX stream_records_by_sequence (table_name=?"), "{plan}");
        assert_eq!(steps, cost(&few, NEXT, params!["Things"]).1);
        assert!(steps < 50, "{steps}");
    }

    #[test]
    fn read_uses_index_at_any_number_of_records() {
        let ((_few, few), (_many, many)) = (database(10), database(5_000));
        let after = (Utc::now().timestamp() - 5) * 1_000_000;
        let (plan, steps) = cost(&many, READ, params!["Things", "shard", after, 1_000]);
        assert!(plan.contains("INDEX stream_records_by_sequence (table_name=? AND <expr>>?)"), "{plan}");
        assert!(!plan.contains("B-TREE"), "the index also gives the order: {plan}");
        let few = cost(&few, READ, params!["Things", "shard", after, 1_000]).1;
        // A second may pass between the two databases: one record more or less.
        assert!((steps - few).abs() < 50, "{steps} and {few}");
    }

    #[test]
    fn trim_deletes_records_older_than_a_day() {
        let (_temporary, path) = database(2_500);
        let tomorrow = Utc::now() + TimeDelta::days(1) - TimeDelta::seconds(100);
        let deleted = trim(&path, &["Things".to_owned()], tomorrow).unwrap();
        let kept = count(&path, "Things");
        assert_eq!(i64::try_from(deleted).unwrap() + kept, 2_500);
        assert!((99..=103).contains(&kept), "{kept}");
        assert_eq!(count(&path, "Others"), 2_500);
        assert_eq!(trim(&path, &["Things".to_owned()], tomorrow).unwrap(), 0);
    }
}
