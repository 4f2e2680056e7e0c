//! The dashboard function: serves the web app.

use lambda_http::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    api::start(|env, aws, clock| Ok(dashboard::app(dashboard::State::load(env, aws, clock)?))).await
}
