//! Counts the values of facets, in bounded memory.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use event_model::{Catalog, Event};

use crate::facet::{Facet, Observed};
use crate::summary_body::{FacetBody, FacetValueBody, FacetsBody};

/// Maximum number of values of a facet in a response. The facet `country` has all.
const VALUES: usize = 50;
/// Maximum memory of all facets. Counting stops when it is reached, so that the counts are exact as far as they go.
/// An event of the catalog has about 60 bytes of new values, and the budget of a summary allows 100,000: only rows
/// with many long targets, all different, reach it.
const MEMORY_BYTES: usize = 96 * 1024 * 1024;
/// Memory of a value besides its texts, and of an actor or a pair of value and actor. Hash tables are half empty after
/// they grow.
const VALUE_BYTES: usize = 256;
const PAIR_BYTES: usize = 32;

/// The counts of some facets.
pub(crate) struct FacetCounts {
    facets: Vec<(Facet, Values)>,
    /// The numbers of the actors, so that a pair of value and actor is small.
    actors: HashMap<Box<str>, u32>,
    /// Number of the last event.
    event: u32,
    bytes: usize,
    text: String,
}

#[derive(Default)]
struct Values {
    by_value: HashMap<Box<str>, Value>,
    /// Numbers of values and of their actors.
    actors: HashSet<(u32, u32)>,
}

struct Value {
    number: u32,
    kind: Option<Box<str>>,
    name: Option<Box<str>>,
    /// Position of the name in [`Observed::names`].
    name_rank: usize,
    /// Number of the last event that has the value.
    event: u32,
    count: u64,
    people: u64,
}

impl FacetCounts {
    /// Creates empty counts of `facets`.
    pub(crate) fn new(facets: BTreeSet<Facet>) -> Self {
        Self {
            facets: facets.into_iter().map(|facet| (facet, Values::default())).collect(),
            actors: HashMap::new(),
            event: 0,
            bytes: 0,
            text: String::new(),
        }
    }

    /// Counts an event. Newer events must come first, since the first name of a value becomes its label.
    pub(crate) fn add(&mut self, event: &Event) {
        let Self { facets, actors, event: number, bytes, text } = self;
        if facets.is_empty() {
            return;
        }
        *number += 1;
        let actor = intern(actors, event.actor.id.as_str(), bytes);
        for (facet, values) in facets {
            facet.observe(event, text, |observed| *bytes += values.add(&observed, actor, *number));
        }
    }

    /// Returns `true` if no further event may be counted.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= MEMORY_BYTES
    }

    /// Returns the counts, or `None` if there is no facet.
    pub(crate) fn body(&self, catalog: &Catalog) -> Option<FacetsBody> {
        if self.facets.is_empty() {
            return None;
        }
        let mut body = FacetsBody::default();
        for (facet, values) in &self.facets {
            let place = match facet {
                Facet::User => &mut body.user,
                Facet::Type => &mut body.kind,
                Facet::Source => &mut body.source,
                Facet::Outcome => &mut body.outcome,
                Facet::Country => &mut body.country,
                Facet::Isp => &mut body.isp,
                Facet::Ip => &mut body.ip,
                Facet::Device => &mut body.device,
                Facet::Target => &mut body.target,
            };
            *place = Some(values.body(*facet, catalog));
        }
        Some(body)
    }
}

/// Returns the number of an actor.
fn intern(actors: &mut HashMap<Box<str>, u32>, id: &str, bytes: &mut usize) -> u32 {
    if let Some(number) = actors.get(id) {
        return *number;
    }
    let number = actors.len() as u32;
    actors.insert(id.into(), number);
    *bytes += id.len() + PAIR_BYTES;
    number
}

impl Values {
    /// Counts a value of the event with this actor and number. Returns the bytes of memory that it takes.
    fn add(&mut self, observed: &Observed<'_>, actor: u32, event: u32) -> usize {
        let Observed { value, names, kind } = observed;
        let mut bytes = 0;
        if !self.by_value.contains_key(*value) {
            let number = self.by_value.len() as u32;
            let kind = kind.map(Box::from);
            let new =
                Value { number, kind, name: None, name_rank: names.len(), event: 0, count: 0, people: 0 };
            self.by_value.insert((*value).into(), new);
            bytes += VALUE_BYTES + value.len();
        }
        let Some(counted) = self.by_value.get_mut(*value) else { return bytes };
        let better = names[..counted.name_rank].iter().enumerate();
        if let Some((rank, name)) = better.filter_map(|(rank, name)| Some((rank, (*name)?))).next() {
            counted.name = Some(name.into());
            counted.name_rank = rank;
            bytes += name.len();
        }
        // An event can have the same target twice.
        if counted.event != event {
            counted.event = event;
            counted.count += 1;
        }
        if self.actors.insert((counted.number, actor)) {
            counted.people += 1;
            bytes += PAIR_BYTES;
        }
        bytes
    }

