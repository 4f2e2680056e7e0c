//! Requests for event types.

use event_model::json_object::Object;
use event_model::{Class, Description, EventType, Name, RegisteredType, Timestamp};
use serde::{Deserialize, Serialize};

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

/// A parsed request for an event type.
#[derive(Debug, Clone)]
pub(crate) struct EventTypeUpdate {
    label: Name,
    category: Name,
    description: Description,
    pub(crate) class: Class,
    deprecated: Option<bool>,
}

impl EventTypeUpdate {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        let label = request.required("label");
        let category = request.required("category");
        let description = request.required("description");
        let class = request.required_with("class", str::parse);
        let deprecated = request.optional_bool("deprecated");
        Some(Self {
            label: label?,
            category: category?,
            description: description?,
            class: class?,
            deprecated,
        })
    }

    /// Returns the new type `id`.
    pub(crate) fn create(&self, id: &EventType, now: Timestamp) -> RegisteredType {
        let Self { label, category, description, class, deprecated } = self.clone();
        RegisteredType {
            id: id.clone(),
            label,
            category,
            description,
            class,
            registered_at: now,
            deprecated_at: deprecated.unwrap_or(false).then_some(now),
        }
    }

    /// Returns the type `old` with the texts and the state of the request. Its class does not change.
    pub(crate) fn apply(&self, old: &RegisteredType, now: Timestamp) -> RegisteredType {
        let deprecated_at = match self.deprecated {
            None => old.deprecated_at,
            Some(false) => None,
            Some(true) => old.deprecated_at.or(Some(now)),
        };
        let RegisteredType { id, class, registered_at, .. } = old.clone();
        RegisteredType { class, registered_at, deprecated_at, ..self.create(&id, now) }
    }
}
