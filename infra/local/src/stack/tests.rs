use std::time::Duration;

use bytes::Bytes;
use event_store::{ExportsBucket, FileKind};
use lambda::clock::Clock;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Options, Stack};
use crate::data_dir::Data;
use crate::emulators::EmulatorError;
use crate::stack::StackError;

async fn get(stack: &Stack, person: &str, path: &str) -> (StatusCode, Value) {
    let request = reqwest::Client::new().get(format!("{}{path}", stack.url()));
    let answer = request.bearer_auth(stack.token(person).unwrap()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn send(stack: &Stack, id: &str) -> Value {
    let event = json!({
        "id": id,
        "organization_id": stack.organization_id(),
        "type": "pass.item.used",
        "occurred_at": chrono::Utc::now(),
        "actor": { "id": "u_1" },
    });
    let request = reqwest::Client::new().post(format!("{}/v1/events", stack.url()));
    let request = request.bearer_auth(stack.product_key()).json(&json!({ "events": [event] }));
    request.send().await.unwrap().json().await.unwrap()
}

async fn demo_of(stack: &Stack) {
    let mut demo = stack.demo();
    let over = demo.wait_for(|state| state.is_over()).await.unwrap();
    assert_eq!(over.stopped, None);
}

#[tokio::test]
async fn demo_is_recorded_and_visible_by_role() {
    let stack = Stack::start(Options { demo_events: 250, ..Options::default() }).await.unwrap();
    demo_of(&stack).await;
    let (_, page) = get(&stack, "admin", "/v1/events?limit=1000").await;
    let events = page["events"].as_array().unwrap();
    let demo = events.iter().filter(|event| event["source"] != "monitor");
    assert_eq!((demo.clone().count(), events.len()), (250, 251), "and the event that turned the monitor on");
    for event in demo {
        assert!(
            event["client"]["location"]["city"].is_string() && event["client"]["isp"].is_string(),
            "{event}"
        );
    }
    let (_, own) = get(&stack, "member", "/v1/me/events").await;
    let own = own["events"].as_array().unwrap();
    assert!(!own.is_empty() && own.iter().all(|event| event["actor"]["id"] == "u_0004"), "{own:?}");
    let (status, _) = get(&stack, "member", "/v1/events").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, other) = get(&stack, "second-admin", "/v1/events").await;
    assert_eq!(other["events"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_is_in_the_feed_in_order_of_time() {
    let stack = Stack::start(Options { demo_events: 2_000, ..Options::default() }).await.unwrap();
    demo_of(&stack).await;
    let mut times: Vec<String> = Vec::new();
    let mut position = "start=beginning".to_owned();
    while times.len() < 2_000 {
        let (status, page) = get(&stack, "admin", &format!("/v1/feed?limit=1000&{position}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let events = page["events"].as_array().unwrap().iter();
        let demo = events.filter(|event| event["source"] != "monitor");
        times.extend(demo.map(|event| event["occurred_at"].as_str().unwrap().to_owned()));
        position = format!("cursor={}", page["cursor"].as_str().unwrap());
    }
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(times.len(), 2_000);
}

#[tokio::test]
async fn data_dir_is_used_again_after_restart() {
    let temporary = tempfile::TempDir::new().unwrap();
    let folder = temporary.path().join("data");
    let options = || Options { data: Data::Folder(folder.clone()), ..Options::default() };
    let first = Stack::start(options()).await.unwrap();
    assert_eq!(send(&first, "a").await["results"][0]["status"], "recorded");
    let (key, token) = (first.product_key().to_owned(), first.token("admin").unwrap());
    assert!(Stack::start(options()).await.is_err(), "one process at a time");
    first.stop().await;

    let again = Stack::start(options()).await.unwrap();
    assert_eq!(again.product_key(), key);
    assert_eq!(
        again.token("admin").unwrap().split('.').next(),
        token.split('.').next(),
        "the same signing key"
    );
    let (status, event) = get(&again, "admin", "/v1/events/pass/a").await;
    assert_eq!((status, &event["id"]), (StatusCode::OK, &json!("a")));

    let file = folder.join("dev.json");
    let dev: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!((&dev["url"], &dev["product_key"]), (&json!(again.url()), &json!(key)));
    assert_eq!(dev["organization_id"], again.organization_id());
    let roles: Vec<_> = dev["tokens"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(roles, ["admin", "auditor", "member", "operator", "owner", "second-admin"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in ["dev.json", "product-key", "oidc-signing-key.der", "dynamodb.sqlite"] {
            let mode = std::fs::metadata(folder.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name} is for its owner alone");
        }
    }
}

#[tokio::test]
async fn minted_token_is_checked_like_any_other() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let me = async |claims: Value| {
        let request =
            reqwest::Client::new().get(format!("{}/v1/me", stack.url())).bearer_auth(stack.mint(claims));
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    let claims = json!({ "sub": "u_x", "role": "auditor", "organization_id": stack.organization_id() });
    let (status, body) = me(claims.clone()).await;
    assert_eq!(
        (status, &body["user"]["id"], &body["role"]),
        (StatusCode::OK, &json!("u_x"), &json!("auditor"))
    );
    for (name, value) in
        [("exp", json!(1)), ("iss", json!("https://other.example")), ("aud", json!("others"))]
    {
        let mut claims = claims.clone();
        claims[name] = value;
        assert_eq!(me(claims).await, (StatusCode::FORBIDDEN, json!({ "message": "Forbidden" })), "{name}");
    }
}

#[tokio::test]
async fn presigned_url_opens_one_object_until_expiry() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let bucket = ExportsBucket::new(stack.aws(), "exportsbucket");
    let kind = FileKind { media_type: "text/csv", file_name: "a.csv" };
    bucket.put("exports/a.csv", kind, Bytes::from_static(b"x,y\r\n")).await.unwrap();
    bucket.put("exports/b.csv", kind, Bytes::from_static(b"secret")).await.unwrap();
    let url = bucket.presign("exports/a.csv", Duration::from_secs(2)).await.unwrap();
    let open = async |url: &str| {
        let answer = reqwest::get(url).await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(open(&url).await, (StatusCode::OK, "x,y\r\n".to_owned()));
    let (other, bare) = (url.replace("a.csv", "b.csv"), url.split('?').next().unwrap());
    let longer = url.replace("X-Amz-Expires=2", "X-Amz-Expires=600");
    for forged in [other.as_str(), bare, longer.as_str()] {
        assert_eq!(open(forged).await.0, StatusCode::FORBIDDEN, "{forged}");
    }
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    let (status, body) = open(&url).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(body.contains("Request has expired"), "{body}");
}

#[tokio::test]
async fn start_on_used_port_names_the_port() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let port = stack.url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = Stack::start(Options { port, clock: Clock::system(), ..Options::default() }).await;
    assert!(
        matches!(taken, Err(StackError::Emulator(EmulatorError::PortInUse { port: named })) if named == port)
    );
}

#[tokio::test]
async fn receiver_and_mail_page_are_on_the_origin() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}{path}", stack.url());
    let body = json!({ "type": "stream.verification", "data": { "challenge": "c1" } });
    let answer = http.post(url("/dev/receiver/demo")).json(&body).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "challenge": "c1" }));
    for (path, text) in [("/dev/receiver", "stream.verification"), ("/dev/mail", "No message was sent yet")] {
        let page = http.get(url(path)).send().await.unwrap().text().await.unwrap();
        assert!(page.contains(text), "{path}: {page}");
    }
}
