//! Repeats a read and a conditional write while other requests write the same item.

use crate::{StoreError, full_jitter};

/// Counts the attempts at one operation.
#[derive(Debug)]
pub struct ConflictRetry {
    attempt: u32,
    attempts_max: u32,
}

impl ConflictRetry {
    /// Creates a counter of at most `attempts_max` attempts.
    pub fn new(attempts_max: u32) -> Self {
        Self { attempt: 1, attempts_max }
    }

    /// Waits for the next attempt after a [`StoreError::Conflict`]. Returns any other error, and the conflict of the
    /// last attempt.
    pub async fn after(&mut self, error: StoreError) -> Result<(), StoreError> {
        if !matches!(error, StoreError::Conflict) || self.attempt >= self.attempts_max {
            return Err(error);
        }
        tokio::time::sleep(full_jitter(self.attempt)).await;
        self.attempt += 1;
        Ok(())
    }
}
