//! A malformed event affects no other event.

use reqwest::Method;
use serde_json::{Value, json};

use support::app::{ADMIN, As, TestApp};
use support::events::{event, with};

/// Sends handwritten events between two good ones and returns the results of the former.
async fn between_good_ones(app: &TestApp, faulty: &[Vec<u8>]) -> Vec<Value> {
    let good = |id: &str| event(&app.organization, id).to_string().into_bytes();
    let events = [&[good("first")], faulty, &[good("last")]].concat();
    let body = [b"{\"events\":[".to_vec(), events.join(&b','), b"]}".to_vec()].concat();
    let answer = app.send_raw(&As::Product, Method::POST, "/v1/events", body).await.expect(200);
    let mut results = answer["results"].as_array().expect("results").clone();
    assert_eq!(results.remove(0), json!({ "id": "first", "status": "recorded" }));
    assert_eq!(results.pop(), Some(json!({ "id": "last", "status": "recorded" })));
    results
}

#[tokio::test]
async fn ingest_unreadable_event_costs_only_itself() {
    let app = TestApp::start().await;
    let written = |id: &str, from: &str, to: &[u8]| {
        let marked = with(event(&app.organization, id), "/actor/name", json!("MARK"));
        let text = marked.to_string();
        let (before, after) = text.split_once(from).expect("the text is there");
        [before.as_bytes(), to, after.as_bytes()].concat()
    };
    let deep = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
    let unicode = "is not valid Unicode: it has a lone surrogate, or bytes that are not UTF-8";
    let cases = [
        (written("surrogate", "MARK", b"Ada \\ud83d"), "/actor/name", unicode),
        (written("bytes", "MARK", b"Ada \xf0\x9f"), "/actor/name", unicode),
        (written("backslash", "MARK", b"Ada \\\xff"), "/actor/name", unicode),
        (written("number", "\"MARK\"", b"1e400"), "/actor/name", "is not JSON: number out of range"),
        (written("deep", "\"MARK\"", &deep), "/actor/name/0/0", "is nested too deeply"),
        (written("twice", "\"MARK\"", b"\"Ada\", \"name\": \"Eve\""), "/actor/name", "is duplicated"),
    ];
    let faulty: Vec<Vec<u8>> = cases.iter().map(|(text, _, _)| text.clone()).collect();
    let results = between_good_ones(&app, &faulty).await;
    for (result, (text, pointer, message)) in results.iter().zip(&cases) {
        let text = String::from_utf8_lossy(text);
        let id = result["id"].as_str().expect("each has a readable id");
        assert!(text.contains(&format!("\"{id}\"")), "{result}");
        let expected = json!({
            "id": id, "status": "rejected", "errors": [{ "pointer": pointer, "message": message }],
        });
        assert_eq!(*result, expected);
    }
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "").await.len(), 2);
}

#[tokio::test]
async fn ingest_faults_of_an_answer_are_bounded() {
    let app = TestApp::start().await;
    // About 2 KB each. Every member is a fault, and its name grows when it is escaped.
    let members: Vec<String> = (0..100).map(|n| format!("\"{n}~/~/~/\\\"\\\"\":1")).collect();
    let faulty = format!("{{{}}}", members.join(",")).into_bytes();
    let results = between_good_ones(&app, &vec![faulty; 498]).await;
    let mut bytes = 0;
    for result in &results {
        assert_eq!(result["status"], "rejected");
        let errors = result["errors"].as_array().expect("errors");
        assert!((1..=21).contains(&errors.len()), "{errors:?}");
        let more = errors[errors.len() - 1]["message"].as_str().expect("a message");
        let more: usize = more
            .strip_prefix("and ")
            .and_then(|rest| rest.strip_suffix(" more"))
            .and_then(|count| count.parse().ok())
            .expect("the last says how many more there are");
        assert_eq!(errors.len() - 1 + more, 105, "none is left out without being counted");
        bytes += result.to_string().len();
    }
    assert!(bytes < 512 * 1024, "{bytes} bytes of results");
}
