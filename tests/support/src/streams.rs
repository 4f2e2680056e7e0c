//! Streams of a stack.

use event_model::{StreamId, StreamState};
use event_store::{Delivery, DeliveryChange, StoreError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{ADMIN, Answer, As, TestApp, text};
use crate::receiver::{DATADOG_KEY, Receiver, SPLUNK_TOKEN};

/// Returns a request for a webhook.
pub fn webhook(url: &str) -> Value {
    json!({ "name": "SIEM", "kind": "webhook", "destination": { "url": url } })
}

/// Returns a request for a stream of each kind that a receiver is.
pub fn received_kinds(receiver: &Receiver) -> [Value; 5] {
    [
        webhook(&receiver.webhook_url()),
        json!({ "name": "Channel", "kind": "slack", "destination": { "url": receiver.slack_url() } }),
        json!({ "name": "Channel", "kind": "teams", "destination": { "url": receiver.teams_url() } }),
        json!({
            "name": "Splunk", "kind": "splunk",
            "destination": { "url": receiver.splunk_url(), "token": SPLUNK_TOKEN, "index": "main" },
        }),
        json!({
            "name": "Datadog", "kind": "datadog",
            "destination": { "site": receiver.datadog_site(), "api_key": DATADOG_KEY, "tags": ["env:test"] },
        }),
    ]
}

impl TestApp {
    /// Creates a stream. Returns the answer, with its signing secret.
    pub async fn create_stream(&self, body: &Value) -> Value {
        self.post(&ADMIN, "/v1/streams", body).await.expect(201)
    }

    /// Creates a stream and verifies its destination. Returns its id.
    pub async fn start_stream(&self, body: &Value) -> String {
        let stream = self.create_stream(body).await;
        let id = text(&stream["id"]).to_owned();
        let result = self.act_on_stream(&ADMIN, &id, "verify").await.expect(200);
        assert_eq!(result["delivered"], true, "{result}");
        id
    }

    /// Returns a stream.
    pub async fn stream(&self, id: &str) -> Value {
        self.get(&ADMIN, &format!("/v1/streams/{id}")).await.expect(200)
    }

    /// `PATCH /v1/streams/{id}`
    pub async fn patch_stream(&self, who: &As, id: &str, patch: &Value) -> Answer {
        let headers = [("content-type", "application/merge-patch+json")];
        let path = format!("/v1/streams/{id}");
        self.request(who, Method::PATCH, &path, &headers, patch.to_string()).await
    }

    /// `POST /v1/streams/{id}/{act}` without a body.
    pub async fn act_on_stream(&self, who: &As, id: &str, act: &str) -> Answer {
        self.request(who, Method::POST, &format!("/v1/streams/{id}/{act}"), &[], "").await
    }

    /// Returns the texts of the mails that were sent, oldest first.
    pub fn mails(&self) -> Vec<String> {
        let mails = self.stack.mails().expect("the mails can be read");
        mails.into_iter().map(|mail| mail.text.unwrap_or_default()).collect()
    }

    /// Returns how far a stream has delivered, past the API.
    pub async fn delivery(&self, id: &str) -> Delivery {
        let id: StreamId = id.parse().expect("the id of a stream");
        let stored = self.store.control.deliveries_get(&self.organization_id(), &id).await;
        stored.expect("the store answers").expect("the delivery is there").delivery
    }

    /// Sets the state of a stream, past the API.
    pub async fn set_stream_state(&self, id: &str, state: StreamState) {
        let id: StreamId = id.parse().expect("the id of a stream");
        let organization = self.state(&self.organization).await;
        loop {
            let stored = self.store.control.deliveries_get(&self.organization_id(), &id).await;
            let stored = stored.expect("the store answers").expect("the delivery is there");
            let wanted = Delivery { state, ..stored.delivery.clone() };
            let change = DeliveryChange { read: &stored, wanted: &wanted };
            match self.store.deliveries_act(&organization, &change, &[]).await {
                Ok(()) => return,
                // Its worker has written it meanwhile.
                Err(StoreError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}
