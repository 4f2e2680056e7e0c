//! The Lambda function that compares the feed with the events table.

use sequencer::{SweepState, sweep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(SweepState::load, async |state, event, deadline| {
        sweep(state, event, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
