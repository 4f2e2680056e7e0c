//! What files hold.

use chrono::{Duration, SecondsFormat, Utc};
use serde_json::{Value, json};

use support::app::{OWNER, TestApp, ago};
use support::clock::TestClock;
use support::events::{event_at, with};
use support::python as spreadsheet;

/// Records `count` events of the last hours, every third of which is `u_bob`'s, and returns their ids in
/// the order of their times.
async fn record(app: &TestApp, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut events = Vec::new();
    for index in 0..count {
        let id = format!("e-{index:05}");
        let time = ago(Duration::hours(5)) + Duration::seconds(index as i64);
        let event = event_at(&app.organization, &id, time);
        let bob = json!({ "id": "u_bob", "name": "Bob, \"the\" Builder", "email": "bob@northwind.example" });
        events.push(if index % 3 == 0 { with(event, "/actor", bob) } else { event });
        ids.push(id);
    }
    app.record(&events).await;
    ids
}

fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let index = rows[0].iter().position(|heading| heading == name).expect("the column is there");
    rows[1..].iter().map(|row| row[index].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_every_event_once_oldest_first_and_reads_back_in_python() {
    let app = TestApp::start().await;
    let ids = record(&app, 700).await;
    let request = json!({ "filters": { "source": "pass" }, "time_zone": "Asia/Kolkata" });
    let text = app.export_text(&OWNER, &request).await;
    let rows = spreadsheet::read(&text);
    assert_eq!(
        rows[0].join("|"),
        "Time (UTC)|Time (Asia/Kolkata)|User name|User email|Event|Event type|Outcome|Source|Device|App \
         version|IP address|ISP|Location|Targets|Event id"
    );
    assert_eq!(column(&rows, "Event id"), ids);
    let bobs = column(&rows, "User name").iter().filter(|name| **name == "Bob, \"the\" Builder").count();
    assert_eq!(bobs, 234);
    assert_eq!(column(&rows, "Event")[0], "Item Created");
    assert_eq!(column(&rows, "Targets")[0], "vault: Engineering (v_1)");
    assert_eq!(column(&rows, "IP address")[0], "203.0.113.7");
    let (utc, local) = (column(&rows, "Time (UTC)")[0], column(&rows, "Time (Asia/Kolkata)")[0]);
    assert!(utc.ends_with('Z') && local.ends_with("+05:30"), "{utc} {local}");
    let moment = |text| chrono::DateTime::parse_from_rfc3339(text).expect("a time");
    assert_eq!(moment(utc), moment(local));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_what_the_listing_with_the_same_filters_lists() {
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
        let request = json!({ "filters": filters, "format": "jsonl" });
        let text = app.export_text(&OWNER, &request).await;
        let exported: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("a line is an event")).collect();
        let listed = app.all_events(&OWNER, "/v1/events", &format!("{query}&order=asc&limit=1000")).await;
        assert_eq!(exported, listed, "{filters}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_files_unpack_to_the_plain_ones_and_all_checksums_are_right() {
    let app = TestApp::start().await;
    record(&app, 400).await;
    let mut plain: Vec<Vec<u8>> = Vec::new();
    for format in ["csv", "jsonl", "csv.gz", "jsonl.gz"] {
        let request = json!({ "filters": { "source": "pass" }, "format": format });
        let id = app.create_export(&OWNER, &request).await;
        let export = app.finished_export(&OWNER, &id).await;
        let file = app.download(&OWNER, &export, "data").await;
        assert_eq!(export["bytes"], file.len(), "{format}");
        assert_eq!(export["sha256"], support::app::sha256(&file), "{format}");
        assert_eq!(export["rows"], 400);
        assert_eq!(export["complete"], true);
        assert_eq!(export["reached"], export["to"]);
        let name = export["file_name"].as_str().expect("a name");
        assert!(name.starts_with("activity_") && name.ends_with(format), "{name}");
        if format.ends_with(".gz") {
            let unpacked = spreadsheet::gunzip(&file);
            let same = plain.remove(0);
            assert!(unpacked == same, "{format} unpacks to something else");
            assert!(file.len() < same.len() / 4, "{format} is hardly smaller");
        } else {
            plain.push(file);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_rows_is_whole_too() {
    let app = TestApp::start().await;
    for (format, text) in [("csv", "\"Event\",\"Event id\"\r\n"), ("jsonl", "")] {
        let columns = (format == "csv").then(|| json!(["event", "id"]));
        let filters = json!({ "user": "nobody" });
        let request = json!({ "filters": filters, "format": format, "columns": columns });
        assert_eq!(app.export_text(&OWNER, &request).await, text);
    }
    let request = json!({ "filters": { "user": "nobody" }, "format": "jsonl.gz" });
    let id = app.create_export(&OWNER, &request).await;
    let export = app.finished_export(&OWNER, &id).await;
    assert_eq!(spreadsheet::gunzip(&app.download(&OWNER, &export, "data").await), b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_later_is_not_in_it() {
    let app = TestApp::start_with(TestClock::system(), 1_000).await;
    record(&app, 50).await;
    let id = app.create_export(&OWNER, &json!({ "filters": { "source": "pass" }, "format": "jsonl" })).await;
    // It occurred before the export was asked for, and is recorded while the worker waits for the indexes.
    app.record(&[event_at(&app.organization, "late", ago(Duration::hours(2)))]).await;
    let export = app.finished_export(&OWNER, &id).await;
    assert_eq!(export["rows"], 50);
    let file = app.download(&OWNER, &export, "data").await;
    assert!(!String::from_utf8(file).expect("text").contains("\"late\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_hidden_details_are_absent_and_a_gap() {
    let app = TestApp::start().await;
    record(&app, 20).await;
    let shown = app.create_export(&OWNER, &json!({ "filters": { "source": "pass" } })).await;
    let before = app.finished_export(&OWNER, &shown).await;
    assert_eq!(before["details"], "shown");
    app.patch_settings(&OWNER, &json!({ "show_details": false })).await.expect(200);
    // The file shows what is hidden now, so it is not handed out any more.
    let after = app.get(&OWNER, &format!("/v1/exports/{shown}")).await.expect(200);
    assert_eq!((&after["status"], &after["withheld"]), (&json!("ready"), &json!("details_hidden")));
    let refused = app.post_link(&OWNER, &shown, &json!({})).await;
    assert_eq!(refused.problem(403), "details_hidden");

    let id = app.create_export(&OWNER, &json!({ "filters": { "source": "pass" } })).await;
    let export = app.finished_export(&OWNER, &id).await;
    let rows =
        spreadsheet::read(&String::from_utf8(app.download(&OWNER, &export, "data").await).expect("text"));
    let headings = rows[0].join("|");
    assert!(
        !headings.contains("IP") && !headings.contains("ISP") && !headings.contains("Location"),
        "{headings}"
    );
    assert!(!rows.concat().concat().contains("203.0.113.7"));
    let manifest = app.download(&OWNER, &export, "manifest").await;
    let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
    assert_eq!(manifest["details"], "hidden");
    for field in ["rows", "bytes", "sha256", "complete", "from", "to", "filters", "format"] {
        assert_eq!(manifest[field], export[field], "{field}");
    }
    let hidden =
        manifest["gaps"].as_array().expect("gaps").iter().any(|gap| gap["reason"] == "details_hidden");
    assert!(hidden, "{manifest}");

    let refused = app.post_export(&OWNER, &json!({ "filters": { "ip": "203.0.113.7" } })).await;
    assert_eq!(refused.problem(403), "details_hidden");
    let refused = app.post_export(&OWNER, &json!({ "columns": ["event", "isp"] })).await;
    assert_eq!(refused.problem(403), "details_hidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn export_beyond_retention_is_incomplete() {
    let app = TestApp::start().await;
    let day = ago(Duration::days(100)).date_naive();
    app.store.control.imports_insert(&app.organization_id(), day).await.expect("it is stored");
    let from = ago(Duration::days(800)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let id = app.create_export(&OWNER, &json!({ "filters": { "from": from } })).await;
    let export = app.finished_export(&OWNER, &id).await;
    assert_eq!(export["complete"], false);
    assert_eq!(export["incomplete_reason"], "retention");
    assert_ne!(export["from"], export["filters"]["from"]);
    let manifest = app.download(&OWNER, &export, "manifest").await;
    let manifest: Value = serde_json::from_slice(&manifest).expect("the manifest is JSON");
    let gap = |reason: &str| {
        let gaps = manifest["gaps"].as_array().expect("gaps");
        gaps.iter()
            .find(|gap| gap["reason"] == reason)
            .unwrap_or_else(|| panic!("{reason}: {gaps:?}"))
            .clone()
    };
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
    let request = json!({ "filters": { "source": "pass" }, "format": "jsonl" });
    let text = app.export_text(&OWNER, &request).await;
    assert!(text.contains("\"ahead\""), "{text}");
    let ended = json!({ "filters": { "source": "pass", "to": Utc::now().to_rfc3339() }, "format": "jsonl" });
    assert_eq!(app.export_text(&OWNER, &ended).await, "");
}
