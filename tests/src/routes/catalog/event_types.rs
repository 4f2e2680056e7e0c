//! `GET /v1/event-types` and `PUT /v1/event-types/{type}`

use serde_json::{Value, json};
use support::app::{ADMIN, As, OPERATOR, START, TestApp};

use super::{contact_created, put_source, put_type};

async fn app_with_crm() -> TestApp {
    let app = TestApp::start_fresh().await;
    put_source(&app, "crm", &json!({"label": "CRM"})).await.expect(201);
    app
}

/// Returns the entry of a type in the catalog.
async fn entry(app: &TestApp, who: &As, id: &str) -> Option<Value> {
    let listed = app.get(who, "/v1/event-types").await.expect(200);
    listed["event_types"].as_array().expect("types").iter().find(|entry| entry["id"] == id).cloned()
}

#[tokio::test]
async fn put_event_type_registers_and_changes_texts() {
    let app = app_with_crm().await;
    let mut expected = contact_created();
    expected["id"] = json!("crm.contact.created");
    expected["source"] = json!("crm");
    expected["built_in"] = json!(false);
    expected["registered_at"] = json!(START);
    expected["deprecated_at"] = Value::Null;
    expected["last_event_at"] = Value::Null;
    let put = async |body: &Value| put_type(&app, "crm.contact.created", body).await;
    assert_eq!(put(&contact_created()).await.expect(201), expected);
    app.wait(1);
    assert_eq!(put(&contact_created()).await.expect(200), expected);
    let mut renamed = contact_created();
    renamed["label"] = json!("New Contact");
    expected["label"] = json!("New Contact");
    assert_eq!(put(&renamed).await.expect(200), expected);
    assert_eq!(entry(&app, &OPERATOR, "crm.contact.created").await, Some(expected.clone()));
    // Events of all organizations: only operators learn of them.
    expected.as_object_mut().expect("an object").remove("last_event_at");
    assert_eq!(entry(&app, &ADMIN, "crm.contact.created").await, Some(expected));
}

#[tokio::test]
async fn put_event_type_deprecates_and_reinstates() {
    let app = app_with_crm().await;
    let put = async |deprecated: Option<bool>| {
        let mut body = contact_created();
        if let Some(deprecated) = deprecated {
            body["deprecated"] = json!(deprecated);
        }
        app.wait(1);
        put_type(&app, "crm.contact.created", &body).await.body["deprecated_at"].clone()
    };
    assert_eq!(put(None).await, Value::Null);
    let since = json!("2026-11-21T19:02:00.000Z");
    assert_eq!(put(Some(true)).await, since);
    // It stays deprecated until the opposite is said.
    assert_eq!(put(Some(true)).await, since);
    assert_eq!(put(None).await, since);
    assert_eq!(put(Some(false)).await, Value::Null);
}

#[tokio::test]
async fn put_event_type_class_never_changes() {
    let app = app_with_crm().await;
    put_type(&app, "crm.contact.created", &contact_created()).await.expect(201);
    let mut other = contact_created();
    other["class"] = json!("item.deleted");
    assert_eq!(
        put_type(&app, "crm.contact.created", &other).await.faults(409),
        ["/class must stay item.created: the class of a type cannot change"]
    );
    let entry = entry(&app, &OPERATOR, "crm.contact.created").await.expect("an entry");
    assert_eq!(entry["class"], "item.created");
}

#[tokio::test]
async fn put_event_type_names_every_fault() {
    let app = app_with_crm().await;
    for (id, fault) in [
        ("crm", "type must be a source and one or more words, separated by dots: crm.contact.created"),
        ("crm..x", "type must be a source and one or more words, separated by dots: crm.contact.created"),
        ("crm.Contact", "type has a character other than a-z 0-9 _ ."),
        ("crm.*", "type has a character other than a-z 0-9 _ ."),
    ] {
        assert_eq!(put_type(&app, id, &contact_created()).await.faults(400), [fault], "{id}");
    }
    let missing =
        ["/label is missing", "/category is missing", "/description is missing", "/class is missing"];
    assert_eq!(put_type(&app, "crm.contact.created", &json!({})).await.faults(400), missing);
    let mut body = contact_created();
    body["class"] = json!("item.eaten");
    body["deprecated"] = json!("yes");
    body["source"] = json!("crm");
    let faults = put_type(&app, "crm.contact.created", &body).await.faults(400);
    assert!(faults[0].starts_with("/class must be one of sign_in.succeeded, "), "{faults:?}");
    assert_eq!(faults[1..], ["/deprecated is not true or false", "/source is not a field of this request"]);
    // Neither a type of a built-in source, nor of one that is not registered.
    for id in ["pass.item.painted", "pass.item.created", "monitor.watched", "sales.lead.won"] {
        assert_eq!(put_type(&app, id, &contact_created()).await.problem(409), "conflict", "{id}");
    }
    assert_eq!(entry(&app, &OPERATOR, "crm.contact.created").await, None);
}

#[tokio::test]
async fn list_event_types_has_built_in_types_with_class() {
    let app = TestApp::start_fresh().await;
    let entry = entry(&app, &ADMIN, "account.login.failed_password").await.expect("an entry");
    assert_eq!((&entry["class"], &entry["built_in"]), (&json!("sign_in.failed"), &json!(true)));
    assert_eq!(entry["registered_at"], Value::Null);
}
