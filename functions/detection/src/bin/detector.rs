//! The Lambda function that evaluates the rules over the feed.

use detection::detector::{State, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::stream::run(State::load, handle).await
}
