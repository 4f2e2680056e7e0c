//! A web service that records its sign-ins.
//!
//! ```sh
//! export ACTIVITY_URL=http://localhost:3000 ACTIVITY_PRODUCT_KEY=… ACTIVITY_ORGANIZATION=org_northwind
//! cargo run -p activity-client --example sign_ins
//! curl -i localhost:8080/sign-in -H 'content-type: application/json' -d '{"user": "u_ada", "password": "wrong"}'
//! ```

use std::error::Error;
use std::net::SocketAddr;
use std::{env, io};

use activity_client::{Client, Event, Outcome};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

#[derive(Clone)]
struct App {
    client: Client,
    organization: String,
}

#[derive(Deserialize)]
struct SignIn {
    user: String,
    password: String,
}

/// Answers after the event is on the disk: no sign-in is missing from the record, not even if the process is killed.
async fn sign_in(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(SignIn { user, password }): Json<SignIn>,
) -> StatusCode {
    // A real service has a table of users.
    let is_valid = password == "correct horse battery staple";
    let (kind, outcome, status) = match is_valid {
        true => ("account.login.succeeded", Outcome::Success, StatusCode::NO_CONTENT),
        false => ("account.login.failed_password", Outcome::Failure, StatusCode::UNAUTHORIZED),
    };
    let mut event = Event::new(&app.organization, kind, user).outcome(outcome).ip(peer.ip());
    if let Some(agent) = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()) {
        event = event.user_agent(agent);
    }
    // Texts from outside: a user id can be too long.
    let Ok(event) = event.build() else { return StatusCode::BAD_REQUEST };
    match app.client.try_send(event).await {
        Ok(()) => status,
        Err(error) => {
            eprintln!("a sign-in was not recorded: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name: &str| env::var(name).map_err(|_| io::Error::other(format!("set {name}")));
    let client = Client::builder(variable("ACTIVITY_URL")?, variable("ACTIVITY_PRODUCT_KEY")?)
        .spool(env::temp_dir().join("sign-ins-spool"))
        .on_refused(|refused| eprintln!("event {:?} was refused: {}", refused.id, refused.reason))
        .build()?;
    let app = App { client: client.clone(), organization: variable("ACTIVITY_ORGANIZATION")? };
    let router = Router::new().route("/sign-in", post(sign_in)).with_state(app);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 8080)).await?;
    println!("http://{}", listener.local_addr()?);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, service).with_graceful_shutdown(stop).await?;
    client.close().await?;
    Ok(())
}
