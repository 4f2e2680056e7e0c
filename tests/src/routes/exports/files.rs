//! The files of exports.

use chrono::{Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use support::app::{OWNER, TestApp, ago, members, sha256, text};
use support::clock::TestClock;
use support::events::{event_at, with};
use support::python;

/// Records `count` events of the last hours, every third by `u_bob`, and returns their ids in order.
async fn record(app: &TestApp, count: usize) -> Vec<String> {
    let bob = json!({ "id": "u_bob", "name": "Bob, \"the\" Builder", "email": "bob@northwind.example" });
    let events: Vec<Value> = (0..count)
        .map(|index| {
            let time = ago(Duration::hours(5)) + Duration::seconds(index as i64);
            let event = event_at(&app.organization, &format!("e-{index:05}"), time);
            if index % 3 == 0 { with(event, "/actor", bob.clone()) } else { event }
        })
        .collect();
    app.record(&events).await;
    members(&events, "id").into_iter().map(str::to_owned).collect()
}

/// Returns a column of a table, without its heading.
fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let index = rows[0].iter().position(|heading| heading == name).expect("the column is there");
    rows[1..].iter().map(|row| row[index].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn export_csv_has_every_event_once_in_order() {
    let app = TestApp::start().await;
    let ids = record(&app, 700).await;
    let request = json!({ "filters": { "source": "pass" }, "time_zone": "Asia/Kolkata" });
    let rows = python::read_csv(&app.export_text(&OWNER, &request).await);
    assert_eq!(
        rows[0].join("|"),
        "Time (UTC)|Time (Asia/Kolkata)|User name|User email|Event|Event type|Outcome|Source|Device|App \
         version|IP address|ISP|Location|Targets|Event id"
    );
    assert_eq!(column(&rows, "Event id"), ids);
    let bobs = column(&rows, "User name").iter().filter(|name| **name == "Bob, \"the\" Builder").count();
    assert_eq!(bobs, 234);
    for (name, value) in
        [("Event", "Item Created"), ("Targets", "vault: Engineering (v_1)"), ("IP address", "203.0.113.7")]
    {
        assert_eq!(column(&rows, name)[0], value);
    }
    let (utc, local) = (column(&rows, "Time (UTC)")[0], column(&rows, "Time (Asia/Kolkata)")[0]);
    assert!(utc.ends_with('Z') && local.ends_with("+05:30"), "{utc} {local}");
    let moment = |text| chrono::DateTime::parse_from_rfc3339(text).expect("a time");
    assert_eq!(moment(utc), moment(local));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_has_the_events_of_the_same_list() {
    let app = TestApp::start().await;
    record(&app, 300).await;
    let time = |hours| ago(Duration::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let (from, to) = (time(5), time(4));
    let cases = [
        (
            json!({ "user": "bob@northwind.example", "source": "pass" }),
            "user=bob@northwind.example&source=pass".to_owned(),
        ),
        (json!({ "type": ["pass.item.*"] }), "type=pass.item.*".to_owned()),
        (json!({ "ip": "203.0.113.0/24" }), "ip=203.0.113.0/24".to_owned()),
        (json!({ "outcome": "failure" }), "outcome=failure".to_owned()),
        (json!({ "from": from, "to": to, "source": ["pass"] }), format!("from={from}&to={to}&source=pass")),
    ];
    for (filters, query) in cases {
        let listed = app.all_events(&OWNER, "/v1/events", &format!("{query}&order=asc&limit=1000")).await;
        assert_eq!(app.export_events(&OWNER, &filters).await, listed, "{filters}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn export_compressed_unpacks_to_the_plain_file() {
    let app = TestApp::start().await;
    record(&app, 400).await;
    let mut plain: Vec<Vec<u8>> = Vec::new();
    for format in ["csv", "jsonl", "csv.gz", "jsonl.gz"] {
        let request = json!({ "filters": { "source": "pass" }, "format": format });
        let export = app.export(&OWNER, &request).await;
        let file = app.download(&OWNER, &export, "data").await;
        assert_eq!(export["bytes"], file.len(), "{format}");
        assert_eq!(export["sha256"], sha256(&file), "{format}");
        assert_eq!((&export["rows"], &export["complete"]), (&json!(400), &json!(true)));
        assert_eq!(export["reached"], export["to"]);
        let name = text(&export["file_name"]);
        assert!(name.starts_with("activity_") && name.ends_with(format), "{name}");
        if format.ends_with(".gz") {
            let same = plain.remove(0);
            assert!(python::gunzip(&file) == same, "{format} unpacks to something else");
            assert!(file.len() < same.len() / 4, "{format} is hardly smaller");
        } else {
            plain.push(file);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn export_without_rows_is_complete() {
    let app = TestApp::start().await;
    let filters = json!({ "user": "nobody" });
    for (format, columns, text) in [
        ("csv", json!(["event", "id"]), "\"Event\",\"Event id\"\r\n"),
        ("jsonl", json!(null), ""),
        ("jsonl.gz", json!(null), ""),
    ] {
        let request = json!({ "filters": filters, "format": format, "columns": columns });
        let export = app.export(&OWNER, &request).await;
        let file = app.download(&OWNER, &export, "data").await;
        let file = if format == "jsonl.gz" { python::gunzip(&file) } else { file };
        assert_eq!(String::from_utf8(file).expect("text"), text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn export_omits_events_recorded_later() {
    let app = TestApp::start_with(TestClock::system(), 1_000).await;
    record(&app, 50).await;
    let id = app.create_export(&OWNER, &json!({ "filters": { "source": "pass" }, "format": "jsonl" })).await;
    // It occurred before the request, and is recorded while the worker waits for the indexes.
    app.record(&[event_at(&app.organization, "late", ago(Duration::hours(2)))]).await;
    let export = app.finished_export(&OWNER, &id).await;
    assert_eq!(export["rows"], 50);
    let file = app.download(&OWNER, &export, "data").await;
    assert!(!String::from_utf8(file).expect("text").contains("\"late\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_omits_hidden_details() {
    let app = TestApp::start().await;
    record(&app, 20).await;
    let request = json!({ "filters": { "source": "pass" } });
    let shown = app.export(&OWNER, &request).await;
    assert_eq!(shown["details"], "shown");
    app.patch_settings(&OWNER, &json!({ "show_details": false })).await.expect(200);
    // The first file has the details, so no link to it is issued any more.
    let after = app.get_export(&OWNER, text(&shown["id"])).await.expect(200);
    assert_eq!((&after["status"], &after["withheld"]), (&json!("ready"), &json!("details_hidden")));
    let refused = app.post_link(&OWNER, text(&shown["id"]), &json!({})).await;
    assert_eq!(refused.problem(403), "details_hidden");

    let export = app.export(&OWNER, &request).await;
    let file = String::from_utf8(app.download(&OWNER, &export, "data").await).expect("text");
    let rows = python::read_csv(&file);
    for heading in ["IP address", "ISP", "Location"] {
        assert!(!rows[0].iter().any(|name| name == heading), "{heading}");
    }
    assert!(!file.contains("203.0.113.7"));
    let manifest = app.download(&OWNER, &export, "manifest").await;
    let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
    assert_eq!(manifest["details"], "hidden");
    for field in ["rows", "bytes", "sha256", "complete", "from", "to", "filters", "format"] {
        assert_eq!(manifest[field], export[field], "{field}");
    }
    let gaps = manifest["gaps"].as_array().expect("gaps");
    assert!(gaps.iter().any(|gap| gap["reason"] == "details_hidden"), "{manifest}");

    for request in [json!({ "filters": { "ip": "203.0.113.7" } }), json!({ "columns": ["event", "isp"] })] {
        assert_eq!(app.post_export(&OWNER, &request).await.problem(403), "details_hidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn export_past_retention_is_incomplete() {
    let app = TestApp::start().await;
    let day = ago(Duration::days(100)).date_naive();
    app.store.control.imports_insert(&app.organization_id(), day).await.expect("it is stored");
    let from = ago(Duration::days(800)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let export = app.export(&OWNER, &json!({ "filters": { "from": from } })).await;
    assert_eq!(export["complete"], false);
    assert_eq!(export["incomplete_reason"], "retention");
    assert_ne!(export["from"], export["filters"]["from"]);
    let manifest = app.download(&OWNER, &export, "manifest").await;
    let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
    let gaps = manifest["gaps"].as_array().expect("gaps");
    let gap = |reason: &str| gaps.iter().find(|gap| gap["reason"] == reason).expect("a gap");
    let retention = gap("retention");
    assert_eq!((&retention["from"], &retention["to"]), (&export["filters"]["from"], &export["from"]));
    let imported = gap("imported");
    assert_eq!(imported["from"], format!("{day}T00:00:00.000Z"));
    assert_eq!(gap("monitor_off")["to"], imported["from"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn export_without_end_has_events_of_fast_clocks() {
    let app = TestApp::start().await;
    app.record(&[event_at(&app.organization, "ahead", ago(Duration::minutes(-3)))]).await;
    for (to, ids) in [(None, vec!["ahead"]), (Some(Utc::now().to_rfc3339()), vec![])] {
        let filters = match to {
            Some(to) => json!({ "source": "pass", "to": to }),
            None => json!({ "source": "pass" }),
        };
        assert_eq!(members(&app.export_events(&OWNER, &filters).await, "id"), ids);
    }
}