    fn body(&self, facet: Facet, catalog: &Catalog) -> FacetBody {
        let mut values: Vec<(&str, &str, &Value)> = Vec::with_capacity(self.by_value.len());
        for (value, counted) in &self.by_value {
            let label = match &counted.name {
                Some(name) => name,
                None => facet.label(value, counted.kind.as_deref(), catalog),
            };
            values.push((value, label, counted));
        }
        values.sort_unstable_by_key(|(value, label, counted)| (Reverse(counted.count), *label, *value));
        if facet != Facet::Country {
            values.truncate(VALUES);
        }
        let body = |(value, label, counted): (&str, &str, &Value)| FacetValueBody {
            value: value.to_owned(),
            label: label.to_owned(),
            kind: counted.kind.as_deref().map(str::to_owned),
            count: counted.count,
            people: counted.people,
        };
        FacetBody { distinct: self.by_value.len() as u64, values: values.into_iter().map(body).collect() }
    }
}

#[cfg(test)]
mod tests {
    use event_model::{
        Actor, Client, Details, EventType, Location, Name, Network, Outcome, Target, TargetId, TargetType,
        Timestamp, UserId,
    };

    use super::*;

    fn event(user: &str) -> Event {
        let details = Details::Collected { ip: None, network: Network::default(), location: None };
        Event {
            id: "e".parse().expect("an id"),
            organization_id: "org_a".parse().expect("an organization"),
            kind: EventType::recorded("pass.item.read".to_owned()),
            occurred_at: Timestamp::MIN,
            recorded_at: Timestamp::MIN,
            expires_at: Timestamp::MAX,
            outcome: Outcome::Success.into(),
            actor: Actor { id: UserId::recorded(user.to_owned()), name: None, email: None },
            targets: Vec::new(),
            client: Client::default(),
            details,
            session_id: None,
            metadata: Default::default(),
        }
    }

    fn values(
        counts: &FacetCounts,
        read: impl Fn(FacetsBody) -> Option<FacetBody>,
    ) -> Vec<(String, String, u64, u64)> {
        let body = counts.body(Catalog::built_in()).and_then(read).expect("the facet");
        let value = |value: FacetValueBody| (value.value, value.label, value.count, value.people);
        body.values.into_iter().map(value).collect()
    }

    fn network(isp: Option<&str>, asn: Option<u32>) -> Event {
        let network = Network { isp: isp.map(str::to_owned), asn };
        let details = Details::Collected { ip: None, network, location: None };
        Event { details, ..event("u") }
    }

    #[test]
    fn isp_without_number_has_its_name_as_value() {
        let mut counts = FacetCounts::new([Facet::Isp].into());
        for (isp, asn) in [
            (None, Some(3303)),
            (Some("Swisscom"), Some(3303)),
            (Some("Swisscom (Schweiz) AG"), Some(3303)),
            (Some("Salt"), None),
            (None, Some(6730)),
            (None, None),
        ] {
            counts.add(&network(isp, asn));
        }
        counts.add(&Event { details: Details::NotCollected, ..event("u") });
        let expected = [("AS3303", "Swisscom", 3, 1), ("AS6730", "AS6730", 1, 1), ("Salt", "Salt", 1, 1)];
        let expected =
            expected.map(|(value, label, count, people)| (value.to_owned(), label.to_owned(), count, people));
        assert_eq!(values(&counts, |facets| facets.isp), expected);
    }

    #[test]
    fn unknown_type_and_source_have_ids_as_labels() {
        let mut counts = FacetCounts::new([Facet::Type, Facet::Source].into());
        counts.add(&Event { kind: EventType::recorded("crm.contact.lost".to_owned()), ..event("u") });
        let label = |found: Vec<(String, String, u64, u64)>| found[0].1.clone();
        assert_eq!(label(values(&counts, |facets| facets.kind)), "crm.contact.lost");
        assert_eq!(label(values(&counts, |facets| facets.source)), "crm");
    }

    #[test]
    fn facet_country_has_all_values() {
        let mut counts = FacetCounts::new([Facet::Country].into());
        for n in 0..60 {
            let country = format!("{n:02}");
            let location = Some(Location { country, city: None, geohash: None });
            let details = Details::Collected { ip: None, network: Network::default(), location };
            counts.add(&Event { details, ..event("u") });
        }
        assert_eq!(values(&counts, |facets| facets.country).len(), 60);
    }

    #[test]
    fn counts_are_full_before_memory_is_exhausted() {
        let mut counts = FacetCounts::new([Facet::Target].into());
        let mut added: usize = 0;
        while !counts.is_full() {
            let target = |n: usize| Target {
                kind: TargetType::recorded("t".repeat(64)),
                id: TargetId::recorded(format!("{added:064}{n:064}")),
                name: Some(Name::recorded("n".repeat(256))),
            };
            counts.add(&Event { targets: (0..10).map(target).collect(), ..event("u") });
            added += 1;
        }
        // 10 targets have 5 KB of texts, each with its entries in two tables.
        assert!((10_000..20_000).contains(&added), "{added}");
    }
}
