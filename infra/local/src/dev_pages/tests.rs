use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::DevPages;
use crate::data_dir::{Data, DataDir};
use crate::emulators::Apis;
use crate::gateway::Answer;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const HOSTILE: &str = "<script>alert(1)</script>\"'&";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// The pages of a data folder, and its services.
struct Fixture {
    data_dir: Arc<DataDir>,
    apis: Arc<Apis>,
    pages: DevPages,
}

impl Fixture {
    fn new() -> Self {
        let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
        let apis = Arc::new(Apis::open(&[], &data_dir).unwrap());
        let pages = open(&data_dir, &apis);
        Self { data_dir, apis, pages }
    }

    fn send(&self, method: &Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        self.pages.answer(&parts, &Bytes::from(body.to_owned()))
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        text(self.send(&Method::GET, path, &[], "")).await
    }

    /// Sends a webhook that [`SECRET`] signs.
    async fn webhook(&self, id: &str, body: &str) -> (StatusCode, String) {
        let time = now().timestamp();
        let signature = Webhook::new(SECRET).unwrap().sign(id, time, body.as_bytes()).unwrap();
        let time = time.to_string();
        let headers =
            [("webhook-id", id), ("webhook-timestamp", time.as_str()), ("webhook-signature", &signature)];
        text(self.send(&Method::POST, "/dev/receiver/demo", &headers, body)).await
    }

    /// Returns the rows of the list of webhooks.
    async fn rows(&self) -> Vec<String> {
        let (status, page) = self.get("/dev/receiver").await;
        assert_eq!(status, StatusCode::OK);
        page.lines().filter(|line| line.starts_with("<tr><td>")).map(str::to_owned).collect()
    }
}

fn open(data_dir: &Arc<DataDir>, apis: &Arc<Apis>) -> DevPages {
    DevPages::open("http://localhost:3000", apis, data_dir, Clock::fixed(now())).unwrap()
}

