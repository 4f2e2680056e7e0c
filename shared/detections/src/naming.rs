//! The names in the sentences of findings.

use event_model::{Catalog, User, UserId};

use crate::{Key, Measures, RuleId};

/// What names the subject of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    /// The person of the key, as named in their latest event; `None` if the directory does not have them.
    pub person: Option<&'a User>,
    /// The names of event types.
    pub catalog: &'a Catalog,
    /// Whether addresses and places are named.
    pub show_details: bool,
}

impl Naming<'_> {
    /// Returns the sentence of a finding.
    pub fn sentence(&self, rule: RuleId, key: &Key, measures: &Measures) -> String {
        rule.rule().sentence(&self.measures(measures), &self.subject(key))
    }

    /// Returns measures without what is hidden.
    pub fn measures(&self, measures: &Measures) -> Measures {
        let measures = measures.clone();
        if self.show_details { measures } else { measures.without_details() }
    }

    /// Returns the name of a person: the name, or else the e-mail address, or else the id.
    pub fn person(&self, id: &UserId) -> String {
        let name = self.person.and_then(|user| user.name.as_ref().map(ToString::to_string));
        let email = self.person.and_then(|user| user.email.as_ref().map(ToString::to_string));
        name.or(email).unwrap_or_else(|| id.to_string())
    }

    /// Returns the name of a subject.
    pub fn subject(&self, key: &Key) -> String {
        match key {
            Key::Person(id) | Key::PersonCountry(id, _) | Key::Session(id, _) => self.person(id),
            Key::Address(address) if self.show_details => address.to_string(),
            Key::Address(_) => "one address".to_owned(),
            Key::Organization => "the organization".to_owned(),
            Key::Link(_, id) => id.clone(),
            Key::Kind(kind) => self.catalog.label(kind).to_owned(),
        }
    }
}
