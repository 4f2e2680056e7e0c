//! The Lambda function that appends recorded events to the feed.

use sequencer::{State, sequence};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::stream::run(State::load, sequence).await
}
