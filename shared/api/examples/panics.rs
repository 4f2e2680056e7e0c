//! A function that panics when it is asked to, started as the shipped ones are: what stands for them in the
//! test that a panic ends one request and no more.

use axum::Router;
use axum::routing::get;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let router = Router::new().route("/", get(|| async { "well" })).route("/panic", get(panics));
    lambda::http::run(|_, _, _| Ok(api::service(api::with_defaults(router)))).await
}

async fn panics() {
    panic!("as it was asked to");
}
