//! `/v1/exports`

mod files;
mod lease;
mod limits;
mod links;
mod order;
mod queue;
mod resume;
mod rights;
mod settle;
pub(crate) mod site;
mod spreadsheet;

use reqwest::Method;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::app::{Answer, As, TestApp};

impl TestApp {
    /// `DELETE /v1/exports/{id}`
    pub(crate) async fn delete_export(&self, who: &As, id: &str) -> Answer {
        self.send(who, Method::DELETE, &format!("/v1/exports/{id}"), None).await
    }

    /// Downloads a file of an export through a new link.
    pub(crate) async fn download(&self, who: &As, export: &Value, file: &str) -> Vec<u8> {
        let url = self.link(who, export["id"].as_str().expect("an id"), file).await;
        let file = reqwest::get(url).await.expect("the bucket answers");
        assert!(file.status().is_success(), "{file:?}");
        file.bytes().await.expect("the file has an end").to_vec()
    }
}

/// Returns the SHA-256 of a file, in hex.
fn sha256(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}
