//! What a running stack has stored, past the API.

use std::ops::ControlFlow;

use event_model::{Event, EventFilter, OrganizationState};
use event_store::{Order, ReadBudget, ReadRequest, ReadSize, StoreError};
use reqwest::header;
use serde_json::{Value, json};

use crate::app::{TestApp, organization_id};

impl TestApp {
    /// Returns the state of an organization.
    pub async fn state(&self, organization: &str) -> OrganizationState {
        let state = self.store.control.organizations_state(&organization_id(organization)).await;
        state.expect("the store answers").expect("the organization exists")
    }

    /// Returns the events of an organization, oldest first, past the API.
    pub async fn events(&self, organization: &str) -> Vec<Event> {
        let state = self.state(organization).await;
        let request = ReadRequest {
            state: &state,
            filter: EventFilter::ALL,
            order: Order::Ascending,
            after: None,
            size: ReadSize::Rows(1_000),
            now: self.clock.clock().timestamp(),
        };
        let mut events = Vec::new();
        let take = |event| {
            events.push(event);
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        };
        let next = self.store.events.page(request, ReadBudget { rows: 10_000 }, take).await.expect("a page");
        assert_eq!(next, None, "there are more events than one page");
        events
    }

    /// Returns the types of the events of an organization, oldest first.
    pub async fn event_types(&self, organization: &str) -> Vec<String> {
        self.events(organization).await.iter().map(|event| event.kind.as_str().to_owned()).collect()
    }

    /// Sends a request to DynamoDB.
    pub async fn dynamodb(&self, operation: &str, body: &Value) -> Value {
        let request = self
            .http
            .post(&self.stack.endpoints().dynamodb)
            .header("X-Amz-Target", format!("DynamoDB_20120810.{operation}"))
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.0")
            .header(header::AUTHORIZATION, "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("X-Amz-Date", "20260101T000000Z")
            .body(body.to_string());
        let response = request.send().await.expect("DynamoDB answers");
        assert!(response.status().is_success(), "{response:?}");
        response.json().await.expect("the answer is JSON")
    }

    /// Returns the items of a table as text, sorted.
    pub async fn stored(&self, table: &str) -> Vec<String> {
        let mut items = Vec::new();
        let mut request = json!({ "TableName": table });
        loop {
            // The product has no method that scans.
            let page = self.dynamodb("Scan", &request).await;
            items.extend(page["Items"].as_array().expect("items").iter().map(Value::to_string));
            match page.get("LastEvaluatedKey") {
                Some(key) => request["ExclusiveStartKey"] = key.clone(),
                None => break,
            }
        }
        items.sort();
        items
    }

    /// Returns the items of both tables.
    pub async fn all_stored(&self) -> [Vec<String>; 2] {
        [self.stored("ControlTable").await, self.stored("EventsTable").await]
    }
}
