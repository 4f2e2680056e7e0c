//! Passes events on to a real API.

use axum::http::StatusCode;
use event_model::{EventResult, IngestResponse};
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
}

#[derive(Serialize)]
struct Body<'a> {
    events: &'a [Box<RawValue>],
}

impl Upstream {
    /// Sends events. The error is the answer without results.
    pub(crate) async fn pass(
        &self,
        authorization: &str,
        events: &[Box<RawValue>],
    ) -> Result<Vec<EventResult>, (StatusCode, String)> {
        let url = format!("{}/v1/events", self.url);
        let request = self.http.post(url).header("authorization", authorization).json(&Body { events });
        let gone = |error: reqwest::Error| (StatusCode::BAD_GATEWAY, error.to_string());
        let response = request.send().await.map_err(gone)?;
        let status = response.status();
        let text = response.text().await.map_err(gone)?;
        match serde_json::from_str::<IngestResponse>(&text) {
            Ok(response) if status == StatusCode::OK => Ok(response.results),
            _ => Err((status, text)),
        }
    }
}
