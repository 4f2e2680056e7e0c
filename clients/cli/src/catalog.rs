//! The catalog of event types, as the API lists it.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Failure;
use crate::api::Api;
use crate::event_table::Labels;

/// An entry of `GET /v1/event-types`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) category: String,
    pub(crate) description: String,
    /// A text, so that classes of a newer service can be shown.
    pub(crate) class: String,
    pub(crate) built_in: bool,
    pub(crate) deprecated_at: Option<String>,
    /// Only for operators.
    pub(crate) last_event_at: Option<String>,
}

/// The part of an entry that names it.
#[derive(Debug, Deserialize)]
struct Labeled {
    id: String,
    label: String,
}

/// Returns the labels of all types.
pub(crate) async fn labels(api: &Api) -> Result<Labels, Failure> {
    let types = event_types(api).await?.into_iter().map(read);
    types.map(|entry| entry.map(|Labeled { id, label }| (id, label))).collect()
}

/// Returns all types, as the API wrote them.
pub(crate) async fn event_types(api: &Api) -> Result<Vec<Value>, Failure> {
    let mut types = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut url = api.endpoint(&["v1", "event-types"]);
        if let Some(cursor) = &cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let page: Page = api.get_json(&url).await?;
        types.extend(page.event_types);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(types);
        }
    }
}

/// Reads an entry.
pub(crate) fn read<T: DeserializeOwned>(entry: Value) -> Result<T, Failure> {
    serde_json::from_value(entry)
        .map_err(|error| Failure::Failed(format!("an event type is not as documented: {error}")))
}

#[derive(Debug, Deserialize)]
struct Page {
    event_types: Vec<Value>,
    #[serde(default)]
    next_cursor: Option<String>,
}
