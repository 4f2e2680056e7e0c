//! The result of every route for every caller.
//!
//! `table.txt` lists them. A route of the template without a line fails the test.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use support::app::{As, OPERATOR, OWNER, STRANGER, TestApp, ago, text};
use support::events::event;
use support::receiver::Receiver;
use support::streams::webhook;

const TABLE: &str = include_str!("table.txt");

/// Callers, in the order of the table's columns. `stranger` is an owner of another organization.
const CALLERS: [&str; 9] =
    ["nobody", "product", "owner", "admin", "auditor", "member", "stranger", "operator", "reader"];

/// Returns a caller. `reader` is the secret of a reader key.
fn caller(name: &'static str, reader: &str) -> As {
    match name {
        "reader" => As::Bearer(format!("Bearer {reader}")),
        "nobody" => As::Nobody,
        "product" => As::Product,
        "stranger" => As::Of(STRANGER, "owner"),
        role => As::Role(role),
    }
}

/// Returns a valid body for each route that takes one.
fn body(app: &TestApp, route: &str) -> Option<Value> {
    Some(match route {
        "POST /v1/events" => json!({ "events": [event(&app.organization, "by-the-table")] }),
        "POST /v1/exports" => json!({ "filters": {}, "format": "csv" }),
        "PATCH /v1/settings" => json!({ "show_details": true }),
        "PUT /v1/organizations/{id}" => {
            json!({ "name": "Northwind", "plan": "business_suite", "write_shards": 1 })
        }
        "POST /v1/keys" => {
            json!({ "name": "A product", "sources": ["pass"], "organizations": [app.organization] })
        }
        "POST /v1/reader-keys" => json!({ "name": "SIEM" }),
        "PUT /v1/sources/{source}" => json!({ "label": "CRM" }),
        "PUT /v1/event-types/{type}" => json!({
            "label": "Contact Created", "category": "Contacts", "description": "A contact was created.",
            "class": "item.created",
        }),
        "PATCH /v1/detections/{rule}" => json!({ "enabled": true }),
        "PATCH /v1/detection-settings" => json!({ "own_networks": ["203.0.113.0/24"] }),
        "POST /v1/detections/{rule}/backtests" => {
            json!({ "from": ago(Duration::days(2)), "to": ago(Duration::days(1)) })
        }
        "PATCH /v1/findings/{id}" => json!({ "state": "closed", "resolution": "expected" }),
        "POST /v1/me/findings/{id}/answer" => json!({ "answer": "mine" }),
        "PUT /v1/me/notifications" => json!({ "own_account": true }),
        "POST /v1/mutes" => json!({
            "rule": "account.guessing", "subject": { "kind": "organization" }, "reason": "A test.",
            "until": ago(Duration::days(-1)),
        }),
        "POST /v1/views" => json!({ "name": "Mine", "scope": "own", "list": "my_events" }),
        "PUT /v1/views/{id}" => json!({ "name": "All", "scope": "organization", "list": "events" }),
        "POST /v1/streams" => webhook("https://siem.northwind.example/activity"),
        "PATCH /v1/streams/{id}" => json!({ "name": "SIEM" }),
        "POST /v1/streams/{id}/replay" => json!({ "from": "beginning" }),
        _ => return None,
    })
}

