//! Properties that hold for every rule, whatever the events are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use detections::{
    Context, Device, EVIDENCE_MAX, EventRef, Fact, FactTarget, Key, Novelty, Parameters, Rule, RuleId, drafts,
};
use event_model::{Class, EventId, EventType, OrganizationId, SessionId, Source, Timestamp, UserId};
use proptest::prelude::*;

/// 2026-11-09, at 23:00.
const START: i64 = 1_794_265_200_000;
/// Texts that no sentence contains by chance.
const COUNTRIES: [&str; 4] = ["QX", "QY", "QZ", "XQ"];
const GEOHASHES: [&str; 4] = ["u0qj8", "u33db", "dr5re", "r3gx2"];

/// Random facts of one of these worlds: all classes, or a few that fit together.
fn facts() -> impl Strategy<Value = Vec<Arc<Fact>>> {
    let all = Class::ALL.to_vec();
    let worlds = prop_oneof![
        Just(all),
        Just(vec![Class::SignInSucceeded, Class::SignInFailed, Class::ReauthenticationFailed]),
        Just(vec![Class::SignInFailed]),
        Just(vec![
            Class::SignInSucceeded,
            Class::ItemRead,
            Class::SecondFactorRemoved,
            Class::RecoveryChanged
        ]),
        Just(vec![Class::ItemRead, Class::LinkCreated, Class::ItemExported, Class::MemberRemoved]),
        Just(vec![Class::LinkOpened, Class::LinkCreated]),
        Just(vec![Class::ItemRead, Class::ItemRead, Class::ItemRead, Class::SignInSucceeded]),
        Just(vec![Class::SignInByAdmin, Class::ReportExported, Class::ItemRead, Class::PolicyWeakened]),
    ];
    let spans = prop_oneof![Just(600_i64), Just(7_200), Just(100_000), Just(3_000_000)];
    (worlds, spans).prop_flat_map(|(classes, seconds)| {
        let values = (prop::sample::select(classes), 0..seconds, any::<u64>(), novelty());
        prop::collection::vec(values, 0..80).prop_map(|facts| {
            let facts = facts.into_iter().enumerate();
            let facts = facts.map(|(number, (class, second, bits, novelty))| {
                Arc::new(fact(number, class, second, bits, novelty))
            });
            let mut facts: Vec<_> = facts.collect();
            facts.sort_by_key(|fact| (fact.at, fact.event.clone()));
            facts
        })
    })
}

fn novelty() -> impl Strategy<Value = Option<Novelty>> {
    let age = || prop::option::of(prop_oneof![Just(0_u16), Just(20), Just(40)]);
    let days = || prop::option::of(prop_oneof![Just(3_u16), Just(30), Just(200)]);
    prop::option::of((0_u16..9, age(), age(), age(), days(), days()).prop_map(
        |(sign_ins, country_age, asn_age, device_age, silent_days, account_days)| Novelty {
            sign_ins,
            sign_in_days: sign_ins,
            country_age,
            asn_age,
            device_age,
            silent_days,
            account_days,
        },
    ))
}

/// Returns a fact whose values are taken from `bits`.
fn fact(number: usize, class: Class, second: i64, mut bits: u64, novelty: Option<Novelty>) -> Fact {
    let mut below = |count: u64| {
        let value = bits % count;
        bits /= count;
        value
    };
    let place = below(5);
    let at = Timestamp::from_millis(START + second * 1_000).expect("a time");
    let index = usize::try_from(place).expect("a small number");
    let has_details = place < 4;
    let ip = match below(3) {
        0 => format!("2001:db8:{place}::{}", below(3)),
        _ => format!("192.0.2.{}", place * 8 + below(3)),
    };
    let kinds = ["item", "secure_link", "user"];
    let targets = (0..below(3)).map(|_| FactTarget {
        kind: kinds[usize::try_from(below(3)).expect("small")].to_owned(),
        id: format!("u{}", below(6)),
    });
    let targets = targets.collect();
    let named = |prefix: &str, value: u64| (value > 0).then(|| Device::named(&format!("{prefix}{value}")));
    Fact {
        event: EventRef {
            source: Source::recorded("test".to_owned()),
            id: EventId::recorded(format!("e{number:03}")),
        },
        kind: EventType::recorded(format!("test.{class}.{}", below(4))),
        class,
        at,
        recorded_at: at,
        user: UserId::recorded(format!("u{}", below(6))),
        session: Some(below(3))
            .filter(|session| *session > 0)
            .map(|session| SessionId::recorded(format!("s{session}"))),
        ip: has_details.then(|| ip.parse().expect("an address")),
        asn: has_details.then(|| 64_500 + u32::try_from(place).expect("small")),
        country: has_details.then(|| COUNTRIES[index].to_owned()),
        geohash: has_details.then(|| GEOHASHES[index].to_owned()),
        device: named("d", below(3)),
        agent: named("a", below(3)),
        targets,
        novelty,
    }
}

/// Returns parameters at most a little above their minimum, so that few facts are enough for a hit.
fn low_parameters(rule: &dyn Rule, seed: u32) -> Parameters {
    let about = rule.about();
    let value = |index: usize, min: u32, max: u32| (min + (seed >> (index * 2)) % 4).min(max);
    let parameters = about.parameters.iter().enumerate();
    let overrides = parameters.map(|(index, parameter)| match parameter.unit {
        // The windows are as long as usual.
        "minutes" | "hours" | "days" => (parameter.name.to_owned(), parameter.default),
        _ => (parameter.name.to_owned(), value(index, parameter.min, parameter.max)),
    });
    Parameters::new(about.parameters, &overrides.collect())
}

