//! A detector that reads late, incomplete and repeatedly finds the same as a fold over everything.

mod simulation;

use detections::RuleId;
use proptest::prelude::*;
use simulation::{Simulation, arrivals};

/// Returns the number of random cases of each property: `PROPTEST_CASES`, or 40.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(40, |cases| cases.parse().expect("PROPTEST_CASES is a number"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Up to two days late: the novelty of an event is kept for four days.
    #[test]
    fn live_and_nightly_equal_fold(seed: u64, count in 50_usize..600) {
        check(seed, count, 2, &RuleId::ALL)?;
    }

    #[test]
    fn live_and_nightly_equal_fold_if_very_late(seed: u64, count in 50_usize..600) {
        let rules: Vec<RuleId> =
            RuleId::ALL.into_iter().filter(|rule| !rule.rule().about().needs_novelty).collect();
        check(seed, count, 20, &rules)?;
    }
}

fn check(seed: u64, count: usize, days_late: i64, rules: &[RuleId]) -> Result<(), TestCaseError> {
    let arrivals = arrivals(seed, count, days_late);
    let folded = simulation::fold(&arrivals, rules);
    let mut live = Simulation::new(seed, arrivals, rules);
    live.run();
    prop_assert_eq!(&live.findings, &folded);
    Ok(())
}

/// Without this, the property could hold because nothing is ever found.
#[test]
fn random_events_hit_every_rule() {
    let mut rules = std::collections::BTreeMap::new();
    for seed in 0..120 {
        for (rule, _) in simulation::fold(&arrivals(seed, 500, 2), &RuleId::ALL) {
            *rules.entry(rule).or_insert(0) += 1;
        }
    }
    let missing: Vec<_> = RuleId::ALL.into_iter().filter(|rule| !rules.contains_key(rule)).collect();
    assert_eq!(missing, [], "{rules:?}");
}
