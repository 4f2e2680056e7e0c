//! The faults that the tests inject.

use fastrand::Rng;
use serde_json::{Value, json};
use support::plan::{EVERY_SORT, Plan};
use support::wire::Held;

#[test]
fn fault_plan_follows_seed_and_shares() {
    let fates = |seed| {
        let plan = Plan::new(seed, 30, &EVERY_SORT);
        (0..20_000).map(|nth| plan.fate(nth, "", &[]).0).collect::<Vec<_>>()
    };
    assert_eq!(fates(1), fates(1));
    assert_ne!(fates(1), fates(2));
    let fates = fates(1);
    let struck = fates.iter().flatten().count();
    assert!((5_700..6_300).contains(&struck), "{struck} of 20,000");
    for sort in EVERY_SORT {
        let count = fates.iter().flatten().filter(|one| sort.contains(one)).count();
        assert!((750..965).contains(&count), "{sort:?}: {count} of {struck}");
    }
}

#[test]
fn partial_fault_is_not_sent_and_is_reported() {
    let sent: Vec<Value> = (0..25).map(|place| json!({ "Statement": format!("s{place}") })).collect();
    for seed in 0..50 {
        let mut request = json!({ "Statements": sent });
        let held =
            Held::back("BatchExecuteStatement", &mut request, &mut Rng::with_seed(seed)).expect("a batch");
        let rest = request["Statements"].as_array().expect("statements").clone();
        assert!(rest.len() < 25);
        let mut answer = json!({ "Responses": rest });
        held.say(&mut answer);
        for (place, response) in answer["Responses"].as_array().expect("responses").iter().enumerate() {
            let carried_out = rest.contains(&sent[place]);
            assert_eq!(response.get("Error").is_none(), carried_out, "{place}");
            assert!(!carried_out || *response == sent[place]);
        }
    }
}
