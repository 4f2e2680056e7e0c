//! `activity login` and `logout`, with the test in the place of the browser.

use std::path::PathBuf;
use std::process::Stdio;

use local::Stack;
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;
use url::Url;

use crate::cli::{Done, User, mode};
use crate::fake::Fake;
use crate::stack;

/// A sign-in that waits for the browser.
struct Waiting {
    child: Child,
    authorize_url: Url,
}

/// Starts `activity login` on a free port and reads the URL that it prints.
async fn login(user: &User) -> Waiting {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let mut command = user.command(&["login", "--no-browser", "--json", "--port", &port.to_string()]);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.as_mut().expect("stderr is a pipe")).lines();
    loop {
        let line =
            lines.next_line().await.expect("stderr can be read").expect("the URL comes before the end");
        if let Ok(authorize_url) = line.parse() {
            return Waiting { child, authorize_url };
        }
    }
}

impl Waiting {
    fn parameter(&self, name: &str) -> String {
        let mut parameters = self.authorize_url.query_pairs();
        parameters.find(|(key, _)| key == name).expect("a parameter").1.into_owned()
    }

    /// Chooses a person on the provider's page and follows the redirect.
    async fn choose(self, person: &str) -> Done {
        let browser = Client::builder().redirect(Policy::none()).build().expect("a client");
        let form: Vec<_> =
            self.authorize_url.query_pairs().into_owned().chain([("person".into(), person.into())]).collect();
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let page = browser
            .post(self.authorize_url.clone())
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = page.body(form).send().await.expect("an answer");
        let back = answer.headers()["location"].to_str().expect("a URL").to_owned();
        assert!(back.starts_with(&self.parameter("redirect_uri")), "{back}");
        let page = browser.get(back).send().await.expect("the command answers");
        assert_eq!(page.status(), 200);
        Done::of(self.child.wait_with_output().await.expect("it ends"))
    }
}

fn session_file(user: &User) -> Option<PathBuf> {
    let folder = std::fs::read_dir(user.file("config/activity/sessions")).ok()?;
    let mut files = folder.map(|entry| entry.expect("an entry").path());
    files.find(|path| path.extension().is_some_and(|extension| extension == "json"))
}

fn change_session(user: &User, changes: &[(&str, Value)]) {
    let file = session_file(user).expect("a session");
    let mut session: Value = serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
    for (name, value) in changes {
        session[*name] = value.clone();
    }
    std::fs::write(file, session.to_string()).expect("written");
}

async fn signed_in(stack: &Stack, person: &str) -> User {
    let user = User::of(stack.url());
    let done = login(&user).await.choose(person).await;
    assert_eq!(done.code, 0, "{done:?}");
    user
}

#[tokio::test]
async fn login_stores_tokens_and_logout_removes_them() {
    let stack = stack::start().await;
    let user = User::of(stack.url());
    let waiting = login(&user).await;
    assert_eq!(waiting.parameter("code_challenge_method"), "S256");
    assert!(waiting.parameter("state").len() >= 16 && waiting.parameter("nonce").len() >= 16);
    assert_eq!(session_file(&user), None);
    let done = waiting.choose("admin").await;
    let report = &done.json_lines()[0];
    assert_eq!((&report["role"], &report["organization"]["id"]), (&json!("admin"), &json!("org_northwind")));
    let file = session_file(&user).expect("a session");
    assert_eq!(mode(&file), 0o600);

    user.ok(&["events", "--json"]).await;
    // With one sign-in, the URL is known.
    let output = user.command(&["events", "--json"]).env_remove("ACTIVITY_URL").output().await;
    assert_eq!(Done::of(output.expect("it runs")).code, 0);
    let done = user.ok(&["logout"]).await;
    assert!(done.stderr.contains("Signed out"), "{done:?}");
    assert_eq!(session_file(&user), None);
    assert_eq!(user.run(&["events"]).await.code, 3);
    user.ok(&["logout"]).await;
    stack.stop().await;
}

#[tokio::test]
async fn login_is_renewed_before_it_ends() {
    let stack = stack::start().await;
    let user = signed_in(&stack, "admin").await;
    change_session(&user, &[("id_token", json!("old")), ("expires_at", json!("2026-01-01T00:00:00Z"))]);
    user.ok(&["events", "--json"]).await;
    let renewed = std::fs::read_to_string(session_file(&user).expect("a session")).expect("a file");
    assert!(!renewed.contains("2026-01-01"), "{renewed}");

    change_session(
        &user,
        &[("refresh_token", json!("wrong")), ("expires_at", json!("2026-01-01T00:00:00Z"))],
    );
    let done = user.run(&["events"]).await;
    assert_eq!(done.code, 3);
    assert!(done.stderr.contains("activity login"), "{done:?}");
    stack.stop().await;
}

#[tokio::test]
async fn login_of_operator_is_for_types() {
    let stack = stack::start().await;
    let user = signed_in(&stack, "operator").await;
    user.ok(&["types", "--json"]).await;
    assert_eq!(user.run(&["events"]).await.code, 3);
    stack.stop().await;
}

#[tokio::test]
async fn login_refused_shows_reason() {
    let stack = stack::start().await;
    let user = User::of(stack.url());
    let done = login(&user).await.choose("nobody").await;
    assert_eq!(done.code, 3);
    assert!(done.stderr.contains("no person was chosen (access_denied)"), "{done:?}");
    assert_eq!(session_file(&user), None);
    stack.stop().await;
}

#[tokio::test]
async fn login_ignores_redirect_of_others() {
    let stack = stack::start().await;
    let user = User::of(stack.url());
    let waiting = login(&user).await;
    let forged = format!("{}?code=stolen&state=guessed", waiting.parameter("redirect_uri"));
    assert_eq!(reqwest::get(forged).await.expect("an answer").status(), 400);
    assert_eq!(waiting.choose("admin").await.code, 0);
    stack.stop().await;
}

#[tokio::test]
async fn login_elsewhere_is_refused() {
    let fake = Fake::start(|_| (200, json!("a web site"))).await;
    let done = User::of(&fake.url).run(&["login", "--no-browser"]).await;
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains("is not an activity monitor"), "{done:?}");
}

#[tokio::test]
async fn logout_revokes_refresh_token() {
    let stack = stack::start().await;
    let user = signed_in(&stack, "admin").await;
    let provider = Fake::start(|_| (200, json!({}))).await;
    change_session(&user, &[("revocation_url", json!(provider.url)), ("refresh_token", json!("r"))]);
    user.ok(&["logout"]).await;
    assert_eq!(provider.received().len(), 1);

    let user = signed_in(&stack, "admin").await;
    let provider = Fake::start(|_| (503, json!({ "error": "temporarily_unavailable" }))).await;
    change_session(&user, &[("revocation_url", json!(provider.url))]);
    let done = user.run(&["logout"]).await;
    assert_eq!((done.code, session_file(&user)), (1, None));
    stack.stop().await;
}
