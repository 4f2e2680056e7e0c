//! The Lambda function that takes events.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    api::start(|env, aws, clock| Ok(ingest::app(ingest::State::load(env, aws, clock)?))).await
}
