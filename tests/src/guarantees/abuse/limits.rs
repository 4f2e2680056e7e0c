//! Requests far over a limit.

use reqwest::Method;
use serde_json::json;

use support::app::{ADMIN, As, TestApp};
use support::events::event;
use support::http::{exchange, request};

#[tokio::test]
async fn requests_over_limits_are_refused() {
    let app = TestApp::start().await;
    let (product, admin) = (app.header(&As::Product), app.header(&ADMIN));
    let post = |body: &[u8]| request("POST", "/v1/events", &product, Some(body));
    let get = |path: &str| request("GET", path, &admin, None);
    let many = |one: &str, count: usize| vec![one; count].join("&");
    let deep = |open: &str, close: &str| {
        format!("{{\"events\":[{}1{}]}}", open.repeat(200_000), close.repeat(200_000))
    };
    let headers = "x-a: b\r\n".repeat(5_000);
    let cases: Vec<(&str, Vec<u8>, &[u16])> = vec![
        ("deep arrays", post(deep("[", "]").as_bytes()), &[200]),
        ("deep objects", post(&deep("{\"a\":", "}").as_bytes()[..1_000_000]), &[400]),
        ("a huge number", post(format!("{{\"events\":[{}]}}", "9".repeat(900_000)).as_bytes()), &[200]),
        ("a huge exponent", post(b"{\"events\":[1e999999999999]}"), &[200]),
        ("no UTF-8", post(b"{\"events\":[{\"id\":\"\xff\xfe\"}]}"), &[200]),
        ("no UTF-8 in the envelope", post(b"{\"events\":[{}]\xff}"), &[400]),
        ("a lone surrogate", post(b"{\"events\":[{\"id\":\"\\ud800\"}]}"), &[200]),
        ("two lists of events", post(b"{\"events\":[1],\"events\":[2]}"), &[400]),
        (
            "500 events that are numbers",
            post(json!({ "events": vec![1; 500] }).to_string().as_bytes()),
            &[200],
        ),
        ("501 events", post(json!({ "events": vec![1; 501] }).to_string().as_bytes()), &[400]),
        ("more than 1 MiB", post(&vec![b' '; 1024 * 1024 + 1]), &[413]),
        ("more than 10 MiB", post(&vec![b' '; 11 * 1024 * 1024]), &[413]),
        ("10,000 parameters", get(&format!("/v1/events?{}", many("a=b", 10_000))), &[400, 414]),
        ("10,000 times the same", get(&format!("/v1/events?{}", many("u=", 10_000))), &[400, 414]),
        ("a long value", get(&format!("/v1/events?user={}", "a".repeat(30_000))), &[400, 414]),
        ("a long cursor", get(&format!("/v1/events?cursor={}", "A".repeat(30_000))), &[400, 414]),
        ("a long path", get(&format!("/v1/events/pass/{}", "a".repeat(30_000))), &[404, 414]),
        ("a path of 60,000 slashes", get(&"/".repeat(60_000)), &[200, 404, 414]),
        (
            "a long token",
            request("GET", "/v1/me", &format!("Bearer {}", "a".repeat(60_000)), None),
            &[403, 431],
        ),
        (
            "5,000 headers",
            format!("GET /v1/me HTTP/1.1\r\nhost: a\r\nauthorization: {admin}\r\n{headers}\r\n").into_bytes(),
            &[400, 431],
        ),
        ("a host that is none", b"GET /v1/me HTTP/1.1\r\nhost: loca%lhost\r\n\r\n".to_vec(), &[403]),
        ("another", b"GET /v1/me HTTP/1.1\r\nhost: l{ocalhost\r\n\r\n".to_vec(), &[403]),
        ("a host with a path", b"GET /v1/me HTTP/1.1\r\nhost: a/b?c@d\r\n\r\n".to_vec(), &[403]),
        ("no path", b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[403, 404]),
        ("a host for a path", b"CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[403, 404]),
        ("a path and a host", b"GET http://b/v1/me HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(), &[401]),
        ("no HTTP", vec![0; 10_000], &[400]),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[400]),
        ("another version", b"GET / HTTP/9.9\r\n\r\n".to_vec(), &[400, 505]),
        (
            "two lengths",
            b"POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{}{}{}"
                .to_vec(),
            &[400],
        ),
        (
            "a chunk without end",
            b"POST /v1/events HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n"
                .to_vec(),
            &[400],
        ),
    ];
    for (name, request, expected) in cases {
        let answer = exchange(&app.address(), &request).await;
        // The connection of a request that is not HTTP may be closed.
        let Some(answer) = answer else {
            assert!(expected.contains(&400), "{name}: no answer");
            continue;
        };
        assert!(expected.contains(&answer.status), "{name}: {}", &answer.text[..answer.text.len().min(600)]);
        assert!(answer.text.len() < 200_000, "{name}: an answer of {} bytes", answer.text.len());
    }
    let good = [event(&app.organization, "good")];
    assert_eq!(app.statuses(&good).await, ["recorded"]);
}

#[tokio::test]
async fn ingest_duplicate_id_member_is_rejected() {
    let app = TestApp::start().await;
    let text = json!({ "events": [event(&app.organization, "second")] }).to_string();
    let text = text.replacen("\"id\":\"second\"", "\"id\":\"first\",\"id\":\"second\"", 1);
    let answer = app.send_raw(&As::Product, Method::POST, "/v1/events", text).await.expect(200);
    let errors = json!([{ "pointer": "/id", "message": "is duplicated" }]);
    assert_eq!(answer["results"][0]["status"], "rejected");
    assert_eq!(answer["results"][0]["errors"], errors);
    for id in ["first", "second"] {
        app.get(&ADMIN, &format!("/v1/events/pass/{id}")).await.problem(404);
    }
}
