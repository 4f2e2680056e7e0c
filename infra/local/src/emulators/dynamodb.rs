//! DynamoDB: dynoxide over HTTP, on its own threads.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use chrono::Utc;
use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_table::UpdateTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{EmulatorError, stream_records};
use crate::data_dir::DataDir;
use crate::template::Table;

/// Interval of the removal of expired items. DynamoDB can take days; readers skip expired items anyway.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Interval of the removal of old stream records.
const TRIM_EVERY: Duration = Duration::from_secs(10 * 60);

/// The file of a data folder.
const FILE: &str = "dynamodb.sqlite";

/// The running server. Dropping it stops it.
#[derive(Debug)]
pub(super) struct Server {
    _stop: oneshot::Sender<()>,
}

/// The work on a kept database while it is served.
struct Upkeep {
    path: PathBuf,
    tables: Vec<String>,
}

/// Starts the server and returns its database, from which the streams are read.
pub(super) fn start(
    listener: TcpListener,
    tables: &[Table],
    data_dir: &DataDir,
) -> Result<(Server, Database), EmulatorError> {
    let database = open(data_dir)?;
    for table in tables {
        create(&database, table)?;
    }
    let (stop, stopped) = oneshot::channel();
    let tables = tables.iter().map(|table| table.name.clone()).collect();
    let upkeep = data_dir.kept().then(|| Upkeep { path: data_dir.path(FILE), tables });
    if let Some(upkeep) = &upkeep {
        upkeep.trim()?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("dynamodb")
        .enable_all()
        .build()
        .map_err(|error| EmulatorError::Database(error.to_string()))?;
    let listener = listener.into_std().map_err(|error| EmulatorError::Database(error.to_string()))?;
    let served = database.clone();
    // dynoxide blocks the task of a request until SQLite is done. On the threads of the gateway, slow writes would
    // delay other requests.
    thread::Builder::new()
        .name("dynamodb".to_owned())
        .spawn(move || runtime.block_on(serve(listener, served, upkeep, stopped)))
        .map_err(|error| EmulatorError::Database(error.to_string()))?;
    Ok((Server { _stop: stop }, database))
}

/// Opens the database so that acknowledged writes survive the end of the process.
///
/// dynoxide uses SQLite's WAL mode: a commit is in the file before it is acknowledged, so `SIGKILL` loses nothing. By
/// default SQLite also waits for the disk at every commit, which only protects against a power failure and is many
/// times slower. The only public call that sets `synchronous = NORMAL` is the end of bulk loading, so this function
/// starts and ends bulk loading.
fn open(data_dir: &DataDir) -> Result<Database, EmulatorError> {
    let failed = |error: DynoxideError| EmulatorError::Database(error.to_string());
    let name = if data_dir.kept() {
        data_dir.reserve(FILE)?.to_string_lossy().into_owned()
    } else {
        // A shared cache, because a private database in memory cannot get an index from here.
        format!("file:{}?mode=memory&cache=shared", Uuid::now_v7())
    };
    let database = Database::new(&name).map_err(failed)?;
    stream_records::create_index(&name).map_err(|error| EmulatorError::Database(error.to_string()))?;
    if !data_dir.kept() {
        return Ok(database);
    }
    database.enable_bulk_loading().map_err(failed)?;
    database.disable_bulk_loading().map_err(failed)?;
    Ok(database)
}

async fn serve(
    listener: std::net::TcpListener,
    database: Database,
    upkeep: Option<Upkeep>,
    stopped: oneshot::Receiver<()>,
) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "DynamoDB does not listen"),
    };
    // In memory, a test may have set its clock to the past, which a sweep ignores.
    let upkeep = upkeep.map(|upkeep| {
        [tokio::spawn(sweep_until_stopped(database.clone())), tokio::spawn(upkeep.trim_until_stopped())]
    });
    let shutdown = async {
        // An error means that the stack was dropped, which also stops the server.
        let _ = stopped.await;
    };
    if let Err(error) = dynoxide::server::serve_with_shutdown(listener, database, shutdown).await {
        tracing::error!(%error, "DynamoDB stopped");
    }
    for task in upkeep.into_iter().flatten() {
        task.abort();
    }
}

