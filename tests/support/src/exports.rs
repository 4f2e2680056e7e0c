//! Exports of a running stack.

use serde_json::{Value, json};

use crate::app::{Answer, As, TestApp, text};

impl TestApp {
    /// `POST /v1/exports`
    pub async fn post_export(&self, who: &As, request: &Value) -> Answer {
        self.post(who, "/v1/exports", request).await
    }

    /// Creates an export and returns its id.
    pub async fn create_export(&self, who: &As, request: &Value) -> String {
        text(&self.post_export(who, request).await.expect(202)["id"]).to_owned()
    }

    /// `GET /v1/exports/{id}`
    pub async fn get_export(&self, who: &As, id: &str) -> Answer {
        self.get(who, &format!("/v1/exports/{id}")).await
    }

    /// Creates an export and returns it once it is ready.
    pub async fn export(&self, who: &As, request: &Value) -> Value {
        let id = self.create_export(who, request).await;
        self.finished_export(who, &id).await
    }

    /// `GET /v1/exports/{id}`, until it is ready.
    pub async fn finished_export(&self, who: &As, id: &str) -> Value {
        for _ in 0..3_000 {
            let export = self.get_export(who, id).await.expect(200);
            match export["status"].as_str() {
                Some("ready") => return export,
                Some("pending" | "running") => {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
                _ => panic!("the export ended otherwise: {export}"),
            }
        }
        panic!("the export did not end");
    }

    /// `POST /v1/exports/{id}/links`
    pub async fn post_link(&self, who: &As, id: &str, body: &Value) -> Answer {
        self.post(who, &format!("/v1/exports/{id}/links"), body).await
    }

    /// `POST /v1/exports/{id}/links`, and the link to `file`.
    pub async fn link(&self, who: &As, id: &str, file: &str) -> String {
        let link = self.post_link(who, id, &json!({ "file": file })).await.expect(201);
        link["url"].as_str().expect("a link has a URL").to_owned()
    }

    /// `DELETE /v1/exports/{id}`
    pub async fn delete_export(&self, who: &As, id: &str) -> Answer {
        self.delete(who, &format!("/v1/exports/{id}")).await
    }

    /// Downloads a file of an export through a new link.
    pub async fn download(&self, who: &As, export: &Value, file: &str) -> Vec<u8> {
        let url = self.link(who, text(&export["id"]), file).await;
        let file = self.http.get(url).send().await.expect("the bucket answers");
        assert!(file.status().is_success(), "{file:?}");
        file.bytes().await.expect("the file has an end").to_vec()
    }

    /// Creates an export and returns its file.
    pub async fn export_text(&self, who: &As, request: &Value) -> String {
        let export = self.export(who, request).await;
        String::from_utf8(self.download(who, &export, "data").await).expect("text")
    }

    /// Creates an export in JSON lines and returns its events.
    pub async fn export_events(&self, who: &As, filters: &Value) -> Vec<Value> {
        let text = self.export_text(who, &json!({ "filters": filters, "format": "jsonl" })).await;
        text.lines().map(|line| serde_json::from_str(line).expect("a line is an event")).collect()
    }
}
