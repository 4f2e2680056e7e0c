use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;

use super::*;
use crate::deliveries::fixture::{delivery, full_delivery, minute};
use crate::dynamodb::item::stored_bytes;

fn stored(delivery: Delivery) -> StoredDelivery {
    let (lease_until, claimed_at) = (Some(minute(9)), Some(minute(8)));
    StoredDelivery { delivery, lease_until, claimed_at, version: 1_000_000_000_000_000 }
}

fn item(stored: &StoredDelivery) -> Item {
    stored.to_item().expect("an item")
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    (0..=Timestamp::MAX.millis()).prop_filter_map("within bounds", Timestamp::from_millis)
}

fn any_position() -> impl Strategy<Value = FeedPosition> {
    (1..=u64::MAX, any::<u16>()).prop_map(|(segment, skip)| FeedPosition { segment, skip })
}

fn any_sequence() -> impl Strategy<Value = FeedSequence> {
    (1..=u64::MAX, 1..=u16::MAX).prop_map(|(segment, place)| FeedSequence { segment, place })
}

fn any_hour() -> impl Strategy<Value = HourCount> {
    (any::<u32>(), any::<u32>()).prop_map(|(hour, count)| HourCount { hour, count })
}

fn any_batch() -> impl Strategy<Value = Batch> {
    (any_sequence(), any_sequence(), any_position(), any::<(u32, [u8; 8], u32)>(), any_time()).prop_map(
        |(first, last, next, (events, digest, refusals), made_at)| Batch {
            first,
            last,
            next,
            events,
            digest,
            made_at,
            refusals,
        },
    )
}

fn any_failure() -> impl Strategy<Value = LastFailure> {
    (any_time(), ".{0,40}", any::<Option<u16>>(), ".{0,256}")
        .prop_map(|(at, reason, status, excerpt)| LastFailure { at, reason, status, excerpt })
}

fn any_gap() -> impl Strategy<Value = DeliveryGap> {
    (any_position(), any_position(), any_time()).prop_map(|(first, next, found_at)| DeliveryGap {
        first,
        next,
        found_at,
    })
}

prop_compose! {
    fn any_delivery()(
        state in prop::sample::select(StreamState::ALL.to_vec()),
        (since, positioned_at) in (any_time(), any_time()),
        position in any_position(),
        batch in prop::option::of(any_batch()),
        (revision, failures, verified_version, redrive) in any::<(u32, u32, u64, bool)>(),
        times in prop::array::uniform3(prop::option::of(any_time())),
        last_failure in prop::option::of(any_failure()),
        gap in prop::option::of(any_gap()),
        (dead_letters_hour, messages_hour) in (any_hour(), any_hour()),
        delivered in prop::collection::vec(any_hour(), 0..25),
    ) -> Delivery {
        let [due_at, failing_since, last_success_at] = times;
        Delivery {
            state, since, position, positioned_at, batch, revision, due_at, failures, failing_since,
            last_success_at, last_failure, gap, redrive, dead_letters_hour, delivered, messages_hour,
            verified_version, ..delivery()
        }
    }
}

prop_compose! {
    fn any_stored()(
        delivery in any_delivery(),
        times in prop::array::uniform2(prop::option::of(any_time())),
        version: u64,
    ) -> StoredDelivery {
        let [lease_until, claimed_at] = times;
        StoredDelivery { delivery, lease_until, claimed_at, version }
    }
}

proptest! {
    #[test]
    fn delivery_row_reads_back(stored in any_stored()) {
        prop_assert_eq!(read_delivery(item(&stored)).expect("a delivery"), stored);
    }
}

#[test]
fn delivery_row_is_one_write_unit() {
    let stored = stored(full_delivery());
    let failure = stored.delivery.last_failure.as_ref().expect("a failure");
    assert_eq!(failure.excerpt.len(), 256);
    let bytes = stored_bytes(&item(&stored));
    assert!(bytes <= 1_024, "{bytes} bytes");
}

#[test]
fn delivery_row_sets_every_attribute() {
    let names = |stored: &StoredDelivery| item(stored).into_keys().collect::<std::collections::BTreeSet<_>>();
    let least = StoredDelivery::by_person(&delivery(), 0);
    assert_eq!(names(&least), names(&stored(full_delivery())), "a write would leave an old value");
}

#[test]
fn delivery_row_of_newer_version_reads() {
    let stored = stored(full_delivery());
    let mut newer = item(&stored);
    newer.insert("zz".to_owned(), AttributeValue::S("new".to_owned()));
    let Some(AttributeValue::M(batch)) = newer.get_mut("b") else { panic!("a batch") };
    batch.insert("zz".to_owned(), AttributeValue::Bool(true));
    assert_eq!(read_delivery(newer).expect("a delivery"), stored);
}

#[test]
fn delivery_row_unreadable_names_key_and_attribute() {
    let number = || AttributeValue::N("-1".to_owned());
    let bytes = |length| AttributeValue::B(vec![0; length].into());
    for (name, value) in [
        ("s", AttributeValue::S("resting".to_owned())),
        ("p", AttributeValue::L(vec![number(), number()])),
        ("d", number()),
        ("n", bytes(12)),
        ("n", bytes(9)),
    ] {
        let mut broken = item(&stored(full_delivery()));
        broken.insert(name.to_owned(), value);
        let error = read_delivery(broken).expect_err("an error").to_string();
        let key = "DELIVERIES#1 org_northwind#0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
        assert!(error.contains(key) && error.contains(&format!(" {name}")), "{error}");
    }
}

#[test]
fn delivery_versions_differ() {
    let versions: std::collections::BTreeSet<u64> = (0..1_000).map(|_| version_after(7)).collect();
    assert!(versions.len() > 990 && versions.first() > Some(&7));
}
