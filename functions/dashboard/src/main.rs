//! The Lambda function that serves the web app.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| {
        Ok(api::service(dashboard::app(dashboard::State::load(env, aws, clock)?)))
    })
    .await
}
