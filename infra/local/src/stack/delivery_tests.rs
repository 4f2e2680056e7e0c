//! Streams of every kind whose destination runs on one machine, from the API to the destination.

use std::time::{Duration, Instant};

use event_store::Service;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::{Options, Stack};
use crate::streams::StreamFaults;

/// Maximum wait for an event at its destination.
const PATIENCE: Duration = Duration::from_secs(30);
const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/activity";
const BUCKET: &str = "northwind-activity";

async fn start() -> Stack {
    let streams = StreamFaults { window: Some(Duration::from_millis(20)), ..StreamFaults::default() };
    Stack::start(Options { streams, ..Options::default() }).await.unwrap()
}

/// Sends a request of the admin and returns the body of the answer.
async fn post(stack: &Stack, path: &str, body: Value) -> Value {
    let request = Client::new().post(format!("{}/v1/streams{path}", stack.url()));
    let answer = request.bearer_auth(stack.token("admin").unwrap()).json(&body).send().await.unwrap();
    let (status, body) = (answer.status(), answer.json::<Value>().await.unwrap());
    assert!(status == StatusCode::OK || status == StatusCode::CREATED, "{path}: {status} {body}");
    body
}

/// Creates a stream and returns it.
async fn create(stack: &Stack, kind: &str, destination: Value) -> Value {
    post(stack, "", json!({ "name": kind, "kind": kind, "destination": destination })).await
}

/// Asks the destination of a stream whether it wants the events.
async fn verify(stack: &Stack, stream: &Value, body: Value) {
    let verified = post(stack, &format!("/{}/verify", stream["id"].as_str().unwrap()), body).await;
    assert_eq!(verified["delivered"], true, "{verified}");
}

async fn record(stack: &Stack, id: &str) {
    let event = json!({
        "id": id,
        "organization_id": stack.organization_id(),
        "type": "pass.item.used",
        "occurred_at": chrono::Utc::now(),
        "actor": { "id": "u_1" },
    });
    let request = Client::new().post(format!("{}/v1/events", stack.url())).bearer_auth(stack.product_key());
    let answer: Value =
        request.json(&json!({ "events": [event] })).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["results"][0]["status"], "recorded", "{answer}");
}

/// Returns the rows of the requests to a name that the receiver lists.
async fn rows(stack: &Stack, name: &str) -> Vec<String> {
    let page = reqwest::get(format!("{}/dev/receiver", stack.url())).await.unwrap().text().await.unwrap();
    let link = format!("/dev/receiver/{name}/");
    page.lines().filter(|line| line.contains(&link) && line.starts_with("<tr>")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_of_one_machine_deliver_events() {
    let stack = start().await;
    let webhook = json!({ "url": format!("{}/dev/receiver/demo", stack.url()) });
    let webhook = create(&stack, "webhook", webhook).await;
    let register = Client::new().post(format!("{}/dev/receiver/demo/secret", stack.url()));
    let registered = register.json(&json!({ "secret": webhook["secret"] })).send().await.unwrap();
    assert_eq!(registered.status(), StatusCode::NO_CONTENT);
    let site = stack.url().trim_start_matches("http://");
    for stream in [
        webhook,
        create(&stack, "splunk", json!({ "url": stack.url(), "token": "token-1" })).await,
        create(&stack, "datadog", json!({ "site": site, "api_key": "key-1" })).await,
        create(&stack, "eventbridge", json!({ "bus_arn": BUS })).await,
    ] {
        verify(&stack, &stream, json!({})).await;
    }
    record(&stack, "e1").await;

    let start = Instant::now();
    loop {
        let at_bus = stack.bus_entries().unwrap();
        let at_bus = at_bus.iter().any(|entry| entry.bus == BUS && entry.detail["id"] == "e1");
        let at_webhook = rows(&stack, "demo").await;
        let is_signed = |row: &String| row.contains("activity.events") && row.contains("signature valid");
        let others = [rows(&stack, "splunk").await.len(), rows(&stack, "datadog").await.len()];
        // The first requests of the others are their verifications.
        if at_bus && at_webhook.iter().any(is_signed) && others.iter().all(|rows| *rows >= 2) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "bus {at_bus}, others {others:?}, webhook {at_webhook:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_to_bucket_assumes_role_with_its_id() {
    let stack = start().await;
    let config = stack.aws().service_config(Service::S3, Duration::from_secs(5));
    let config = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
    let s3 = aws_sdk_s3::Client::from_conf(config);
    s3.create_bucket().bucket(BUCKET).send().await.unwrap();
    let role = "arn:aws:iam::123456789012:role/activity-stream";
    let destination =
        json!({ "bucket": BUCKET, "region": "eu-central-1", "prefix": "logs", "role_arn": role });
    let stream = create(&stack, "s3", destination).await;
    verify(&stack, &stream, json!({})).await;
    let roles = stack.assumed_roles();
    let [assumed] = roles.as_slice() else { panic!("{roles:?}") };
    assert_eq!(
        (assumed.role_arn.as_str(), assumed.external_id.as_str()),
        (role, stream["id"].as_str().unwrap())
    );
    let objects = s3.list_objects_v2().bucket(BUCKET).prefix("logs/").send().await.unwrap();
    assert_eq!(objects.contents().len(), 1, "{objects:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_to_mail_is_verified_by_the_code() {
    let stack = start().await;
    let stream = create(&stack, "email", json!({ "to": "security@northwind.example" })).await;
    verify(&stack, &stream, json!({})).await;
    let mails = stack.mails().unwrap();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.to, ["security@northwind.example"]);
    let text = mail.text.as_deref().unwrap();
    let is_code = |word: &&str| word.len() == 9 && word.as_bytes()[4] == b'-';
    let code = text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("{text}"));
    verify(&stack, &stream, json!({ "code": code })).await;
    let list = reqwest::get(format!("{}/dev/mail", stack.url())).await.unwrap().text().await.unwrap();
    assert!(list.contains(&mail.subject), "{list}");
}
