//! The Lambda function of findings, rules, mutes and back-tests.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| {
        Ok(api::service(detection::app(detection::State::load(env, aws, clock)?)))
    })
    .await
}