async fn text(answer: Answer) -> (StatusCode, String) {
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn policy(answer: &Answer) -> &str {
    answer.headers()["content-security-policy"].to_str().unwrap()
}

/// Sends a message as SES gets it, and returns its id.
async fn send_mail(fixture: &Fixture, subject: &str, html: Option<&str>) -> String {
    let request = json!({
        "FromEmailAddress": "activity@localhost.example",
        "Destination": { "ToAddresses": ["ana@northwind.example"] },
        "Content": { "Simple": {
            "Subject": { "Data": subject },
            "Body": { "Text": { "Data": HOSTILE }, "Html": html.map(|html| json!({ "Data": html })) },
            "Headers": [{ "Name": "X-Hostile", "Value": HOSTILE }],
        } },
    });
    let (status, answer) = text(fixture.apis.mailbox.answer(request.to_string().as_bytes())).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["MessageId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn mail_page_lists_newest_first_and_escapes() {
    let fixture = Fixture::new();
    assert!(fixture.get("/dev/mail").await.1.contains("No message was sent yet"));
    send_mail(&fixture, "First", None).await;
    let id = send_mail(&fixture, HOSTILE, Some("<head></head><script>alert(2)</script>")).await;
    let (_, list) = fixture.get("/dev/mail").await;
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;";
    let (hostile, first) = (list.find(escaped).unwrap(), list.find("First").unwrap());
    assert!(hostile < first && !list.contains("<script>"));

    let answer = fixture.send(&Method::GET, &format!("/dev/mail/{id}"), &[], "");
    assert_eq!(
        policy(&answer),
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; frame-src 'self'"
    );
    let (_, page) = text(answer).await;
    assert!(!page.contains("<script>") && page.contains(&format!("<dt>X-Hostile</dt><dd>{escaped}</dd>")));
    assert!(page.contains(&format!("<pre>{escaped}</pre>")));
    assert!(
        page.contains("<iframe title=\"HTML part\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
    );

    let part = fixture.send(&Method::GET, &format!("/dev/mail/{id}/html"), &[], "");
    assert!(
        policy(&part).starts_with("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    );
    assert!(!policy(&part).contains("allow-scripts") && !policy(&part).contains("allow-same-origin"));
    assert_eq!(text(part).await.1, "<head><base target=\"_blank\"></head><script>alert(2)</script>");
}

#[tokio::test]
async fn mail_page_unknown_path_is_not_found() {
    let fixture = Fixture::new();
    let id = send_mail(&fixture, "Text only", None).await;
    assert_eq!(fixture.get(&format!("/dev/mail/{id}")).await.0, StatusCode::OK);
    let unknown = uuid::Uuid::now_v7();
    for path in [
        format!("/dev/mail/{id}/html"),
        format!("/dev/mail/{unknown}"),
        "/dev/mail/..%2Fdev.json".to_owned(),
        format!("/dev/mail/{id}/json"),
    ] {
        assert_eq!(fixture.get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, _) = text(fixture.send(&Method::POST, "/dev/mail", &[], "")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn receiver_shows_signature_and_repeats() {
    let fixture = Fixture::new();
    let body = json!({ "type": "activity.events", "data": { "events": [{ "id": "a" }, { "id": "b" }] } });
    assert_eq!(fixture.webhook("1", &body.to_string()).await, (StatusCode::OK, "ok".to_owned()));
    let rows = fixture.rows().await;
    assert!(rows[0].contains("activity.events, 2 events") && rows[0].contains("not checked"), "{rows:?}");

    let secret = |body: &str| fixture.send(&Method::POST, "/dev/receiver/demo/secret", &[], body);
    assert_eq!(secret("{\"secret\": \"wrong\"}").status(), StatusCode::BAD_REQUEST);
    assert_eq!(secret(&json!({ "secret": SECRET }).to_string()).status(), StatusCode::NO_CONTENT);
    let form = secret(&format!("secret={SECRET}"));
    assert_eq!(
        (form.status(), &form.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/dev/receiver".parse().unwrap())
    );
    fixture.webhook("1", &body.to_string()).await;
    let forged = [("webhook-id", "2"), ("webhook-timestamp", "1700000000"), ("webhook-signature", "v1,eA==")];
    fixture.send(&Method::POST, "/dev/receiver/demo", &forged, "{}");
    let rows = fixture.rows().await;
    assert!(rows[0].contains("signature not valid") && !rows[0].contains("repeat"), "{rows:?}");
    assert!(rows[1].contains("signature valid") && rows[1].contains("repeat"), "{rows:?}");
    assert!(
        rows[2].contains("signature valid") && !rows[2].contains("repeat"),
        "checked afterwards: {rows:?}"
    );

    let (_, page) = fixture.get("/dev/receiver/demo/2").await;
    assert!(page.contains("<dt>webhook-id</dt><dd>1</dd>") && page.contains("yes, a request with this id"));
    assert!(page.contains("  &quot;type&quot;: &quot;activity.events&quot;"), "with indentation: {page}");
    let again = Fixture { pages: open(&fixture.data_dir, &fixture.apis), ..fixture };
    again.webhook("3", "{}").await;
    assert!(again.rows().await[0].contains("signature valid"), "the secret is kept");
}

#[tokio::test]
async fn receiver_answers_as_each_kind_expects() {
    let fixture = Fixture::new();
    let challenge = json!({ "type": "stream.verification", "data": { "challenge": "c1" } }).to_string();
    assert_eq!(fixture.webhook("1", &challenge).await, (StatusCode::OK, "{\"challenge\":\"c1\"}".to_owned()));
    let other = json!({ "type": "activity.events", "data": { "challenge": "c1" } }).to_string();
    assert_eq!(fixture.webhook("2", &other).await.1, "ok");
    let splunk = "/services/collector/event";
    let headers = [("authorization", "Splunk token-1"), ("content-type", "application/json")];
    let answer = fixture.send(&Method::POST, splunk, &headers, "{\"event\":{}}\n{\"event\":{}}\n");
    assert_eq!(text(answer).await.1, "{\"code\":0,\"text\":\"Success\"}");
    let (_, page) = fixture.get("/dev/receiver/splunk/3").await;
    assert!(page.contains(splunk) && !page.contains("token-1"), "{page}");
    let mut logs = GzEncoder::new(Vec::new(), Compression::default());
    logs.write_all(b"[{\"ddsource\": \"activity-monitor\"}]").unwrap();
    let request =
        Request::post("/api/v2/logs").header("host", "localhost:3000").header("content-encoding", "gzip");
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let answer = fixture.pages.answer(&parts, &Bytes::from(logs.finish().unwrap()));
    assert_eq!(text(answer).await, (StatusCode::OK, "{}".to_owned()));
    assert!(fixture.get("/dev/receiver/datadog/4").await.1.contains("activity-monitor"));
    let slack = fixture.send(&Method::POST, "/dev/receiver/slack", &[], "{\"text\":\"1 finding\"}");
    assert_eq!(text(slack).await.1, "ok");
    let rows = fixture.rows().await;
    assert!(
        rows[0].contains("1 finding") && rows[1].contains("1 event") && rows[2].contains("2 events"),
        "{rows:?}"
    );
}

#[tokio::test]
async fn receiver_keeps_last_requests_and_escapes() {
    let fixture = Fixture::new();
    for number in 0..201 {
        fixture.webhook(&number.to_string(), HOSTILE).await;
    }
    assert_eq!(fixture.rows().await.len(), 200);
    assert_eq!(fixture.get("/dev/receiver/demo/1").await.0, StatusCode::NOT_FOUND);
    let (status, page) = fixture.get("/dev/receiver/demo/201").await;
    assert!(status == StatusCode::OK && !page.contains("<script>") && page.contains("&lt;script&gt;"));
    let large = "x".repeat(5 << 20);
    for number in 0..8 {
        fixture.webhook(&number.to_string(), &large).await;
    }
    assert_eq!(fixture.rows().await.len(), 6, "of 32 MB");
    fixture.send(
        &Method::POST,
        "/dev/receiver/demo",
        &[("webhook-id", HOSTILE)],
        &json!({ "text": HOSTILE }).to_string(),
    );
    assert!(!fixture.rows().await.concat().contains("<script>"));
    for path in ["/dev/receiver/", "/dev/receiver/a%20b", "/dev/receiver/<b>"] {
        let request = Request::post(path.replace('<', "%3C").replace('>', "%3E"));
        let (parts, ()) = request.header("host", "localhost:3000").body(()).unwrap().into_parts();
        assert_eq!(fixture.pages.answer(&parts, &Bytes::new()).status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn pages_answer_on_this_machine_only() {
    let fixture = Fixture::new();
    for path in ["/dev/mail", "/dev/receiver"] {
        let request = Request::get(path).header("host", "rebound.example:3000");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(fixture.pages.answer(&parts, &Bytes::new()).status(), StatusCode::FORBIDDEN);
        assert!(DevPages::owns(path) && DevPages::owns(&format!("{path}/x")));
        assert!(!DevPages::owns(&format!("{path}s")));
    }
}
