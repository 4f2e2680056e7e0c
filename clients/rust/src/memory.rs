//! Events in memory: lost when the process ends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use event_model::limits;
use tokio::sync::OwnedSemaphorePermit;

use crate::entry::{Batch, Entry};
use crate::ledger::{BATCH_BYTES, Ledger, Size};

#[derive(Debug)]
pub(crate) struct Memory {
    ledger: Arc<Ledger>,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    last_seq: i64,
    waiting: VecDeque<Entry>,
}

impl Memory {
    pub(crate) fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, entries: Mutex::default() }
    }

    pub(crate) fn put(&self, batch: Batch, permit: OwnedSemaphorePermit) {
        permit.forget();
        let size = Size::of(&batch.entries);
        // The ledger learns of events in the order of their sequence, so this lock is held until then.
        let mut entries = self.entries.lock().expect("no code panics while it holds the lock");
        for event in batch.entries {
            entries.last_seq += 1;
            let seq = entries.last_seq;
            entries.waiting.push_back(Entry { seq, event });
        }
        self.ledger.accepted(entries.last_seq, size);
    }

    pub(crate) fn take(&self) -> Vec<Entry> {
        let mut entries = self.entries.lock().expect("no code panics while it holds the lock");
        let mut bytes = 0;
        let fits = entries.waiting.iter().take(limits::EVENTS_PER_REQUEST).take_while(|entry| {
            bytes += entry.event.body_bytes();
            bytes <= BATCH_BYTES
        });
        let count = fits.count();
        let taken: Vec<Entry> = entries.waiting.drain(..count).collect();
        self.ledger.taken(&taken);
        taken
    }
}
