//! The Lambda function that takes and shows exports.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    api::start(|env, aws, clock| Ok(export::app(export::State::load(env, aws, clock)?))).await
}
