//! `/v1/sources` and `/v1/event-types`

mod event_types;
mod sources;

use reqwest::Method;
use serde_json::{Value, json};
use support::app::{Answer, OPERATOR, TestApp};

/// Returns a valid request for an event type.
fn contact_created() -> Value {
    json!({
        "label": "Contact Created", "category": "Contacts", "description": "A contact was created.",
        "class": "item.created",
    })
}

async fn put_source(app: &TestApp, id: &str, body: &Value) -> Answer {
    app.send(&OPERATOR, Method::PUT, &format!("/v1/sources/{id}"), body).await
}

async fn put_type(app: &TestApp, id: &str, body: &Value) -> Answer {
    app.send(&OPERATOR, Method::PUT, &format!("/v1/event-types/{id}"), body).await
}
