//! Event types: references into the catalog.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

use crate::{CATALOG, Class, Ocsf, Source};

/// One line of the catalog.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CatalogEntry {
    /// The id of the type. Its first word is the source.
    #[schema(example = "pass.item.created")]
    pub id: &'static str,
    /// The display name of the type.
    #[schema(example = "Item Created")]
    pub label: &'static str,
    /// The category of the type.
    #[schema(example = "Items")]
    pub category: &'static str,
    /// The action that an event of this type reports.
    #[schema(example = "An item was created in a vault.")]
    pub description: &'static str,
    /// The meaning of the type, independent of its source.
    #[schema(example = "item.created")]
    pub class: Class,
    /// The place of the type in OCSF, if the place of its class is too coarse.
    #[serde(skip)]
    pub(crate) own_ocsf: Option<Ocsf>,
}

/// An event type. The catalog contains all types.
#[derive(Debug, Clone, Copy)]
pub struct EventType(&'static CatalogEntry);

/// The text is not a type of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a type of the catalog (GET /v1/event-types)")]
pub struct UnknownEventType;

/// The text is not a type that products may send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSentType {
    /// The catalog has no such type.
    #[error(transparent)]
    Unknown(#[from] UnknownEventType),
    /// Only the monitor writes events of this type.
    #[error("is written by the activity monitor itself only")]
    Monitor,
}

static BY_ID: LazyLock<HashMap<&'static str, &'static CatalogEntry>> =
    LazyLock::new(|| CATALOG.iter().map(|entry| (entry.id, entry)).collect());

impl EventType {
    /// Returns all types, in the order of the catalog.
    pub fn all() -> impl Iterator<Item = Self> {
        CATALOG.iter().map(Self)
    }

    /// Reads the id of a type that a product may send. Refuses the types of the monitor: even a key for all
    /// sources must not forge events of the monitor.
    pub fn parse_sent(id: &str) -> Result<Self, InvalidSentType> {
        let kind = Self::parse(id)?;
        if kind.source() == Source::Monitor { Err(InvalidSentType::Monitor) } else { Ok(kind) }
    }

    /// Reads a type's id.
    pub fn parse(id: &str) -> Result<Self, UnknownEventType> {
        BY_ID.get(id).copied().map(Self).ok_or(UnknownEventType)
    }

    /// Returns the type's id.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Returns the display name of the type.
    pub fn label(self) -> &'static str {
        self.0.label
    }

    /// Returns the product that sends this type.
    pub fn source(self) -> Source {
        let word = self.0.id.split('.').next().unwrap_or_default();
        word.parse().expect("every id of the catalog begins with a source, as a test proves")
    }
}

impl utoipa::PartialSchema for EventType {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        let ids = Self::all().filter(|kind| kind.source() != Source::Monitor).map(Self::id);
        let kind = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(ids));
        let description = "A type of the catalog (`GET /v1/event-types`) that products may send.";
        kind.description(Some(description)).examples(["pass.item.created"]).build().into()
    }
}

impl utoipa::ToSchema for EventType {}

impl PartialEq for EventType {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for EventType {}

impl PartialOrd for EventType {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EventType {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.id.cmp(other.0.id)
    }
}

impl Hash for EventType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}

impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Returns the words of an id after its source in title case, the usual form of a label.
    fn title_case(id: &str) -> String {
        let words = id.split(['.', '_']).skip(1).map(|word| match word {
            "2fa" | "totp" => word.to_uppercase(),
            _ => word[..1].to_uppercase() + &word[1..],
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Labels that differ from their ids. "Disabled" alone does not name the disabled feature. The monitor
    /// knows only the link of a download.
    const OWN_LABELS: [(&str, &str); 3] = [
        ("monitor.enabled", "Monitor Turned On"),
        ("monitor.disabled", "Monitor Turned Off"),
        ("monitor.export.downloaded", "Download link issued"),
    ];

    #[test]
    fn catalog_entry_is_unique_and_labeled() {
        let mut seen = HashSet::new();
        for kind in EventType::all() {
            assert!(seen.insert(kind.id()), "{kind} is duplicated");
            let own = OWN_LABELS.into_iter().find(|(id, _)| *id == kind.id());
            let label = own.map_or_else(|| title_case(kind.id()), |(_, label)| label.to_owned());
            assert_eq!(kind.label(), label, "{kind}");
            assert!(kind.0.description.ends_with('.') && !kind.0.category.is_empty(), "{kind}");
            assert_eq!(EventType::parse(kind.id()), Ok(kind));
            assert!(kind.id().starts_with(kind.source().as_str()), "{kind}");
        }
    }

    #[test]
    fn catalog_matches_snapshot() {
        let ids: Vec<&str> = EventType::all().map(EventType::id).collect();
        insta::assert_snapshot!(ids.join("\n"));
    }

    #[test]
    fn event_type_unknown_is_refused() {
        for id in ["", "pass", "pass.item", "pass.item.created ", "PASS.ITEM.CREATED", "pass.item.*"] {
            assert_eq!(EventType::parse(id), Err(UnknownEventType), "{id:?}");
        }
    }
}
