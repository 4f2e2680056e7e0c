use event_model::Timestamp;
use proptest::prelude::*;

use super::*;

prop_compose! {
    fn any_event_id()(text in "[A-Za-z0-9._:-]{1,128}") -> EventId {
        // Texts of the pattern that are not ids.
        let text = if matches!(text.as_str(), "." | "..") { "e".to_owned() } else { text };
        EventId::try_from(text).expect("an event id")
    }
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    // Often close to a full second, where a format without fixed width is wrong.
    let close = (0_i64..4_000_000_000, -2_i64..3).prop_map(|(s, ms)| s * 1000 + ms);
    prop_oneof![close, 0..=Timestamp::MAX.millis()].prop_filter_map("within bounds", Timestamp::from_millis)
}

fn any_source() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["pass", "account", "vpn", "organization", "monitor", "crm_2"])
}

fn any_position() -> impl Strategy<Value = Position> {
    (any_time(), any_source(), any_event_id()).prop_map(|(time, source, id)| Position::of(time, source, &id))
}

proptest! {
    #[test]
    fn position_order_is_time_order(a in any_time(), b in any_time(), source in any_source(), id in any_event_id()) {
        let (key_a, key_b) = (Position::of(a, source, &id), Position::of(b, source, &id));
        prop_assert_eq!(a < b, key_a.as_str() < key_b.as_str());
        prop_assert_eq!(a == b, key_a == key_b);
    }

    #[test]
    fn time_bound_separates_earlier_positions(position in any_position(), time in any_time()) {
        prop_assert_eq!(position.time() < time, position.as_str() < time_bound(time).as_str());
    }

    #[test]
    fn position_neighbors_are_adjacent(a in any_position(), b in any_position()) {
        prop_assert!(a.just_before().as_str() < a.as_str() && a.as_str() < a.just_after().as_str());
        if b < a {
            prop_assert!(b.as_str() <= a.just_before().as_str());
        }
        if b > a {
            prop_assert!(b.as_str() > a.just_after().as_str());
        }
    }

    #[test]
    fn position_reads_back(position in any_position()) {
        prop_assert_eq!(Position::parse(position.as_str()), Some(position.clone()));
        prop_assert_eq!(Position::from_bytes(position.to_bytes()), Some(position));
    }

    #[test]
    fn event_key_reads_back(org in "[A-Za-z0-9_-]{1,64}", source in any_source(), id in any_event_id()) {
        let organization: OrganizationId = org.parse().expect("an organization id");
        let key = event_key(&organization, source, &id);
        prop_assert_eq!(parse_event_key(&key), Some((organization, source, id)));
    }

    #[test]
    fn user_key_reads_back(user in "[a-zA-Z0-9#|@é][a-zA-Z0-9#|@ é]{0,59}") {
        let organization: OrganizationId = "org_a".parse().expect("an organization id");
        let user: UserId = user.parse().expect("a user id");
        prop_assert_eq!(parse_user_key(&user_key(&organization, &user)), Some(user));
    }

    #[test]
    fn ip_key_reads_back(ip: IpAddr) {
        let organization: OrganizationId = "org_a".parse().expect("an organization id");
        prop_assert_eq!(parse_ip_key(&ip_key(&organization, ip, 255)), Some(ip));
    }

    #[test]
    fn shard_is_in_bounds(source in any_source(), id in any_event_id(), power in 0_u32..9) {
        let few = WriteShards::try_from(1 << power).expect("a power of two up to 256");
        let shard_few = shard(source, &id, few);
        prop_assert!(shard_few < few.count());
        prop_assert_eq!(shard(source, &id, WriteShards::default()), 0);
    }
}

#[test]
fn position_of_zero_hash_has_a_bound_before() {
    let position = Position::parse("2026-11-21T19:23:11.000Z#00000000000000000000").expect("a position");
    assert_eq!(position.just_before(), "2026-11-21T19:23:11.000Z");
}

#[test]
fn position_of_other_text_is_refused() {
    for text in [
        "",
        "2026-11-21T19:23:11Z#00000000000000000000",
        "2026-11-21T19:23:11.000Z#0000000000000000000",
        "2026-11-21T19:23:11.000Z#0000000000000000000G",
        "2026-13-21T19:23:11.000Z#00000000000000000000",
    ] {
        assert_eq!(Position::parse(text), None, "{text:?}");
    }
}
