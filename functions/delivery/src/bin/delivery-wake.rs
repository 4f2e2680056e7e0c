//! The Lambda function that wakes the workers of streams.

use delivery::wake::{State, wake};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, event, deadline| {
        wake(state, event, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
