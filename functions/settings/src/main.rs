//! The Lambda function of settings, organisations and product keys.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    api::start(|env, aws, clock| Ok(settings::app(settings::State::load(env, aws, clock)?))).await
}