async fn sweep_until_stopped(database: Database) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        let database = database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        if let Ok(Err(error)) = swept {
            tracing::warn!(%error, "expired items could not be removed");
        }
    }
}

impl Upkeep {
    fn trim(&self) -> Result<(), EmulatorError> {
        let trimmed = stream_records::trim(&self.path, &self.tables, Utc::now());
        trimmed.map(drop).map_err(|error| EmulatorError::Database(error.to_string()))
    }

    async fn trim_until_stopped(self) {
        let upkeep = std::sync::Arc::new(self);
        loop {
            tokio::time::sleep(TRIM_EVERY).await;
            let upkeep = std::sync::Arc::clone(&upkeep);
            let trimmed = tokio::task::spawn_blocking(move || upkeep.trim()).await;
            if let Ok(Err(error)) = trimmed {
                tracing::warn!(%error, "old stream records could not be removed");
            }
        }
    }
}

/// Creates a missing table, or checks an existing one: an index that was added to the template later would otherwise
/// fail in a query.
fn create(database: &Database, table: &Table) -> Result<(), EmulatorError> {
    let failed = |error: DynoxideError| EmulatorError::Database(format!("{}: {error}", table.name));
    let there = database.get_table_metadata(&table.name).map_err(failed)?.is_some();
    if there {
        let described = database
            .describe_table(DescribeTableRequest { table_name: table.name.clone() })
            .map_err(failed)?;
        let described =
            serde_json::to_value(described).map_err(|error| EmulatorError::Database(error.to_string()))?;
        if shape(&described["Table"]) != shape(&table.definition) {
            return Err(EmulatorError::OtherTable { table: table.name.clone() });
        }
        set_stream(database, table, &described["Table"]["StreamSpecification"]).map_err(failed)?;
    } else {
        let request: CreateTableRequest = serde_json::from_value(table.definition.clone())
            .map_err(|error| EmulatorError::Database(format!("{}: {error}", table.name)))?;
        database.create_table(request).map_err(failed)?;
    }
    if let Some(attribute) = &table.expires_at {
        database
            .update_time_to_live(UpdateTimeToLiveRequest {
                table_name: table.name.clone(),
                time_to_live_specification: TimeToLiveSpecification {
                    attribute_name: attribute.clone(),
                    enabled: true,
                },
            })
            .map_err(failed)?;
    }
    Ok(())
}

/// Enables or disables the stream of an existing table as the template says.
fn set_stream(database: &Database, table: &Table, current: &Value) -> Result<(), DynoxideError> {
    let off = json!({ "StreamEnabled": false });
    let wanted = table.definition.get("StreamSpecification").unwrap_or(&off);
    if (if current.is_null() { &off } else { current }) == wanted {
        return Ok(());
    }
    let update = json!({ "TableName": table.name, "StreamSpecification": wanted });
    let update: UpdateTableRequest = serde_json::from_value(update)
        .map_err(|error| DynoxideError::ValidationException(error.to_string()))?;
    database.update_table(update).map(drop)
}

/// Returns the keys and indexes of a table in a comparable form.
fn shape(table: &Value) -> Vec<String> {
    let mut shape = vec![table["KeySchema"].to_string()];
    for kind in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        for index in table[kind].as_array().into_iter().flatten() {
            shape.push(format!(
                "{} {} {}",
                index["IndexName"], index["KeySchema"], index["Projection"]["ProjectionType"]
            ));
        }
    }
    shape.sort_unstable();
    shape
}

#[cfg(test)]
mod tests {
    use dynoxide::Database;
    use dynoxide::streams::shard_id;
    use serde_json::{Value, json};

    use super::{create, open};
    use crate::data_dir::{Data, DataDir};
    use crate::emulators::EmulatorError;
    use crate::template::Table;