/// Sends every request as every caller, and returns one line for each route.
async fn results(app: &TestApp, ids: &BTreeMap<&str, String>, reader: &str) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for (method, route) in app.routes() {
        if !route.starts_with("/v1/") {
            continue;
        }
        let mut path = route.clone();
        for (variable, value) in ids {
            // The other columns still need the real ones.
            let value = match variable.rsplit_once('/') {
                Some((parent, _)) if method == "DELETE" && parent == "/v1/keys" => {
                    "/v1/keys/0123456789abcdef"
                }
                Some((parent, _)) if method == "DELETE" && parent == "/v1/reader-keys" => {
                    "/v1/reader-keys/0123456789abcdef"
                }
                Some((parent, _)) if method == "DELETE" && parent == "/v1/exports" => {
                    "/v1/exports/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"
                }
                Some((parent, _)) if method == "DELETE" && parent == "/v1/streams" => {
                    "/v1/streams/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"
                }
                Some((parent, _)) if method == "DELETE" && parent == "/v1/views" => {
                    "/v1/views/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"
                }
                _ => value,
            };
            path = path.replace(variable, value);
        }
        let name = format!("{method} {route}");
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut line = String::new();
        for who in CALLERS {
            let sent = body(app, &name).map_or(String::new(), |body| body.to_string());
            let answer = app.send_raw(&caller(who, reader), method.clone(), &path, sent).await;
            if answer.status == 403 && body(app, &name).is_some() {
                // The permission comes before the body: its faults are none of this caller's business.
                let wrong = app.send_raw(&caller(who, reader), method.clone(), &path, "{").await;
                assert_eq!(wrong.problem(403), "forbidden", "{name} as {who}");
            }
            let code = answer.body["code"].as_str().map_or(String::new(), |code| format!(":{code}"));
            write!(line, " {:<16}", format!("{}{code}", answer.status.as_u16()))
                .expect("text can be written");
        }
        lines.insert(name, line.trim_end().to_owned());
    }
    lines
}

#[tokio::test]
async fn routes_answer_every_caller_as_in_the_table() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "e")]).await;
    app.add_stranger().await;
    let export = app.export(&OWNER, &json!({})).await;
    let export = text(&export["id"]);
    let body = json!({ "name": "A product", "sources": ["pass"], "organizations": [app.organization] });
    let (key, _) = app.create_key(&body).await;
    let reader = app.post(&OWNER, "/v1/reader-keys", &json!({ "name": "SIEM" })).await.expect(201);
    let crm = json!({ "label": "CRM" });
    app.send(&OPERATOR, Method::PUT, "/v1/sources/crm", &crm).await.expect(201);
    let view = json!({ "name": "All", "scope": "organization", "list": "events" });
    let view = app.post(&OWNER, "/v1/views", &view).await.expect(201);
    // About the account of the owner, so only they can answer.
    let finding = app.open_guessing("u_owner", "192.0.2.7").await;
    // Its destination answers nothing, so that it stays unverified.
    let receiver = Receiver::start().await;
    receiver.stop();
    let stream = app.create_stream(&webhook(&receiver.webhook_url())).await;
    let ids = BTreeMap::from([
        ("/v1/feed", "/v1/feed?start=now".to_owned()),
        ("/v1/events/{source}/{id}", "/v1/events/pass/e".to_owned()),
        ("/v1/exports/{id}", format!("/v1/exports/{export}")),
        ("/v1/organizations/{id}", format!("/v1/organizations/{}", app.organization)),
        ("/v1/keys/{id}", format!("/v1/keys/{key}")),
        ("/v1/sources/{source}", "/v1/sources/crm".to_owned()),
        ("/v1/event-types/{type}", "/v1/event-types/crm.contact.created".to_owned()),
        ("/v1/people/{id}", "/v1/people/u_ada".to_owned()),
        ("/v1/views/{id}", format!("/v1/views/{}", text(&view["id"]))),
        ("/v1/reader-keys/{id}", format!("/v1/reader-keys/{}", text(&reader["id"]))),
        ("/v1/detections/{rule}", "/v1/detections/account.guessing".to_owned()),
        ("/v1/findings/{id}", format!("/v1/findings/{finding}")),
        ("/v1/me/findings/{id}", format!("/v1/me/findings/{finding}")),
        ("/v1/streams/{id}", format!("/v1/streams/{}", text(&stream["id"]))),
    ]);
    let results = results(&app, &ids, text(&reader["secret"])).await;
    let mut table = format!("{:<42}", "route");
    for name in CALLERS {
        write!(table, " {name:<16}").expect("text can be written");
    }
    let mut table = table.trim_end().to_owned() + "\n";
    for (route, line) in results {
        writeln!(table, "{route:<42}{line}").expect("text can be written");
    }
    assert_eq!(table, TABLE, "\n{table}");
}
