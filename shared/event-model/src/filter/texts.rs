//! Conditions of the texts of an event.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use crate::{Actor, Catalog, CatalogEntry, Client, Event, EventType, SearchText, Target, fold};

/// A part of any text of an event. Case and accents do not count.
///
/// The texts are those that every reader of the event sees: no details, which have filters of their own and can be hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCondition {
    folded: String,
    /// Types of the catalog that have the part in their id, name or description.
    kinds: HashSet<EventType>,
}

impl TextCondition {
    /// Creates the conditions of texts, with the types of `catalog`.
    pub fn all(texts: &BTreeSet<SearchText>, catalog: &Catalog) -> Vec<Self> {
        if texts.is_empty() {
            return Vec::new();
        }
        let entries = catalog.entries().iter();
        let entries: Vec<(&EventType, String)> =
            entries.map(|entry| (&entry.id, fold_entry(entry))).collect();
        texts.iter().map(|text| Self::new(text, &entries)).collect()
    }

    fn new(text: &SearchText, entries: &[(&EventType, String)]) -> Self {
        let folded = text.folded();
        let kinds = entries.iter().filter(|(_, texts)| texts.contains(&folded));
        Self { kinds: kinds.map(|(kind, _)| (*kind).clone()).collect(), folded }
    }

    /// Returns `true` if the condition holds for `event`.
    pub(super) fn holds(&self, event: &Event, texts: &EventTexts<'_>) -> bool {
        self.kinds.contains(&event.kind) || texts.folded().contains(&self.folded)
    }
}

/// The texts of an event without case and accents, which are made at most once per event, and only for a condition
/// that needs them: folding takes longer than all other conditions.
pub(super) struct EventTexts<'a> {
    event: &'a Event,
    folded: OnceCell<String>,
}

/// Separates texts. No text of a filter has it, so a match is within one text.
const SEPARATOR: char = '\n';

impl<'a> EventTexts<'a> {
    pub(super) fn new(event: &'a Event) -> Self {
        Self { event, folded: OnceCell::new() }
    }

    fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold_all(self.event))
    }
}

/// Returns all texts of a type without case and accents.
fn fold_entry(entry: &CatalogEntry) -> String {
    let CatalogEntry { id, label, description, .. } = entry;
    [id.as_str(), label.as_str(), description.as_str()].map(fold).join("\n")
}

/// Returns all texts of an event without case and accents.
fn fold_all(event: &Event) -> String {
    let Event {
        id: _,
        organization_id: _,
        kind,
        occurred_at: _,
        recorded_at: _,
        expires_at: _,
        outcome: _,
        actor: Actor { id: user_id, name, email },
        targets,
        client: Client { device, app_version, user_agent },
        // Not searched: they can be hidden, and a search would disclose them.
        details: _,
        session_id,
        metadata,
    } = event;
    let mut texts = String::with_capacity(512);
    let mut add = |text: &str| {
        // Most texts are ASCII, which needs no tables.
        if text.is_ascii() {
            let start = texts.len();
            texts.push_str(text);
            texts[start..].make_ascii_lowercase();
        } else {
            texts.push_str(&fold(text));
        }
        texts.push(SEPARATOR);
    };
    // The catalog may not have the type.
    add(kind.as_str());
    add(user_id.as_str());
    name.iter().for_each(|name| add(name.as_str()));
    email.iter().for_each(|email| add(email.as_str()));
    for Target { kind, id, name } in targets {
        add(kind.as_str());
        add(id.as_str());
        name.iter().for_each(|name| add(name.as_str()));
    }
    device.iter().for_each(|device| add(device.as_str()));
    app_version.iter().for_each(|version| add(version.as_str()));
    user_agent.iter().for_each(|agent| add(agent.as_str()));
    session_id.iter().for_each(|session| add(session.as_str()));
    for (key, value) in metadata {
        add(key.as_str());
        add(value.as_str());
    }
    texts
}