fn by_key(rule: &dyn Rule, facts: &[Arc<Fact>]) -> BTreeMap<Key, Vec<Arc<Fact>>> {
    let mut keys: BTreeMap<Key, Vec<Arc<Fact>>> = BTreeMap::new();
    for fact in facts {
        for key in rule.keys(fact) {
            keys.entry(key).or_default().push(Arc::clone(fact));
        }
    }
    keys
}

fn triggers(rule: &dyn Rule, facts: &[Arc<Fact>], parameters: &Parameters) -> BTreeSet<EventRef> {
    let hits = rule.evaluate(facts, parameters);
    hits.into_iter().map(|hit| facts[hit.trigger].event.clone()).collect()
}

/// Returns facts of `of` in order of time.
fn ordered(facts: &[Arc<Fact>], mut of: Vec<usize>) -> Vec<Arc<Fact>> {
    of.sort_unstable();
    of.into_iter().map(|index| Arc::clone(&facts[index])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_facts_never_remove_a_trigger(facts in facts(), seed: u32, kept: u128) {
        for rule in RuleId::ALL.map(RuleId::rule) {
            let parameters = low_parameters(rule, seed);
            for facts in by_key(rule, &facts).values() {
                let part = facts.iter().enumerate().filter(|(index, _)| kept >> (index % 128) & 1 == 1);
                let part: Vec<_> = part.map(|(_, fact)| Arc::clone(fact)).collect();
                let (part, all) = (triggers(rule, &part, &parameters), triggers(rule, facts, &parameters));
                prop_assert!(part.is_subset(&all), "{}: {part:?} {all:?}", rule.about().id);
            }
        }
    }

    #[test]
    fn evidence_alone_gives_hit_within_window(facts in facts(), seed: u32) {
        for rule in RuleId::ALL.map(RuleId::rule) {
            let (id, parameters) = (rule.about().id, low_parameters(rule, seed));
            let window = rule.window(&parameters);
            for facts in by_key(rule, &facts).values() {
                let hits = rule.evaluate(facts, &parameters);
                prop_assert!(hits.is_sorted_by_key(|hit| hit.trigger), "{id}");
                for hit in hits {
                    let trigger = &facts[hit.trigger];
                    let needed: Vec<_> = hit.evidence.iter().copied().take(EVIDENCE_MAX).collect();
                    let evidence = ordered(facts, needed);
                    prop_assert!(triggers(rule, &evidence, &parameters).contains(&trigger.event), "{id}");
                    let (from, to) = (trigger.at.minus(window), trigger.at.plus(window));
                    prop_assert!(evidence.iter().all(|fact| from <= fact.at && fact.at <= to), "{id}");
                    let different: BTreeSet<_> = hit.evidence.iter().collect();
                    prop_assert_eq!(different.len(), hit.evidence.len(), "{} has evidence twice", id);
                }
            }
        }
    }

    #[test]
    fn stored_evidence_gives_finding_again(facts in facts(), seed: u32) {
        let organization: OrganizationId = "org_a".parse().expect("an id");
        for rule in RuleId::ALL.map(RuleId::rule) {
            let parameters = low_parameters(rule, seed);
            for (key, facts) in by_key(rule, &facts) {
                for draft in drafts(rule, &key, &facts, &parameters) {
                    let finding = draft.finish(&organization, &Context::default(), &parameters);
                    let stored: BTreeSet<_> = finding.evidence.iter().map(|evidence| &evidence.event).collect();
                    let stored: Vec<_> = facts.iter().filter(|fact| stored.contains(&fact.event)).cloned().collect();
                    let again = drafts(rule, &key, &stored, &parameters);
                    let again = again.iter().any(|draft| draft.id(&organization) == finding.id);
                    prop_assert!(again, "{}", rule.about().id);
                }
            }
        }
    }

    #[test]
    fn finding_without_details_names_no_place(facts in facts(), seed: u32) {
        let organization: OrganizationId = "org_a".parse().expect("an id");
        let addresses: Vec<String> = facts.iter().filter_map(|fact| fact.ip.map(|ip| ip.to_string())).collect();
        for rule in RuleId::ALL.map(RuleId::rule) {
            let parameters = low_parameters(rule, seed);
            for (key, facts) in by_key(rule, &facts) {
                for draft in drafts(rule, &key, &facts, &parameters) {
                    let finding = draft.finish(&organization, &Context::default(), &parameters);
                    let measures = finding.measures.without_details();
                    let sentence = rule.sentence(&measures, "Somebody");
                    let shown = format!("{sentence} {}", serde_json::to_string(&measures).expect("JSON"));
                    let mut hidden = COUNTRIES.into_iter().chain(addresses.iter().map(String::as_str));
                    prop_assert!(!hidden.any(|place| shown.contains(place)), "{shown}");
                    prop_assert!(sentence.ends_with('.'), "{sentence}");
                }
            }
        }
    }
}

/// Without this, the properties could hold because nothing is ever found.
#[test]
fn random_facts_hit_every_rule() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut missing: BTreeSet<RuleId> = RuleId::ALL.into();
    for seed in 0..500 {
        let facts = facts().new_tree(&mut runner).expect("facts").current();
        missing.retain(|id| {
            let rule = id.rule();
            let parameters = low_parameters(rule, seed);
            by_key(rule, &facts).values().all(|facts| rule.evaluate(facts, &parameters).is_empty())
        });
    }
    assert_eq!(missing, BTreeSet::new());
}
