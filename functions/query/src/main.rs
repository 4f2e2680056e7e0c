//! The Lambda function that reads events, event types and users.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::http::run(|env, aws, clock| Ok(api::service(query::app(query::State::load(env, aws, clock)?))))
        .await
}
