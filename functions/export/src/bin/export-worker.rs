//! The Lambda function that writes the files of exports.

use export::worker::{State, run};

// Two threads: one reads and decodes while the other encodes, hashes and uploads.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, event, deadline| {
        run(state, event, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
