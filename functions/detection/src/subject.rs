//! The subjects of findings: names for their sentences, without what is hidden.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use detections::{Key, Measures, Naming, RuleId};
use event_model::{ActorBody, Catalog, OrganizationState, Timestamp, User, UserId};
use event_store::{Store, StoreError};
use serde::Serialize;

/// The subject of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingKey)]
pub struct KeyBody {
    /// `person`, `address`, `organization`, `link`, `session` or `type`.
    #[schema(example = "person")]
    pub kind: String,
    /// The id of the person, link or session, the address or the event type. Null for the organization, and for an
    /// address while details are hidden.
    #[schema(example = "u_ada")]
    pub value: Option<String>,
}

/// What is needed to name the subjects of findings.
#[derive(Debug)]
pub(crate) struct Subjects {
    people: HashMap<UserId, User>,
    catalog: Arc<Catalog>,
    show_details: bool,
}

impl Subjects {
    /// Reads the names of the persons of `keys`.
    pub(crate) async fn read<'a>(
        store: &Store,
        state: &OrganizationState,
        keys: impl IntoIterator<Item = &'a Key>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let organization = &state.organization.id;
        let people: BTreeSet<_> = keys
            .into_iter()
            .filter_map(Key::person)
            .map(|user| (organization.clone(), user.clone()))
            .collect();
        let (catalog, people) = tokio::try_join!(store.catalog.get(now), async {
            store.control.snapshot(&BTreeSet::new(), &people).await
        })?;
        let people = people.users.into_iter().map(|((_, id), (user, _))| (id, user)).collect();
        Ok(Self { people, catalog, show_details: state.settings.show_details })
    }

    /// Returns a subject on the wire.
    pub(crate) fn key(&self, key: &Key) -> KeyBody {
        let value = match key {
            Key::Person(user) | Key::PersonCountry(user, _) => Some(user.to_string()),
            Key::Address(address) => self.show_details.then(|| address.to_string()),
            Key::Organization => None,
            Key::Link(_, id) => Some(id.clone()),
            Key::Session(_, session) => Some(session.to_string()),
            Key::Kind(kind) => Some(kind.to_string()),
        };
        KeyBody { kind: key.name().to_owned(), value }
    }

    /// Returns the person of a subject, with the name and the e-mail address of their latest event.
    pub(crate) fn person(&self, key: &Key) -> Option<ActorBody> {
        let id = key.person()?;
        let user = self.people.get(id);
        Some(ActorBody {
            id: id.to_string(),
            name: user.and_then(|user| user.name.clone()).map(String::from),
            email: user.and_then(|user| user.email.clone()).map(String::from),
        })
    }

    /// Returns measures without what is hidden.
    pub(crate) fn measures(&self, measures: &Measures) -> Measures {
        self.naming(None).measures(measures)
    }

    /// Returns the sentence of a finding.
    pub(crate) fn sentence(&self, rule: RuleId, key: &Key, measures: &Measures) -> String {
        self.naming(key.person()).sentence(rule, key, measures)
    }

    fn naming(&self, person: Option<&UserId>) -> Naming<'_> {
        let person = person.and_then(|id| self.people.get(id));
        Naming { person, catalog: &self.catalog, show_details: self.show_details }
    }
}
