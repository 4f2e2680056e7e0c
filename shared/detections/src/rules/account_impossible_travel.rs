//! Two sign-ins too far apart for the time between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;

use super::window::{hit, starts};
use super::wording::{counted, with_newness};
use crate::position::Position;
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountImpossibleTravel;

static ABOUT: About = About {
    id: RuleId::AccountImpossibleTravel,
    title: "Impossible travel",
    description: "A person signed in at two places that are too far apart for the time between the sign-ins, from two \
                  addresses. The country or the network of one of the two was not used by the person in the 30 days \
                  before. It is high if one of the two devices is new. A person needs 5 earlier sign-ins on 3 days.",
    attack: &["T1078"],
    false_positives: &[
        FalsePositive {
            case: "A person switches a VPN on and off, or a phone uses a distant exit.",
            silenced_by: "Silent once both networks were used in the 30 days before.",
        },
        FalsePositive {
            case: "A person uses a VPN of the company for the first time.",
            silenced_by: "It is info if 3 other persons used that country and network in the 30 days before.",
        },
        FalsePositive {
            case: "A person flies and signs in on arrival.",
            silenced_by: "Silent: slower than the parameter.",
        },
        FalsePositive {
            case: "The location of an address is wrong by some hundred kilometers.",
            silenced_by: "Silent: nearer than the parameter.",
        },
        FalsePositive {
            case: "The location of an address is corrected.",
            silenced_by: "Silent: both sign-ins come from one address.",
        },
    ],
    parameters: &[
        Parameter::new("kilometers", "Distance.", "kilometers", 500, 100..=20_000),
        Parameter::new("speed", "Speed.", "kilometers per hour", 900, 100..=5_000),
        Parameter::new("unused_days", "Days without use of the country or network.", "days", 30, 1..=90),
        Parameter::hours(24),
    ],
    needs_details: true,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: true },
    is_shown_to_person: true,
    can_be_muted: true,
};

/// The latest sign-in of each place: the speed to a later one is the highest.
struct Place {
    position: Position,
    latest: usize,
    /// The latest one from another address than `latest`.
    other: Option<usize>,
}

/// What was not used in the days before a sign-in.
struct Unused {
    country: bool,
    network: bool,
}

impl Unused {
    fn of(fact: &Fact, parameters: &Parameters) -> Self {
        let days = parameters.get("unused_days");
        let is_unused = |age: Option<u16>| age.is_none_or(|age| u32::from(age) > days);
        let past = fact.past();
        Self {
            country: fact.country.is_some() && past.is_some_and(|past| is_unused(past.country_age)),
            network: fact.asn.is_some() && past.is_some_and(|past| is_unused(past.asn_age)),
        }
    }

    fn any(&self) -> bool {
        self.country || self.network
    }
}

impl Rule for AccountImpossibleTravel {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.is_sign_in() && fact.ip.is_some() && fact.geohash.is_some();
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.hours("hours")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let minimum: f64 = parameters.get("kilometers").into();
        let speed: f64 = parameters.get("speed").into();
        let mut places: BTreeMap<(&str, bool), Place> = BTreeMap::new();
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            let fact = &facts[index];
            let Some((geohash, position)) = position(fact) else { continue };
            let is_unused = Unused::of(fact, parameters).any();
            let is_impossible = |from: &Place, earlier: usize| {
                let kilometers = from.position.kilometers(position);
                kilometers >= minimum && kilometers >= speed * hours(&facts[earlier], fact)
            };
            let earlier = places.iter().filter(|((_, is_other_unused), _)| is_unused || *is_other_unused);
            let mut earlier = earlier.filter_map(|(_, place)| {
                let mut indexes = [Some(place.latest), place.other].into_iter().flatten();
                let earlier = indexes.find(|index| facts[*index].ip != fact.ip)?;
                (earlier >= start && is_impossible(place, earlier)).then_some(earlier)
            });
            hits.extend(earlier.next().map(|earlier| hit(index, [earlier, index])));
            let place =
                places.entry((geohash, is_unused)).or_insert(Place { position, latest: index, other: None });
            if facts[place.latest].ip != fact.ip {
                place.other = Some(place.latest);
            }
            place.latest = index;
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    /// The day around a usual sign-in has rarely an unusual one. The nightly pass finds those that are missed.
    fn sample(&self, fact: &Fact, parameters: &Parameters) -> u32 {
        if Unused::of(fact, parameters).any() { 1 } else { 4 }
    }

    fn measures(&self, draft: &Draft, _: &Parameters) -> Measures {
        let [from, to] = draft.first.as_slice() else { return Measures::default() };
        let positions = position(from).zip(position(to));
        let kilometers = positions.map(|((_, from), (_, to))| from.kilometers(to)).unwrap_or_default();
        with_newness(Measures::default(), &draft.evidence)
            .number("minutes", (hours(from, to) * 60.0).round() as usize)
            .number("kilometers", kilometers.round() as usize)
            .text("country", to.country.clone())
            .text("other_country", from.country.clone())
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let has_new_device = draft.evidence.iter().any(|fact| fact.has_new_device());
        if has_new_device { Severity::High } else { Severity::Medium }
    }

    /// Countries and networks that the person had not used must be common.
    fn is_common(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> bool {
        draft.evidence.iter().all(|fact| {
            let Unused { country, network } = Unused::of(fact, parameters);
            (!country || context.is_common_country(fact)) && (!network || context.is_common_network(fact))
        })
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let minutes = counted(measures.get("minutes").unwrap_or_default(), "minute", "minutes");
        let distance = match measures.get("kilometers") {
            Some(kilometers) => format!("{kilometers} kilometers apart"),
            None => "too far apart".to_owned(),
        };
        let countries = match (measures.word("other_country"), measures.word("country")) {
            (Some(from), Some(to)) if from != to => format!(" ({from} and {to})"),
            (_, Some(country)) => format!(" ({country})"),
            _ => String::new(),
        };
        format!("{subject} signed in at two places {distance}{countries} within {minutes}.")
    }
}

fn position(fact: &Fact) -> Option<(&str, Position)> {
    let geohash = fact.geohash.as_deref()?;
    Some((geohash, Position::of_geohash(geohash)?))
}

/// Returns the time between two facts in hours.
fn hours(from: &Fact, to: &Fact) -> f64 {
    (to.at.millis() - from.at.millis()) as f64 / 3_600_000.0
}
