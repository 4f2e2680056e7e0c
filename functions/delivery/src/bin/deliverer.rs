//! The Lambda function that delivers the events of a stream.

use delivery::deliverer::{State, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, call, deadline| {
        handle(state, call, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
