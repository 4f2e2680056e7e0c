//! `/v1/exports`

mod files;
mod links;
mod order;
mod queue;
mod rights;
mod spreadsheet;

use reqwest::Method;
use serde_json::Value;

use crate::app::{Answer, As, TestApp};

impl TestApp {
    /// `DELETE /v1/exports/{id}`
    pub(crate) async fn delete_export(&self, who: &As, id: &str) -> Answer {
        self.send(who, Method::DELETE, &format!("/v1/exports/{id}"), None).await
    }

    /// Downloads what a link of an export's body opens.
    pub(crate) async fn download(&self, export: &Value, link: &str) -> Vec<u8> {
        let url = export[link].as_str().expect("a link").to_owned();
        let file = reqwest::get(url).await.expect("the bucket answers");
        assert!(file.status().is_success(), "{file:?}");
        file.bytes().await.expect("the file has an end").to_vec()
    }
}
