//! The catalog: built-in event types, and the types that operators registered.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::built_in::{BUILT_IN_SOURCES, BUILT_IN_TYPES};
use crate::{
    Class, Description, EventType, InvalidTypeSelector, Name, Ocsf, Source, Timestamp, TypeSelector,
};

/// The event types that this version knows, with their sources.
///
/// If a later version has a built-in source that an operator registered before, the built-in types come first: a
/// registered type with the same id has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    sources: Vec<SourceEntry>,
    entries: Vec<CatalogEntry>,
    /// Indexes of the entries.
    by_id: HashMap<EventType, usize>,
}

/// A source of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// The id: the first word of the source's types.
    pub id: Source,
    /// The display name.
    pub label: Name,
    /// When it was registered; `None` if it is built in.
    pub registered_at: Option<Timestamp>,
}

/// An event type of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogEntry {
    /// The id of the type. Its first word is the source.
    pub id: EventType,
    /// The display name.
    pub label: Name,
    /// The category, which groups the types of a source.
    pub category: Name,
    /// The action that an event of this type reports.
    pub description: Description,
    /// What an event of this type means, whichever product sends it.
    pub class: Class,
    /// The place of the type in OCSF 1.5.0.
    pub ocsf: Ocsf,
    /// When it was registered; `None` if it is built in.
    pub registered_at: Option<Timestamp>,
    /// Since when new events are refused; `None` if they are accepted.
    pub deprecated_at: Option<Timestamp>,
}

/// A source that an operator registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredSource {
    /// The id.
    pub id: Source,
    /// The display name.
    pub label: Name,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// An event type that an operator registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredType {
    /// The id.
    pub id: EventType,
    /// The display name.
    pub label: Name,
    /// The category.
    pub category: Name,
    /// The action that an event of this type reports.
    pub description: Description,
    /// What an event of this type means. It never changes: findings and exports of the past depend on it.
    pub class: Class,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Since when new events are refused.
    pub deprecated_at: Option<Timestamp>,
}

/// The text is not a source of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a source of the catalog (GET /v1/sources)")]
pub struct UnknownSource;

/// The reason why an event of a type is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefusedType {
    /// The catalog does not have the type.
    #[error("is not a type of the catalog (GET /v1/event-types)")]
    Unknown,
    /// The type is deprecated.
    #[error("is deprecated; send another type (GET /v1/event-types)")]
    Deprecated,
}

static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| Catalog::new([], []));

impl Catalog {
    /// Returns the built-in catalog.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Creates the catalog of the built-in and these registered sources and types.
    pub fn new(
        sources: impl IntoIterator<Item = RegisteredSource>,
        types: impl IntoIterator<Item = RegisteredType>,
    ) -> Self {
        let built_in = BUILT_IN_SOURCES.iter().map(SourceEntry::from);
        let sources = built_in.chain(sources.into_iter().map(SourceEntry::from));
        let mut seen = BTreeSet::new();
        let sources = sources.filter(|source| seen.insert(source.id.clone())).collect();
        let built_in = BUILT_IN_TYPES.iter().map(CatalogEntry::from);
        let mut by_id = HashMap::new();
        let mut entries: Vec<CatalogEntry> = Vec::new();
        for entry in built_in.chain(types.into_iter().map(CatalogEntry::from)) {
            if !by_id.contains_key(&entry.id) {
                by_id.insert(entry.id.clone(), entries.len());
                entries.push(entry);
            }
        }
        Self { sources, entries, by_id }
    }

    /// Returns all sources: first the built-in ones, then the registered ones in order of their ids.
    pub fn sources(&self) -> &[SourceEntry] {
        &self.sources
    }

    /// Returns all types, grouped by source and category: first the built-in ones, then the registered ones.
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }

    /// Returns the entry of a type.
    pub fn get(&self, kind: &EventType) -> Option<&CatalogEntry> {
        self.by_id.get(kind).map(|index| &self.entries[*index])
    }

    /// Returns the display name of a type, or its id if the catalog does not have it.
    pub fn label<'a>(&'a self, kind: &'a EventType) -> &'a str {
        self.get(kind).map_or(kind.as_str(), |entry| entry.label.as_str())
    }

    /// Returns the display name of a source, or its id if the catalog does not have it.
    pub fn source_label<'a>(&'a self, id: &'a str) -> &'a str {
        let source = self.sources.iter().find(|source| source.id.as_str() == id);
        source.map_or(id, |source| source.label.as_str())
    }

    /// Returns `true` if the catalog has the source `id`.
    pub fn has_source(&self, id: &str) -> bool {
        self.sources.iter().any(|source| source.id.as_str() == id)
    }

    /// Returns the entry of a type whose events a product may send.
    pub fn accept(&self, kind: &EventType) -> Result<&CatalogEntry, RefusedType> {
        let entry = self.get(kind).ok_or(RefusedType::Unknown)?;
        if entry.deprecated_at.is_some() { Err(RefusedType::Deprecated) } else { Ok(entry) }
    }

    /// Reads the id of a source of the catalog.
    pub fn source(&self, text: &str) -> Result<Source, UnknownSource> {
        text.parse().ok().filter(|source: &Source| self.has_source(source.as_str())).ok_or(UnknownSource)
    }

    /// Reads one type of the catalog, or a prefix of types with a wildcard.
    pub fn selector(&self, text: &str) -> Result<TypeSelector, InvalidTypeSelector> {
        if let Some(entry) = text.parse().ok().and_then(|kind| self.get(&kind)) {
            return Ok(TypeSelector::One(entry.id.clone()));
        }
        let words = text.strip_suffix('*').unwrap_or(text);
        let prefix = format!("{}.", words.strip_suffix('.').unwrap_or(words));
        // A wildcard that matches no type is a fault, like an unknown type. A registered source can be without types.
        let of_source = prefix.strip_suffix('.').is_some_and(|source| self.has_source(source));
        if !of_source && !self.entries.iter().any(|entry| entry.id.as_str().starts_with(&prefix)) {
            return Err(InvalidTypeSelector::Unknown);
        }
        match text.strip_suffix('*') {
            Some(given) if given == prefix => Ok(TypeSelector::Under(prefix)),
            _ => Err(InvalidTypeSelector::Incomplete(format!("{prefix}*"))),
        }
    }

    /// Returns the types that one of `selectors` selects and that are of one of `sources`. An empty set selects all.
    pub fn select(
        &self,
        selectors: &BTreeSet<TypeSelector>,
        sources: &BTreeSet<Source>,
    ) -> BTreeSet<EventType> {
        let is_selected = |kind: &&EventType| {
            (selectors.is_empty() || selectors.iter().any(|selector| selector.matches(kind)))
                && (sources.is_empty() || sources.contains(kind.source()))
        };
        self.entries.iter().map(|entry| &entry.id).filter(is_selected).cloned().collect()
    }
}

