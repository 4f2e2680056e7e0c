use event_model::OrganizationId;
use proptest::prelude::*;

use super::*;

fn key() -> impl Strategy<Value = SortKey> {
    let value = prop_oneof![
        Just(None),
        (0_i64..4).prop_map(|number| Some(SortValue::Number(number))),
        "[a-b]{0,2}".prop_map(|text| Some(SortValue::Text(text))),
    ];
    (value, "[a-c#]{1,2}").prop_map(|(value, id)| SortKey { value, id: UserId::recorded(id) })
}

fn order() -> impl Strategy<Value = Order> {
    prop::sample::select(Order::ALL.to_vec())
}

proptest! {
    #[test]
    fn order_is_total(keys in prop::collection::vec(key(), 3), order in order()) {
        let [a, b, c] = keys.try_into().expect("three");
        prop_assert_eq!(a.compare(&b, order), b.compare(&a, order).reverse());
        prop_assert_eq!(a.compare(&b, order).is_eq(), a == b);
        if a.compare(&b, order).is_le() && b.compare(&c, order).is_le() {
            prop_assert!(a.compare(&c, order).is_le());
        }
    }

    #[test]
    fn unknown_value_is_last_in_either_order(key in key(), order in order()) {
        let unknown = SortKey { value: None, id: UserId::recorded("a".to_owned()) };
        prop_assert!(key.value.is_none() || key.compare(&unknown, order).is_lt());
    }

    #[test]
    fn position_reads_back(key in key(), millis in 0..=Timestamp::MAX.millis()) {
        let organization: OrganizationId = "org_a".parse().expect("an id");
        let scope = CursorScope::of(&organization, "people", &["name"]);
        let at = Timestamp::from_millis(millis).expect("a time");
        let cursor = PeoplePosition::new(at, key.clone()).seal(&scope);
        prop_assert_eq!(PeoplePosition::open(cursor.as_str(), &scope), Ok((at, key)));
        let other = CursorScope::of(&organization, "people", &["sign_ins"]);
        prop_assert_eq!(PeoplePosition::open(cursor.as_str(), &other), Err(InvalidCursor));
    }
}
