//! `GET /v1/sources` and `PUT /v1/sources/{source}`

use futures::future::join_all;
use serde_json::{Value, json};
use support::app::{ADMIN, As, OPERATOR, START, TestApp, members};

use super::put_source;

#[tokio::test]
async fn put_source_registers_and_renames() {
    let app = TestApp::start_fresh().await;
    let crm = |label: &str| json!({"id": "crm", "label": label, "built_in": false, "registered_at": START});
    assert_eq!(put_source(&app, "crm", &json!({"label": "CRM"})).await.expect(201), crm("CRM"));
    app.wait(1);
    assert_eq!(put_source(&app, "crm", &json!({"label": "CRM"})).await.expect(200), crm("CRM"));
    assert_eq!(put_source(&app, "crm", &json!({"label": "Customers"})).await.expect(200), crm("Customers"));
    for who in [OPERATOR.clone(), ADMIN.clone(), As::Product] {
        let listed = app.get(&who, "/v1/sources").await.expect(200);
        let sources = listed["sources"].as_array().expect("sources");
        assert_eq!(members(sources, "id"), ["pass", "account", "vpn", "organization", "monitor", "crm"]);
        assert_eq!(sources.last(), Some(&crm("Customers")));
        assert_eq!(listed["next_cursor"], Value::Null);
    }
}

#[tokio::test]
async fn put_source_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let crm = json!({"label": "CRM"});
    for (id, fault) in [
        ("CRM", "source has a character other than a-z 0-9 _"),
        ("crm.contact", "source has a character other than a-z 0-9 _"),
        ("7crm", "source must begin with a letter a-z"),
        (&"c".repeat(33), "source is longer than 32 bytes"),
    ] {
        assert_eq!(put_source(&app, id, &crm).await.faults(400), [fault], "{id}");
    }
    for (body, faults) in [
        (json!({}), vec!["/label is missing"]),
        (json!({"label": null}), vec!["/label is not a string"]),
        (json!({"label": "", "id": "crm"}), vec!["/label is empty", "/id is not a field of this request"]),
        (json!({"label": "x".repeat(257)}), vec!["/label is longer than 256 bytes"]),
    ] {
        assert_eq!(put_source(&app, "crm", &body).await.faults(400), faults, "{body}");
    }
    for built_in in ["pass", "monitor"] {
        assert_eq!(put_source(&app, built_in, &crm).await.problem(409), "conflict", "{built_in}");
    }
    let listed = app.get(&OPERATOR, "/v1/sources").await.expect(200);
    assert_eq!(listed["sources"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn put_source_concurrent_stays_within_limit() {
    let app = TestApp::start_fresh().await;
    let max = event_model::limits::REGISTERED_SOURCES;
    for n in 0..max - 1 {
        put_source(&app, &format!("s{n}"), &json!({"label": "S"})).await.expect(201);
    }
    let ids = ["a", "b", "c", "d"];
    let body = json!({"label": "S"});
    let answers = join_all(ids.map(|id| put_source(&app, id, &body))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    put_source(&app, "s0", &json!({"label": "Renamed"})).await.expect(200);
}
