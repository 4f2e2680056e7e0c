//! `POST /v1/streams/{id}/verify` of a stream of kind `email`.

use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, text};

use super::event_words;

fn email(to: &str) -> Value {
    json!({ "name": "On call", "kind": "email", "destination": { "to": to } })
}

/// Creates a stream and returns its id.
async fn create(app: &TestApp, to: &str) -> String {
    text(&app.create_stream(&email(to)).await["id"]).to_owned()
}

/// Sends a code and returns it, from the mail.
async fn mailed_code(app: &TestApp, id: &str) -> String {
    let result = app.act_on_stream(&ADMIN, id, "verify").await.expect(200);
    assert_eq!(result["delivered"], true, "{result}");
    code_of(&app.mails().pop().expect("a mail"))
}

/// Returns the code of a text: two groups of four digits.
fn code_of(mail: &str) -> String {
    let is_group = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let words = mail.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let mut codes = words.filter(|word| {
        word.split_once('-').is_some_and(|(first, last)| is_group(first) && is_group(last))
            && *word == word.to_uppercase()
    });
    codes.next().unwrap_or_else(|| panic!("no code in {mail}")).to_owned()
}

#[tokio::test]
async fn verify_email_needs_the_code_of_the_mail() {
    let app = TestApp::start_fresh().await;
    let id = create(&app, "oncall@northwind.example").await;
    let path = format!("/v1/streams/{id}/verify");
    let old = mailed_code(&app, &id).await;
    let code = mailed_code(&app, &id).await;
    // An accepted mail proves nothing.
    assert_eq!(app.stream(&id).await["state"], "verifying");
    let wrong = "/code is not the code of the last mail, or is older than an hour; ask for a new one";
    for code in [&old, "AAAA-AAAA"] {
        assert_eq!(app.post(&ADMIN, &path, &json!({ "code": code })).await.faults(400), [wrong]);
    }
    // The code of one stream does not verify another.
    let other = create(&app, "other@northwind.example").await;
    let answer = app.post(&ADMIN, &format!("/v1/streams/{other}/verify"), &json!({ "code": code })).await;
    assert_eq!(answer.faults(400), [wrong]);

    app.wait(59);
    let typed = code.replace('-', "").to_lowercase();
    let result = app.post(&ADMIN, &path, &json!({ "code": typed })).await.expect(200);
    assert_eq!(result["delivered"], true);
    assert_eq!(app.stream(&id).await["state"], "active");
    assert_eq!(event_words(&app).await, ["created", "created", "verified"]);
    // Only its hash is stored.
    let stored = app.all_stored().await.concat().join("\n");
    assert!(!stored.contains(&code), "the code is stored");
}

#[tokio::test]
async fn verify_email_code_ends_after_an_hour_or_a_change() {
    let app = TestApp::start_fresh().await;
    let id = create(&app, "oncall@northwind.example").await;
    let path = format!("/v1/streams/{id}/verify");
    let code = mailed_code(&app, &id).await;
    app.wait(60);
    app.post(&ADMIN, &path, &json!({ "code": code })).await.problem(400);
    let code = mailed_code(&app, &id).await;
    let patch = json!({ "destination": { "to": "other@northwind.example" } });
    app.patch_stream(&ADMIN, &id, &patch).await.expect(200);
    app.post(&ADMIN, &path, &json!({ "code": code })).await.problem(400);
    assert_eq!(app.stream(&id).await["state"], "verifying");
}

#[tokio::test]
async fn verify_email_sends_five_mails_an_hour() {
    let app = TestApp::start_fresh().await;
    let ids = [create(&app, "a@northwind.example").await, create(&app, "b@northwind.example").await];
    for nth in 0..5 {
        app.act_on_stream(&ADMIN, &ids[nth % 2], "verify").await.expect(200);
    }
    app.wait(15);
    // A new stream does not help.
    let new = create(&app, "c@northwind.example").await;
    for id in [&ids[0], &new] {
        let answer = app.act_on_stream(&ADMIN, id, "verify").await;
        assert_eq!(answer.headers["retry-after"], "2700");
        assert_eq!(answer.problem(429), "too_many_requests");
    }
    assert_eq!(app.mails().len(), 5);
    app.wait(45);
    app.act_on_stream(&ADMIN, &new, "verify").await.expect(200);
    assert_eq!(app.mails().len(), 6);
}
