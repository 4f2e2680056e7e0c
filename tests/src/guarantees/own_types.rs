//! A vendor's own source and types, in every part of the API.

use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, As, OPERATOR, TestApp, members};
use support::events::{event, with};

/// The types of a CRM, with their classes.
const TYPES: [(&str, &str, &str); 5] = [
    ("crm.contact.created", "Contact Created", "item.created"),
    ("crm.contact.viewed", "Contact Viewed", "item.read"),
    ("crm.contact.deleted", "Contact Deleted", "item.deleted"),
    ("crm.report.exported", "Report Exported", "item.exported"),
    ("crm.api_key.created", "API Key Created", "key.created"),
];

async fn put(app: &TestApp, path: &str, body: &Value) -> Value {
    let answer = app.send(&OPERATOR, Method::PUT, path, body).await;
    assert!(answer.status.is_success(), "{}", answer.body);
    answer.body
}

async fn register(app: &TestApp, (id, label, class): (&str, &str, &str), deprecated: bool) {
    let body = json!({
        "label": label, "category": "CRM", "description": "Something happened.", "class": class,
        "deprecated": deprecated,
    });
    put(app, &format!("/v1/event-types/{id}"), &body).await;
}

async fn app_with_crm() -> TestApp {
    let app = TestApp::start().await;
    put(&app, "/v1/sources/crm", &json!({"label": "CRM"})).await;
    for kind in TYPES {
        register(&app, kind, false).await;
    }
    app
}

/// Returns an event of a type, of the user `u_member`.
fn event_of(app: &TestApp, kind: &str) -> Value {
    let event = with(event(&app.organization, kind), "/type", json!(kind));
    with(event, "/actor/id", json!("u_member"))
}

fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
    texts.sort_unstable();
    texts
}

#[tokio::test]
async fn own_types_are_filtered_counted_and_exported() {
    let app = app_with_crm().await;
    app.record(&TYPES.map(|(kind, ..)| event_of(&app, kind))).await;
    app.record(&[with(event(&app.organization, "e"), "/actor/id", json!("u_member"))]).await;
    let contacts = ["crm.contact.created", "crm.contact.deleted", "crm.contact.viewed"];
    for (query, expected) in [
        ("type=crm.contact.*", contacts.to_vec()),
        ("source=crm&type=crm.contact.*&type=pass.*", contacts.to_vec()),
        ("type=crm.report.exported", vec!["crm.report.exported"]),
    ] {
        for (who, path) in [(&ADMIN, "/v1/events"), (&As::Role("member"), "/v1/me/events")] {
            let events = app.all_events(who, path, query).await;
            assert_eq!(sorted(members(&events, "type")), expected, "{path}?{query}");
        }
        let summary = app.get(&ADMIN, &format!("/v1/events/summary?{query}")).await.expect(200);
        assert_eq!(summary["total"], expected.len(), "{query}");
    }
    let filters = json!({"source": "crm", "type": ["crm.contact.*"]});
    let csv = json!({"format": "csv", "filters": filters, "columns": ["event", "type", "source"]});
    let csv = app.export_text(&ADMIN, &csv).await.replace('"', "");
    let mut lines: Vec<&str> = csv.lines().skip(1).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "Contact Created,crm.contact.created,crm",
            "Contact Deleted,crm.contact.deleted,crm",
            "Contact Viewed,crm.contact.viewed,crm",
        ]
    );
    for (query, message) in [
        (
            "type=crm.contact",
            "is not a type of the catalog; for every type that begins with it, write crm.contact.*",
        ),
        ("type=crm.lead.*", "is not a type of the catalog (GET /v1/event-types)"),
        ("source=sales", "is not a source of the catalog (GET /v1/sources)"),
    ] {
        let faults = app.get(&ADMIN, &format!("/v1/events?{query}")).await.faults(400);
        assert_eq!(faults, [format!("{} {message}", query.split('=').next().unwrap_or_default())]);
    }
}

#[tokio::test]
async fn deprecated_type_is_refused_and_stays_readable() {
    let app = app_with_crm().await;
    let (kind, ..) = TYPES[1];
    app.record(&[event_of(&app, kind)]).await;
    register(&app, TYPES[1], true).await;
    let again = with(event_of(&app, kind), "/id", json!("again"));
    // Functions learn of a change within a minute.
    app.wait(1);
    let body = app.post_events(std::slice::from_ref(&again)).await.expect(200);
    let message = "is deprecated; send another type (GET /v1/event-types)";
    let refused =
        json!([{"id": "again", "status": "rejected", "errors": [{"pointer": "/type", "message": message}]}]);
    assert_eq!(body["results"], refused);
    assert!(!app.all_events(&ADMIN, "/v1/events", "type=crm.contact.viewed").await.is_empty());
    register(&app, TYPES[1], false).await;
    app.wait(1);
    assert_eq!(app.statuses(&[with(again, "/id", json!("third"))]).await, ["recorded"]);
}

