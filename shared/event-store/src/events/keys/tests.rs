use event_model::{Source, Timestamp};
use proptest::prelude::*;

use super::*;

prop_compose! {
    fn any_event_id()(text in "[A-Za-z0-9._:-]{1,128}") -> EventId {
        // The two texts of the pattern that are no id.
        let text = if matches!(text.as_str(), "." | "..") { "e".to_owned() } else { text };
        EventId::try_from(text).expect("the pattern is of an event id")
    }
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    // Often within a few milliseconds of a full second, where a form without fixed width goes wrong.
    let close = (0_i64..4_000_000_000, -2_i64..3).prop_map(|(s, ms)| s * 1000 + ms);
    prop_oneof![close, 0..=Timestamp::MAX.millis()].prop_filter_map("within bounds", Timestamp::from_millis)
}

fn any_source() -> impl Strategy<Value = Source> {
    prop::sample::select(Source::ALL.to_vec())
}

fn any_position() -> impl Strategy<Value = Position> {
    (any_time(), any_source(), any_event_id()).prop_map(|(time, source, id)| Position::of(time, source, &id))
}

proptest! {
    #[test]
    fn keys_sort_as_times_do(a in any_time(), b in any_time(), source in any_source(), id in any_event_id()) {
        let (key_a, key_b) = (Position::of(a, source, &id), Position::of(b, source, &id));
        prop_assert_eq!(a < b, key_a.as_str() < key_b.as_str());
        prop_assert_eq!(a == b, key_a == key_b);
    }

    #[test]
    fn bounds_part_what_lies_before_from_what_does_not(position in any_position(), time in any_time()) {
        prop_assert_eq!(position.time() < time, position.as_str() < time_bound(time).as_str());
    }

    #[test]
    fn nothing_lies_between_a_position_and_its_neighbours(a in any_position(), b in any_position()) {
        prop_assert!(a.just_before().as_str() < a.as_str() && a.as_str() < a.just_after().as_str());
        if b < a {
            prop_assert!(b.as_str() <= a.just_before().as_str());
        }
        if b > a {
            prop_assert!(b.as_str() > a.just_after().as_str());
        }
    }

    #[test]
    fn positions_read_back(position in any_position()) {
        prop_assert_eq!(Position::parse(position.as_str()), Some(position.clone()));
        prop_assert_eq!(Position::from_bytes(position.to_bytes()), Some(position));
    }

    #[test]
    fn event_keys_read_back(org in "[A-Za-z0-9_-]{1,64}", source in any_source(), id in any_event_id()) {
        let organization: OrganizationId = org.parse().expect("the pattern is of an organisation id");
        let key = event_key(&organization, source, &id);
        prop_assert_eq!(parse_event_key(&key), Some((organization, source.as_str(), id)));
    }

    #[test]
    fn user_keys_read_back(user in "[a-zA-Z0-9#|@é][a-zA-Z0-9#|@ é]{0,59}") {
        let organization: OrganizationId = "org_a".parse().expect("an organisation id");
        let user: UserId = user.parse().expect("the pattern is of a user id");
        prop_assert_eq!(parse_user_key(&user_key(&organization, &user)), Some(user));
    }

    #[test]
    fn ip_keys_read_back(ip: IpAddr) {
        let organization: OrganizationId = "org_a".parse().expect("an organisation id");
        prop_assert_eq!(parse_ip_key(&ip_key(&organization, ip, 255)), Some(ip));
    }

    #[test]
    fn shards_stay_in_bounds_and_grow_apart(source in any_source(), id in any_event_id(), power in 0_u32..9) {
        let few = WriteShards::try_from(1 << power).expect("a power of two up to 256");
        let shard_few = shard(source, &id, few);
        prop_assert!(shard_few < few.count());
        prop_assert_eq!(shard(source, &id, WriteShards::default()), 0);
    }
}

#[test]
fn a_hash_of_zeros_has_a_neighbour_before_it() {
    let position = Position::parse("2026-11-21T19:23:11.000Z#00000000000000000000").expect("a position");
    assert_eq!(position.just_before(), "2026-11-21T19:23:11.000Z");
}

#[test]
fn other_texts_are_no_positions() {
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
