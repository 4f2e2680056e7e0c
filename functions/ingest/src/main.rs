//! The Lambda function that records events.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| Ok(api::service(ingest::app(ingest::State::load(env, aws, clock)?))))
        .await
}