#[tokio::test]
async fn new_type_is_known_to_readers_and_ingest_at_once() {
    let app = app_with_crm().await;
    // Every function has cached the catalog.
    app.record(&[event_of(&app, TYPES[0].0)]).await;
    app.get(&ADMIN, "/v1/events?type=crm.*").await.expect(200);
    app.export_events(&ADMIN, &json!({"type": ["crm.*"]})).await;
    let lead = "crm.lead.won";
    let body = app.post_events(&[event_of(&app, lead)]).await.expect(200);
    assert_eq!(
        body["results"][0]["errors"],
        json!([{"pointer": "/type", "message": "is not a type of the catalog (GET /v1/event-types)"}])
    );
    register(&app, (lead, "Lead Won", "item.changed"), false).await;
    app.record(&[event_of(&app, lead)]).await;
    let filters = json!({"type": [lead]});
    assert_eq!(app.all_events(&ADMIN, "/v1/events", &format!("type={lead}")).await.len(), 1);
    assert_eq!(app.export_events(&ADMIN, &filters).await.len(), 1);
    app.wait(1);
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "type=crm.*").await.len(), 2);
}

#[tokio::test]
async fn key_of_own_source_sends_only_its_events() {
    let app = app_with_crm().await;
    let body = json!({"name": "CRM", "sources": ["crm"], "organizations": [app.organization]});
    let (id, secret) = app.create_key(&body).await;
    let key = As::Bearer(format!("Bearer {secret}"));
    let path = format!("/v1/keys/{id}");
    let receipts = async || {
        let key = app.get(&OPERATOR, &path).await.expect(200);
        let listed = app.get(&OPERATOR, "/v1/keys").await.expect(200);
        assert_eq!(
            listed["keys"].as_array().and_then(|keys| keys.iter().find(|one| one["id"] == key["id"])),
            Some(&key)
        );
        (key["first_event_at"].is_string(), key["last_event_at"].is_string(), key["last_used_at"].is_string())
    };
    assert_eq!(receipts().await, (false, false, false));
    let foreign = app.post_events_as(&key, &[event(&app.organization, "e")]).await.expect(200);
    assert_eq!(foreign["results"][0]["errors"][0]["message"], "this key may not send events of pass");
    assert_eq!(receipts().await, (false, false, true));
    let own = app.post_events_as(&key, &[event_of(&app, TYPES[0].0)]).await.expect(200);
    assert_eq!(own["results"][0]["status"], "recorded");
    assert_eq!(receipts().await, (true, true, true));
    let types = app.get(&OPERATOR, "/v1/event-types").await.expect(200);
    let received: Vec<&Value> = types["event_types"]
        .as_array()
        .expect("types")
        .iter()
        .filter(|kind| kind["last_event_at"].is_string())
        .map(|kind| &kind["id"])
        .collect();
    assert_eq!(received, ["crm.contact.created"]);
    let unknown = json!({"name": "X", "sources": ["sales", "monitor"], "organizations": "all"});
    assert_eq!(
        app.post(&OPERATOR, "/v1/keys", &unknown).await.faults(400),
        [
            "/sources/0 is not a source of the catalog (GET /v1/sources)",
            "/sources/1 is written by the activity monitor itself only",
        ]
    );
}

#[tokio::test]
async fn receipts_of_types_are_written_once_a_day() {
    let app = app_with_crm().await;
    let (kind, ..) = TYPES[0];
    let last = async |id: &str, hours: i64| {
        app.wait(hours * 60);
        app.record(&[with(event_of(&app, kind), "/id", json!(id))]).await;
        let listed = app.get(&OPERATOR, "/v1/event-types").await.expect(200);
        let types = listed["event_types"].as_array().expect("types").clone();
        types.into_iter().find(|one| one["id"] == kind).expect("an entry")["last_event_at"].clone()
    };
    let first = last("a", 0).await;
    assert!(first.is_string());
    assert_eq!(last("b", 23).await, first);
    assert_ne!(last("c", 1).await, first);
}

/// A reader that cached the catalog before a type was registered, and one that did not, side by side.
#[tokio::test]
async fn row_of_newer_type_is_shown_by_every_old_reader() {
    let app = app_with_crm().await;
    let lead = "crm.lead.won";
    for who in [&ADMIN, &As::Role("member")] {
        app.get(who, "/v1/me/events?type=crm.*").await.expect(200);
    }
    app.get(&ADMIN, "/v1/feed?start=now").await.expect(200);
    app.export_events(&ADMIN, &json!({"type": ["crm.*"]})).await;
    // Past the function that these readers share their cache with.
    let registered = app.store.control.catalog_get().await.expect("a catalog");
    let kind = registered.types[0].clone();
    let kind = event_model::RegisteredType {
        id: lead.parse().expect("a type"),
        label: "Lead Won".to_owned().try_into().expect("a name"),
        ..kind
    };
    app.store.control.catalog_put_type(&registered, &kind).await.expect("registered");
    app.record(&[event_of(&app, lead)]).await;
    let shown = |events: &[Value]| events.iter().filter(|event| event["type"] == lead).count();
    assert_eq!(shown(&app.all_events(&ADMIN, "/v1/events", "limit=10").await), 1);
    assert_eq!(shown(&app.all_events(&As::Role("member"), "/v1/me/events", "limit=10").await), 1);
    let one = app.get(&ADMIN, &format!("/v1/events/crm/{lead}")).await.expect(200);
    assert_eq!(one["type"], lead);
    let summary = app.get(&ADMIN, "/v1/events/summary?user=u_member").await.expect(200);
    assert_eq!(summary["total"], 1);
    let csv = json!({"format": "csv", "filters": {"user": ["u_member"]}, "columns": ["event", "type"]});
    let csv = app.export_text(&ADMIN, &csv).await.replace('"', "");
    // The worker reads the catalog when it starts.
    assert!(csv.contains("Lead Won,crm.lead.won"), "{csv}");
}
