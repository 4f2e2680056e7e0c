//! The Lambda function that answers readers.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    api::start(|env, aws, clock| Ok(query::app(query::State::load(env, aws, clock)?))).await
}
