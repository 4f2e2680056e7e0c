//! A detector that reads late, incomplete and repeatedly finds the same as a fold over everything.

mod simulation;

use proptest::prelude::*;
use simulation::{Simulation, arrivals};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn live_and_nightly_equal_fold(seed: u64, count in 50_usize..600) {
        let arrivals = arrivals(seed, count);
        let folded = simulation::fold(&arrivals);
        let mut live = Simulation::new(seed, arrivals);
        live.run();
        prop_assert_eq!(&live.findings, &folded);
    }
}

/// Without this, the property could hold because nothing is ever found.
#[test]
fn random_events_hit_every_rule() {
    let mut rules = std::collections::BTreeMap::new();
    for seed in 0..120 {
        for (rule, _) in simulation::fold(&arrivals(seed, 500)) {
            *rules.entry(rule).or_insert(0) += 1;
        }
    }
    let missing: Vec<_> =
        detections::RuleId::ALL.into_iter().filter(|rule| !rules.contains_key(rule)).collect();
    assert_eq!(missing, [], "{rules:?}");
}
