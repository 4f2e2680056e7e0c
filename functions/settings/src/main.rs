//! The Lambda function of settings, organizations, product keys and reader keys.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| {
        Ok(api::service(settings::app(settings::State::load(env, aws, clock)?)))
    })
    .await
}
