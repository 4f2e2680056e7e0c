//! Requests for event types.

use event_model::json_object::Object;
use event_model::{Class, Description, EventType, Name, RegisteredType, Timestamp};

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