    fn table(index: &str) -> Table {
        let key = |name: &str| json!([{ "AttributeName": name, "KeyType": "HASH" }]);
        let definition = json!({
            "TableName": "Things",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                { "AttributeName": "pk", "AttributeType": "S" },
                { "AttributeName": "color", "AttributeType": "S" },
            ],
            "KeySchema": key("pk"),
            "GlobalSecondaryIndexes": [
                { "IndexName": index, "KeySchema": key("color"), "Projection": { "ProjectionType": "ALL" } },
            ],
        });
        Table { name: "Things".to_owned(), definition, expires_at: Some("expires_at".to_owned()) }
    }

    fn table_with_stream() -> Table {
        let mut table = table("by_color");
        table.definition["StreamSpecification"] =
            json!({ "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" });
        table
    }

    fn put(database: &Database, id: &str) {
        let put = json!({ "TableName": "Things", "Item": { "pk": { "S": id }, "color": { "S": "red" } } });
        database.put_item(serde_json::from_value(put).unwrap()).unwrap();
    }

    fn kept() -> (tempfile::TempDir, DataDir) {
        let temporary = tempfile::TempDir::new().unwrap();
        let data_dir = DataDir::open(&Data::Folder(temporary.path().to_owned())).unwrap();
        (temporary, data_dir)
    }

    #[test]
    fn create_table_twice_keeps_items() {
        let (_temporary, data_dir) = kept();
        let database = open(&data_dir).unwrap();
        create(&database, &table("by_color")).unwrap();
        put(&database, "a");
        drop(database);

        let database = open(&data_dir).unwrap();
        create(&database, &table("by_color")).unwrap();
        let get = json!({ "TableName": "Things", "Key": { "pk": { "S": "a" } } });
        let got: Value =
            serde_json::to_value(database.get_item(serde_json::from_value(get).unwrap()).unwrap()).unwrap();
        assert_eq!(got["Item"]["color"]["S"], "red");
        let ttl = json!({ "TableName": "Things" });
        let ttl = database.describe_time_to_live(serde_json::from_value(ttl).unwrap()).unwrap();
        let ttl = serde_json::to_value(ttl).unwrap();
        assert_eq!(ttl["TimeToLiveDescription"]["AttributeName"], "expires_at");
    }

    #[test]
    fn create_table_with_other_index_is_refused() {
        let (_temporary, data_dir) = kept();
        let database = open(&data_dir).unwrap();
        create(&database, &table("by_color")).unwrap();
        let refused = create(&database, &table("by_size"));
        assert!(matches!(refused, Err(EmulatorError::OtherTable { table }) if table == "Things"));
    }

    /// Returns the number of records in the stream, or the error.
    fn records(database: &Database) -> Result<usize, String> {
        let iterator = json!({
            "StreamArn": "arn:aws:dynamodb:us-east-1:000000000000:table/Things/stream/local",
            "ShardId": shard_id("Things"),
            "ShardIteratorType": "TRIM_HORIZON",
        });
        let iterator = serde_json::from_value(iterator).unwrap();
        let iterator = database.get_shard_iterator(iterator).map_err(|error| error.to_string())?;
        let read = json!({ "ShardIterator": iterator.shard_iterator });
        Ok(database.get_records(serde_json::from_value(read).unwrap()).unwrap().records.len())
    }

    #[test]
    fn create_existing_table_gains_and_loses_stream() {
        let (_temporary, data_dir) = kept();
        let database = open(&data_dir).unwrap();
        create(&database, &table("by_color")).unwrap();
        put(&database, "a");
        assert!(records(&database).is_err());
        for _ in 0..2 {
            create(&database, &table_with_stream()).unwrap();
        }
        put(&database, "b");
        assert_eq!(records(&database), Ok(1));
        create(&database, &table("by_color")).unwrap();
        assert!(records(&database).is_err());
    }

    #[test]
    fn open_in_memory_is_private_and_indexed() {
        let data_dir = DataDir::open(&Data::Memory).unwrap();
        let (first, second) = (open(&data_dir).unwrap(), open(&data_dir).unwrap());
        create(&first, &table_with_stream()).unwrap();
        put(&first, "a");
        assert_eq!(records(&first), Ok(1));
        assert!(second.get_table_metadata("Things").unwrap().is_none());
        let name = first.db_path().unwrap();
        assert_eq!(name, None, "no file is written: {name:?}");
    }
}
