//! Records when events of a type and of a product key were recorded, without a write for each event.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use event_model::{KeyId, Timestamp};
use event_store::{Insertion, ReceiptSubject, Recording, Store, StoreError, error_chain};
use futures::StreamExt;
use tokio::time::Instant;

/// Maximum number of remembered subjects per process: more than the types of a catalog.
const REMEMBERED: usize = 10_000;
/// Writes in flight at once.
const IN_FLIGHT: usize = 8;

/// When the receipt of each subject was last written, as far as this process knows.
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
        let written = tokio::time::timeout_at(deadline, async {
            let mut due = self.due(subjects(key, recordings, insertions), now);
            if due.iter().any(|subject| matches!(subject, ReceiptSubject::Type(_))) {
                // Another process may have written them: one read costs less than a write for each type.
                self.load(store).await?;
                due = self.due(due, now);
            }
            let writes = due.into_iter().map(|subject| async move {
                store.control.receipts_put(&subject, now).await.map(|()| subject)
            });
            let mut writes = futures::stream::iter(writes).buffer_unordered(IN_FLIGHT);
            while let Some(written) = writes.next().await {
                self.remember([(written?, now)]);
            }
            Ok::<(), StoreError>(())
        });
        match written.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(error = error_chain(&error), "a receipt could not be written"),
            Err(_) => tracing::warn!("a receipt could not be written in time"),
        }
    }

    async fn load(&self, store: &Store) -> Result<(), StoreError> {
        let receipts = store.control.receipts_of_types().await?;
        self.remember(
            receipts.into_iter().map(|(kind, receipt)| (ReceiptSubject::Type(kind), receipt.last_event_at)),
        );
        Ok(())
    }

    /// Returns those of `subjects` whose receipt must be written.
    fn due(&self, subjects: HashSet<ReceiptSubject>, now: Timestamp) -> HashSet<ReceiptSubject> {
        let written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        subjects.into_iter().filter(|subject| subject.is_due(written.get(subject).copied(), now)).collect()
    }

    fn remember(&self, written: impl IntoIterator<Item = (ReceiptSubject, Timestamp)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (subject, at) in written {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(subject, at);
        }
    }
}

/// Returns the subjects of the recorded events: their types and, if there are any, the key.
fn subjects(key: &KeyId, recordings: &[Recording], insertions: &[Insertion]) -> HashSet<ReceiptSubject> {
    let recorded = recordings.iter().zip(insertions);
    let recorded = recorded.filter(|(_, insertion)| **insertion == Insertion::Recorded);
    let kinds: HashSet<_> = recorded.map(|(recording, _)| &recording.event.kind).collect();
    let key = (!kinds.is_empty()).then(|| ReceiptSubject::Key(key.clone()));
    kinds.into_iter().cloned().map(ReceiptSubject::Type).chain(key).collect()
}