impl From<RegisteredSource> for SourceEntry {
    fn from(source: RegisteredSource) -> Self {
        let RegisteredSource { id, label, registered_at } = source;
        Self { id, label, registered_at: Some(registered_at) }
    }
}

impl From<RegisteredType> for CatalogEntry {
    fn from(kind: RegisteredType) -> Self {
        let RegisteredType { id, label, category, description, class, registered_at, deprecated_at } = kind;
        let (ocsf, registered_at) = (class.ocsf(), Some(registered_at));
        Self { id, label, category, description, class, ocsf, registered_at, deprecated_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crm(types: &[&str]) -> Catalog {
        let at = Timestamp::MIN;
        let kind = |id: &&str| RegisteredType {
            id: id.parse().expect("a type"),
            label: Name::recorded(format!("Label of {id}")),
            category: Name::recorded("Contacts".to_owned()),
            description: Description::recorded("A contact.".to_owned()),
            class: Class::ItemCreated,
            registered_at: at,
            deprecated_at: id.ends_with("merged").then_some(at),
        };
        let label = Name::recorded("CRM".to_owned());
        let source = RegisteredSource { id: "crm".parse().expect("a source"), label, registered_at: at };
        Catalog::new([source], types.iter().map(kind))
    }

    #[test]
    fn catalog_has_built_in_and_registered_types() {
        let catalog = crm(&["crm.contact.created", "crm.contact.merged"]);
        let kind = |id: &str| id.parse::<EventType>().expect("a type");
        assert_eq!(catalog.label(&kind("crm.contact.created")), "Label of crm.contact.created");
        assert_eq!(catalog.label(&kind("pass.item.created")), "Item Created");
        assert_eq!(catalog.label(&kind("crm.contact.lost")), "crm.contact.lost");
        assert!(catalog.accept(&kind("crm.contact.created")).is_ok());
        assert_eq!(catalog.accept(&kind("crm.contact.merged")), Err(RefusedType::Deprecated));
        assert_eq!(catalog.accept(&kind("crm.contact.lost")), Err(RefusedType::Unknown));
        assert!(catalog.has_source("crm") && !Catalog::built_in().has_source("crm"));
    }

    #[test]
    fn catalog_built_in_type_wins_over_registered() {
        let catalog = crm(&["pass.item.created"]);
        assert_eq!(catalog, crm(&[]));
    }

    #[test]
    fn selector_wildcard_selects_registered_types() {
        let catalog = crm(&["crm.contact.created", "crm.contact.merged", "crm.deal.won"]);
        let select = |selector: &str| {
            let selectors = BTreeSet::from([catalog.selector(selector).expect("a selector")]);
            catalog.select(&selectors, &BTreeSet::new()).len()
        };
        assert_eq!((select("crm.*"), select("crm.contact.*"), select("crm.deal.won")), (3, 2, 1));
        let sources = BTreeSet::from(["crm".parse().expect("a source")]);
        assert_eq!(catalog.select(&BTreeSet::new(), &sources).len(), 3);
        assert!(crm(&[]).selector("crm.*").is_ok());
    }

    #[test]
    fn selector_incomplete_suggests_a_wildcard() {
        let catalog = Catalog::built_in();
        for (text, suggestion) in
            [("pass", "pass.*"), ("pass.", "pass.*"), ("pass*", "pass.*"), ("pass.item", "pass.item.*")]
        {
            let error = InvalidTypeSelector::Incomplete(suggestion.to_owned());
            assert_eq!(catalog.selector(text), Err(error), "{text}");
        }
        for text in ["", "*", ".*", "pas", "pas*", "pass.item.created.*", "pass.nothing", "crm.*"] {
            assert_eq!(catalog.selector(text), Err(InvalidTypeSelector::Unknown), "{text}");
        }
        assert!(catalog.selector("pass.item.*").is_ok());
        assert!(catalog.selector("pass.item.created").is_ok());
    }
}
