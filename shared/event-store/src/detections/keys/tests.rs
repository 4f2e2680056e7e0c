use proptest::prelude::*;

use super::*;

fn any_time() -> impl Strategy<Value = Timestamp> {
    let close = (0_i64..4_000_000_000, -2_i64..3).prop_map(|(s, ms)| s * 1000 + ms);
    prop_oneof![close, 0..=Timestamp::MAX.millis()].prop_filter_map("within bounds", Timestamp::from_millis)
}

fn any_finding() -> impl Strategy<Value = FindingId> {
    any::<u128>().prop_map(|id| format!("{id:032x}").parse().expect("32 hex digits"))
}

fn any_position() -> impl Strategy<Value = FindingPosition> {
    (any_time(), any_finding()).prop_map(|(at, id)| FindingPosition { at, id })
}

proptest! {
    #[test]
    fn finding_position_order_is_time_order(a in any_position(), b in any_position()) {
        prop_assert_eq!(a.cmp(&b), a.sk().cmp(&b.sk()));
    }

    #[test]
    fn finding_bound_separates_earlier_positions(position in any_position(), time in any_time()) {
        prop_assert_eq!(position.at < time, position.sk() < FindingPosition::bound(time));
    }

    #[test]
    fn finding_position_reads_back(position in any_position()) {
        prop_assert_eq!(FindingPosition::parse_sk(&position.sk()), Some(position));
        prop_assert_eq!(position.to_string().parse(), Ok(position));
    }

    #[test]
    fn finding_key_reads_back(id in any_finding()) {
        prop_assert_eq!(parse_finding_sk(&finding_sk(id)), Some(id));
    }

    #[test]
    fn person_key_reads_back(user in "[a-zA-Z0-9#|@é][a-zA-Z0-9#|@ é]{0,59}") {
        let user: UserId = user.parse().expect("a user id");
        prop_assert_eq!(parse_person_sk(&person_sk(&user)), Some(user));
    }

    #[test]
    fn place_key_reads_back(country in "[A-Z]{2}", asn: u32) {
        for place in [Place::Country(country.clone()), Place::Network(asn)] {
            prop_assert_eq!(parse_place_sk(&place_sk(&place)), Some(place));
        }
    }
}

#[test]
fn finding_list_of_a_person_has_no_others() {
    let list = |user: &str| FindingScope::User(user.parse().expect("a user id")).sk_prefix();
    for (user, other) in [("u", "u#2026-11-21T19:23:11.000Z"), ("u#", "u"), ("a", "b")] {
        assert!(!list(other).starts_with(&list(user)), "{user} {other}");
    }
}

#[test]
fn finding_position_of_other_text_is_refused() {
    let id = "0123456789abcdef0123456789abcdef";
    for text in ["".to_owned(), id.to_owned(), format!("2026-11-21T19:23:11Z_{id}"), format!("_{id}")] {
        assert_eq!(text.parse::<FindingPosition>(), Err(InvalidFindingPosition), "{text}");
    }
}
