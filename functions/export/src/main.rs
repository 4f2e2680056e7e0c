//! The Lambda function that takes and shows exports.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| Ok(api::service(export::app(export::State::load(env, aws, clock)?))))
        .await
}
