//! The Lambda function behind `/v1/exports`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| Ok(api::service(export::app(export::State::load(env, aws, clock)?))))
        .await
}
