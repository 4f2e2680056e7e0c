use proptest::prelude::*;

use super::*;

fn any_time() -> impl Strategy<Value = Timestamp> {
    let close = (0_i64..4_000_000_000, -2_i64..3).prop_map(|(s, ms)| s * 1000 + ms);
    prop_oneof![close, 0..=Timestamp::MAX.millis()].prop_filter_map("within bounds", Timestamp::from_millis)
}

fn any_sequence() -> impl Strategy<Value = FeedSequence> {
    let segment = prop_oneof![1..12_u64, 1..=u64::MAX];
    let place = prop_oneof![1..12_u16, 1..=u16::MAX];
    (segment, place).prop_map(|(segment, place)| FeedSequence { segment, place })
}

fn any_stream() -> impl Strategy<Value = StreamId> {
    any::<u128>().prop_map(|id| {
        let hex = format!("{id:032x}");
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-").parse().expect("a UUID")
    })
}

fn any_organization() -> impl Strategy<Value = OrganizationId> {
    "[A-Za-z0-9_-]{1,64}".prop_map(|id| id.parse().expect("an organization id"))
}

proptest! {
    #[test]
    fn stream_key_reads_back(stream in any_stream()) {
        prop_assert_eq!(parse_stream_sk(&stream_sk(&stream)), Some(stream));
    }

    #[test]
    fn delivery_key_reads_back(organization in any_organization(), stream in any_stream()) {
        let sk = delivery_sk(&organization, &stream);
        prop_assert_eq!(parse_delivery_sk(&sk), Some((organization.clone(), stream)));
        prop_assert!(delivery_shard(&organization) < DELIVERY_SHARDS);
    }

    #[test]
    fn delivery_prefix_has_one_organization(a in "[a-c_-]{1,3}", b in "[a-c_-]{1,3}", stream in any_stream()) {
        let [a, b]: [OrganizationId; 2] = [a, b].map(|id| id.parse().expect("an organization id"));
        prop_assert_eq!(delivery_sk(&a, &stream).starts_with(&delivery_sk_prefix(&b)), a == b);
    }

    #[test]
    fn attempt_key_order_is_time_order(
        stream in any_stream(),
        (a, b) in (any_time(), any_time()),
        (x, y) in (any_sequence(), any_sequence()),
    ) {
        let (first, second) = (attempt_sk(&stream, a, x), attempt_sk(&stream, b, y));
        prop_assert_eq!((a, x).cmp(&(b, y)), first.cmp(&second));
        prop_assert!(first.starts_with(&attempt_sk_prefix(&stream)));
        prop_assert_eq!(parse_attempt_sk(&first), Some((stream, a, x)));
    }

    #[test]
    fn dead_letter_key_order_is_feed_order(stream in any_stream(), a in any_sequence(), b in any_sequence()) {
        let (first, second) = (dead_letter_sk(&stream, a), dead_letter_sk(&stream, b));
        prop_assert_eq!(a.cmp(&b), first.cmp(&second));
        prop_assert!(first.starts_with(&dead_letter_sk_prefix(&stream)));
        prop_assert_eq!(parse_dead_letter_sk(&first), Some((stream, a)));
    }
}

#[test]
fn delivery_shards_are_even() {
    let mut counts = [0; DELIVERY_SHARDS as usize];
    for nth in 0..8_000 {
        let organization = format!("org_{nth}").parse().expect("an organization id");
        counts[usize::from(delivery_shard(&organization))] += 1;
    }
    assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
    // A stored key has it: an organization whose shard changes would lose its deliveries.
    assert_eq!(delivery_shard(&"org_a".parse().expect("an organization id")), 7);
}

#[test]
fn delivery_keys_of_other_text_are_refused() {
    let stream = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
    for sk in ["", "org_a", "org_a#", "#", &format!("#{stream}"), &format!("org_a#{stream}#x")] {
        assert_eq!(parse_delivery_sk(sk), None, "{sk}");
    }
    for sk in ["DEAD#", &format!("DEAD#{stream}#7.1"), &format!("DEAD#{stream}#00000000000000000007.1")] {
        assert_eq!(parse_dead_letter_sk(sk), None, "{sk}");
    }
}
