//! Who may do what: every route for every caller, by one golden table.
//!
//! `table.txt` lists the result of each. A route of the template that has no line fails the test, so
//! that none comes without a decision.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reqwest::Method;
use serde_json::json;

use support::app::{As, TestApp};
use support::events::event;

const TABLE: &str = include_str!("table.txt");

/// Callers, in the order of the table's columns. `stranger` is an owner of another organisation.
const CALLERS: [&str; 8] =
    ["nobody", "product", "owner", "admin", "auditor", "member", "stranger", "operator"];

fn caller(name: &'static str) -> As {
    match name {
        "nobody" => As::Nobody,
        "product" => As::Product,
        "stranger" => As::Stranger("owner"),
        role => As::Role(role),
    }
}

/// Returns a valid body for each route that takes one.
fn body(app: &TestApp, route: &str) -> Option<Vec<u8>> {
    let body = match route {
        "POST /v1/events" => json!({ "events": [event(&app.organization, "by-the-table")] }),
        "POST /v1/exports" => json!({ "filters": {}, "format": "csv" }),
        "PATCH /v1/settings" => json!({ "show_details": true }),
        "PUT /v1/organizations/{id}" => {
            json!({ "name": "Northwind", "plan": "business_suite", "write_shards": 1 })
        }
        "POST /v1/keys" => {
            json!({ "name": "A product", "sources": ["pass"], "organizations": [app.organization] })
        }
        _ => return None,
    };
    Some(body.to_string().into_bytes())
}

/// Asks for everything as everyone, and returns one line for each route.
async fn results(app: &TestApp, ids: &BTreeMap<&str, String>) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for (method, path) in app.routes() {
        if !path.starts_with("/v1/") {
            continue;
        }
        let route = format!("{method} {path}");
        let mut line = String::new();
        for name in CALLERS {
            let mut path = path.clone();
            for (variable, value) in ids {
                path = path.replace(variable, value);
            }
            if route.starts_with("DELETE") {
                // Never what the other columns still have to ask for.
                path = path.replace(
                    &ids["/v1/exports/{id}"]["/v1/exports/".len()..],
                    "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11",
                );
                path = path.replace(&ids["/v1/keys/{id}"]["/v1/keys/".len()..], "0123456789abcdef");
            }
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            let answer = app.send(&caller(name), method, &path, body(app, &route)).await;
            let code = answer.body["code"].as_str().map_or(String::new(), |code| format!(":{code}"));
            write!(line, " {:<16}", format!("{}{code}", answer.status.as_u16()))
                .expect("text can be written");
        }
        lines.insert(route, line.trim_end().to_owned());
    }
    lines
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "e")]).await;
    app.add_stranger().await;
    let export = app.create_export(&As::Role("owner"), &json!({ "filters": {}, "format": "csv" })).await;
    app.finished_export(&As::Role("owner"), &export).await;
    let key = app.create_key().await;
    let ids = BTreeMap::from([
        ("/v1/events/{source}/{id}", "/v1/events/pass/e".to_owned()),
        ("/v1/exports/{id}", format!("/v1/exports/{export}")),
        ("/v1/organizations/{id}", format!("/v1/organizations/{}", app.organization)),
        ("/v1/keys/{id}", format!("/v1/keys/{key}")),
    ]);
    let results = results(&app, &ids).await;
    let mut table = format!("{:<34}", "route");
    for name in CALLERS {
        write!(table, " {name:<16}").expect("text can be written");
    }
    let mut table = table.trim_end().to_owned() + "\n";
    for (route, line) in results {
        writeln!(table, "{route:<34}{line}").expect("text can be written");
    }
    assert_eq!(table, TABLE, "\n{table}");
}

#[tokio::test]
async fn another_organisation_sees_nothing_of_this_one() {
    let app = TestApp::start().await;
    app.record(&support::events::varied(&app.organization, 30)).await;
    app.add_stranger().await;
    let export = app.create_export(&As::Role("owner"), &json!({ "filters": {}, "format": "csv" })).await;
    for role in ["owner", "admin", "auditor", "member"] {
        let stranger = As::Stranger(role);
        let own = app.get(&stranger, "/v1/me/events?limit=1000").await.expect(200);
        for event in own["events"].as_array().expect("events") {
            assert_eq!(event["organization_id"], "org_stranger", "{role}");
        }
        let seen = app.get(&stranger, &format!("/v1/exports/{export}")).await;
        assert_eq!(seen.problem(404), "not_found", "{role}");
        if role == "member" {
            continue;
        }
        // What a stranger sees is what their own organisation did: nothing but its own settings.
        let events = app.get(&stranger, "/v1/events?limit=1000").await.expect(200);
        for event in events["events"].as_array().expect("events") {
            assert_eq!(event["organization_id"], "org_stranger", "{role}");
        }
        for query in ["user=u_ada", "ip=203.0.113.7", "type=account.login.*", "source=pass"] {
            let events = app.get(&stranger, &format!("/v1/events?{query}")).await.expect(200);
            assert_eq!(events["events"], json!([]), "{role} {query}");
        }
        let users = app.get(&stranger, "/v1/users?q=northwind").await.expect(200);
        assert_eq!(users["users"], json!([]), "{role}");
        let one = app.get(&stranger, "/v1/events/pass/e1").await;
        assert_eq!(one.problem(404), "not_found", "{role}");
        let exports = app.get(&stranger, "/v1/exports").await.expect(200);
        assert_eq!(exports["exports"], json!([]), "{role}");
    }
}
