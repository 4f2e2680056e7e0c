//! The Lambda function of streams.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| {
        Ok(api::service(delivery::app(delivery::State::load(env, aws, clock)?)))
    })
    .await
}
