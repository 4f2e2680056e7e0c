//! The catalog on the wire.

use serde::{Deserialize, Serialize};

use crate::{CatalogEntry, Class, SourceEntry, Timestamp};

/// A source: a product that sends events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Source)]
pub struct SourceBody {
    /// The id: the first word of the source's event types.
    #[schema(example = "crm")]
    pub id: String,
    /// The display name.
    #[schema(example = "CRM")]
    pub label: String,
    /// If `true`, the source is part of this service. Otherwise an operator registered it.
    pub built_in: bool,
    /// Time of the registration (UTC); null if the source is built in.
    pub registered_at: Option<String>,
}

/// An event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = EventType)]
pub struct EventTypeBody {
    /// The id of the type. Its first word is the source.
    #[schema(example = "crm.contact.created")]
    pub id: String,
    /// The source: the product that sends events of this type.
    #[schema(example = "crm")]
    pub source: String,
    /// The display name of the type.
    #[schema(example = "Contact Created")]
    pub label: String,
    /// The category, which groups the types of a source.
    #[schema(example = "Contacts")]
    pub category: String,
    /// The action that an event of this type reports.
    #[schema(example = "A contact was created.")]
    pub description: String,
    /// What an event of this type means, whichever product sends it.
    pub class: Class,
    /// If `true`, the type is part of this service. Otherwise an operator registered it.
    pub built_in: bool,
    /// Time of the registration (UTC); null if the type is built in.
    pub registered_at: Option<String>,
    /// Time since which new events of this type are refused (UTC); null if they are accepted.
    pub deprecated_at: Option<String>,
    /// Time of the last recorded event of this type in any organization (UTC, to the day); null if there is none. Only
    /// operators get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub last_event_at: Option<Option<String>>,
}

/// The new label of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"label": "CRM"}))]
pub struct SourceRequest {
    /// The display name.
    #[schema(min_length = 1, max_length = 256)]
    pub label: String,
}

/// An event type to register, or its new texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"label": "Contact Created", "category": "Contacts",
    "description": "A contact was created.", "class": "item.created"}))]
pub struct EventTypeRequest {
    /// The display name.
    #[schema(min_length = 1, max_length = 256)]
    pub label: String,
    /// The category, which groups the types of a source.
    #[schema(min_length = 1, max_length = 256)]
    pub category: String,
    /// The action that an event of this type reports, as a sentence.
    #[schema(min_length = 1, max_length = 512)]
    pub description: String,
    /// What an event of this type means. It cannot change. Choose the most specific class that is always true.
    pub class: Class,
    /// If `true`, new events of this type are refused. If absent, it does not change (`false` for a new type).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deprecated: Option<bool>,
}

impl From<&SourceEntry> for SourceBody {
    fn from(source: &SourceEntry) -> Self {
        let SourceEntry { id, label, registered_at } = source;
        Self {
            id: id.to_string(),
            label: label.to_string(),
            built_in: registered_at.is_none(),
            registered_at: registered_at.map(|at| at.to_string()),
        }
    }
}

impl EventTypeBody {
    /// Creates the body of `entry`. `last_event_at` is `None` if the caller may not know it.
    pub fn new(entry: &CatalogEntry, last_event_at: Option<Option<Timestamp>>) -> Self {
        let CatalogEntry {
            id,
            label,
            category,
            description,
            class,
            // Part of the events that are delivered, not of the catalog on the wire.
            ocsf: _,
            registered_at,
            deprecated_at,
        } = entry;
        Self {
            id: id.to_string(),
            source: id.source().to_owned(),
            label: label.to_string(),
            category: category.to_string(),
            description: description.to_string(),
            class: *class,
            built_in: registered_at.is_none(),
            registered_at: registered_at.map(|at| at.to_string()),
            deprecated_at: deprecated_at.map(|at| at.to_string()),
            last_event_at: last_event_at.map(|at| at.map(|at| at.to_string())),
        }
    }
}
