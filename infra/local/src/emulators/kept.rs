//! Records in files of the data folder. Only the newest are kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::data_dir::{DataDir, DataDirError};

/// The records of one subfolder. Each is a JSON file, named by an id that grows with time, with the files beside it.
pub(super) struct KeptRecords {
    data_dir: Arc<DataDir>,
    folder: &'static str,
    /// Extensions of the files beside a record.
    others: &'static [&'static str],
    limit: usize,
    /// Oldest first.
    ids: Mutex<VecDeque<Uuid>>,
}

impl KeptRecords {
    /// Opens the subfolder, with at most `limit` records.
    pub(super) fn open(
        data_dir: &Arc<DataDir>,
        folder: &'static str,
        others: &'static [&'static str],
        limit: usize,
    ) -> Result<Self, DataDirError> {
        let path = data_dir.create_subdir(folder)?;
        let entries = std::fs::read_dir(&path).map_err(|source| DataDirError::Io { path, source })?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ids = names.filter_map(|name| name.strip_suffix(".json")?.parse().ok());
        let mut ids: Vec<Uuid> = ids.collect();
        ids.sort_unstable();
        Ok(Self { data_dir: Arc::clone(data_dir), folder, others, limit, ids: Mutex::new(ids.into()) })
    }

    /// Adds a record with the files beside it, each with its extension, and removes the oldest ones.
    pub(super) fn add(
        &self,
        id: Uuid,
        record: &impl Serialize,
        others: &[(&str, &str)],
    ) -> Result<(), DataDirError> {
        for (extension, text) in others {
            self.data_dir.replace(&self.name(id, extension), text.as_bytes())?;
        }
        let name = self.name(id, "json");
        let json = serde_json::to_vec_pretty(record)
            .map_err(|source| DataDirError::Malformed { path: self.data_dir.path(&name), source })?;
        self.data_dir.replace(&name, &json)?;
        let mut ids = self.lock();
        ids.push_back(id);
        while ids.len() > self.limit
            && let Some(oldest) = ids.pop_front()
        {
            for extension in std::iter::once("json").chain(self.others.iter().copied()) {
                self.data_dir.remove(&self.name(oldest, extension))?;
            }
        }
        Ok(())
    }

    /// Returns the records, oldest first.
    pub(super) fn all<T: DeserializeOwned>(&self) -> Result<Vec<T>, DataDirError> {
        let ids = self.lock().clone();
        // A record can be removed meanwhile.
        ids.into_iter().filter_map(|id| self.data_dir.read_json(&self.name(id, "json")).transpose()).collect()
    }

    /// Returns one record, or `None` if it is not kept.
    pub(super) fn get<T: DeserializeOwned>(&self, id: Uuid) -> Result<Option<T>, DataDirError> {
        self.data_dir.read_json(&self.name(id, "json"))
    }

    fn name(&self, id: Uuid, extension: &str) -> String {
        format!("{}/{id}.{extension}", self.folder)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Uuid>> {
        self.ids.lock().expect("no holder of the lock panics")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::data_dir::Data;

    fn files(data_dir: &DataDir) -> Vec<String> {
        let entries = std::fs::read_dir(data_dir.path("notes")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn records_over_the_limit_are_removed() {
        let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
        let open = || KeptRecords::open(&data_dir, "notes", &["txt"], 2).unwrap();
        let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let records = open();
        for (id, n) in ids.iter().zip(0..) {
            records.add(*id, &json!(n), &[("txt", "text")]).unwrap();
        }
        assert_eq!(records.all::<Value>().unwrap(), [json!(1), json!(2)]);
        assert_eq!(records.get::<Value>(ids[0]).unwrap(), None);
        assert_eq!(files(&data_dir).len(), 4);

        let again = open();
        assert_eq!(again.all::<Value>().unwrap(), [json!(1), json!(2)], "after a restart");
        again.add(Uuid::now_v7(), &json!(3), &[]).unwrap();
        assert_eq!(again.all::<Value>().unwrap(), [json!(2), json!(3)]);
        assert_eq!(files(&data_dir).len(), 3);
    }
}
