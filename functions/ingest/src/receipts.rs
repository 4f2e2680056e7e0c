//! Records when events of a type and of a product key were recorded, without a write for each event.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use event_model::{KeyId, Timestamp};
use event_store::{Insertion, Receipt, ReceiptSubject, Recording, Store, error_chain};
use futures::StreamExt;
use tokio::time::Instant;

/// Maximum number of remembered subjects per process: more than the types of a catalog.
const REMEMBERED: usize = 10_000;
/// Writes in flight at once.
const IN_FLIGHT: usize = 8;

/// When this process last wrote the receipt of each subject.
#[derive(Debug, Default)]
pub(crate) struct Receipts(Mutex<HashMap<ReceiptSubject, Timestamp>>);

impl Receipts {
    /// Writes the receipts of the recorded events that are due, until `deadline`.
    ///
    /// The events are recorded: a failure is only logged, and the next event of the subject writes its receipt.
    pub(crate) async fn write(
        &self,
        store: &Store,
        key: &KeyId,
        recordings: &[Recording],
        insertions: &[Insertion],
        now: Timestamp,
        deadline: Instant,
    ) {
        let due = self.due(key, recordings, insertions, now);
        let writes = due.into_iter().map(|subject| async move {
            let written = store.control.receipts_put(&subject, now).await;
            (subject, written)
        });
        let mut writes = futures::stream::iter(writes).buffer_unordered(IN_FLIGHT);
        while let Ok(Some((subject, written))) = tokio::time::timeout_at(deadline, writes.next()).await {
            match written {
                Ok(()) => self.remember(subject, now),
                Err(error) => tracing::warn!(error = error_chain(&error), "a receipt could not be written"),
            }
        }
    }

    fn due(
        &self,
        key: &KeyId,
        recordings: &[Recording],
        insertions: &[Insertion],
        now: Timestamp,
    ) -> HashSet<ReceiptSubject> {
        let recorded = recordings.iter().zip(insertions);
        let recorded = recorded.filter(|(_, insertion)| **insertion == Insertion::Recorded);
        let kinds: HashSet<_> = recorded.map(|(recording, _)| &recording.event.kind).collect();
        let key = (!kinds.is_empty()).then(|| ReceiptSubject::Key(key.clone()));
        let written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects = kinds.into_iter().cloned().map(ReceiptSubject::Type).chain(key);
        subjects.filter(|subject| Receipt::is_due(written.get(subject).copied(), now)).collect()
    }

    fn remember(&self, subject: ReceiptSubject, now: Timestamp) {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if written.len() >= REMEMBERED {
            written.clear();
        }
        written.insert(subject, now);
    }
}
