//! The Lambda function that stores the findings that the detector has missed.

use detection::sweep::{State, sweep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, event, deadline| {
        sweep(state, event, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
