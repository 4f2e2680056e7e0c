//! The Lambda function that runs back-tests.

use detection::backtest::{State, run};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::task::run(State::load, async |state, event, deadline| {
        run(state, event, deadline).await.map_err(lambda::Error::from)
    })
    .await
}
