//! The Lambda function that identifies callers.

use authorizer::{State, authorize};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, request, _| authorize(state, request).await).await
}
