//! Streams are written with their delivery and their event.

use std::collections::BTreeSet;

use event_model::{Name, StreamState, limits};
use event_store::{DELIVERY_SHARDS, Delivery, DeliveryChange, Stream};
use serde_json::json;

use super::{Fixture, assert_conflict, at_segment, stream};

impl Fixture {
    async fn streams(&self) -> Vec<Stream> {
        self.control().streams_list(&self.stream.organization_id).await.expect("the store answers")
    }
}

fn renamed(stream: &Stream) -> Stream {
    Stream { name: Name::try_from("Archive".to_owned()).expect("a name"), ..stream.clone() }
}

#[tokio::test]
async fn stream_creation_race_keeps_the_limit() {
    let fixture = Fixture::start().await;
    let streams: Vec<_> = (0..8).map(|nth| stream(&fixture.state, fixture.second(nth))).collect();
    let created = futures::future::join_all(streams.iter().map(|stream| fixture.create(stream))).await;
    let created = 1 + created.iter().filter(|result| matches!(result, Ok(true))).count();
    let stored = fixture.streams().await;
    assert!(created <= limits::STREAMS_PER_ORGANIZATION);
    assert_eq!((stored.len(), fixture.events("created").await), (created, created));
    for _ in created..limits::STREAMS_PER_ORGANIZATION {
        assert!(fixture.create(&stream(&fixture.state, fixture.second(9))).await.expect("stored"));
    }
    let stored = fixture.streams().await;
    assert!(stored.is_sorted_by(|a, b| a.id < b.id), "oldest first");
    let new = stream(&fixture.state, fixture.second(9));
    assert!(!fixture.create(&new).await.expect("the store answers"));
    let delete = fixture.event("deleted");
    fixture.app.store.streams_delete(&stored[0].id, &fixture.state, &delete).await.expect("deleted");
    assert!(fixture.create(&new).await.expect("stored"), "a deleted stream does not count");
    assert_eq!(fixture.events("created").await, limits::STREAMS_PER_ORGANIZATION + 1);
}

#[tokio::test]
async fn stream_change_takes_the_lease() {
    let fixture = Fixture::start().await;
    let (store, now) = (&fixture.app.store, fixture.second(1));
    let claim =
        fixture.control().deliveries_claim(&fixture.stream.organization_id, &fixture.stream.id, now).await;
    let mut lease = claim.expect("the store answers").expect("claimed");
    let read = fixture.read().await;
    let change = DeliveryChange { read: &read, wanted: &read.delivery };
    let wanted = renamed(&fixture.stream);
    let events = [fixture.event("changed")];
    let changed = store.streams_change(&fixture.state, &fixture.stream, &wanted, &change, &events).await;
    assert_eq!(changed.expect("changed"), Stream { version: 2, ..wanted });
    let delivery = lease.delivery.clone();
    assert_conflict(&fixture.control().deliveries_save(&mut lease, &delivery, now).await);
    assert_eq!(fixture.read().await.lease_until, None);
    assert_eq!(fixture.events("changed").await, 1);
}

#[tokio::test]
async fn stream_change_of_stale_read_is_a_conflict() {
    let fixture = Fixture::start().await;
    let (store, state) = (&fixture.app.store, &fixture.state);
    let old = fixture.read().await;
    let verifying = Delivery { state: StreamState::Verifying, ..old.delivery.clone() };
    let change = DeliveryChange { read: &old, wanted: &verifying };
    let wanted = renamed(&fixture.stream);
    let first = [fixture.event("changed")];
    let stored =
        store.streams_change(state, &fixture.stream, &wanted, &change, &first).await.expect("changed");
    let before = fixture.app.all_stored().await;

    let second = [fixture.event("changed")];
    let new = fixture.read().await;
    assert_eq!(new.delivery, verifying);
    let new_change = DeliveryChange { read: &new, wanted: &verifying };
    assert_conflict(&store.streams_change(state, &fixture.stream, &wanted, &new_change, &second).await);
    // The stream is new, and the delivery is not.
    assert_conflict(&store.streams_change(state, &stored, &wanted, &change, &second).await);
    assert_eq!(fixture.app.all_stored().await, before);
    store.streams_change(state, &stored, &wanted, &new_change, &second).await.expect("changed");
}

#[tokio::test]
async fn stream_deletion_is_one_event() {
    let fixture = Fixture::start().await;
    let (organization, id) = (&fixture.stream.organization_id, &fixture.stream.id);
    let (store, now) = (&fixture.app.store, fixture.second(1));
    let claim = fixture.control().deliveries_claim(organization, id, now).await.expect("the store answers");
    let mut lease = claim.expect("claimed");
    let events = [fixture.event("deleted"), fixture.event("deleted")];
    let deletions = events.each_ref().map(|event| store.streams_delete(id, &fixture.state, event));
    for deletion in futures::future::join_all(deletions).await {
        deletion.expect("deleted");
    }
    assert_eq!(fixture.events("deleted").await, 1);
    assert_eq!(fixture.control().streams_get(organization, id).await.expect("the store answers"), None);
    assert_eq!(fixture.control().deliveries_get(organization, id).await.expect("the store answers"), None);
    let delivery = at_segment(&lease.delivery, 7);
    assert_conflict(&fixture.control().deliveries_save(&mut lease, &delivery, now).await);
    // A write must not bring the delivery back.
    assert_eq!(fixture.control().deliveries_of(organization).await.expect("the store answers"), []);
}

#[tokio::test]
async fn deliveries_of_an_organization_are_listed() {
    let fixture = Fixture::start().await;
    let (control, organization) = (fixture.control(), &fixture.stream.organization_id);
    let second = stream(&fixture.state, fixture.second(1));
    assert!(fixture.create(&second).await.expect("stored"));
    let mut strange = fixture.read().await.delivery;
    // Its id begins with that of the organization.
    strange.organization_id = format!("{organization}-b").parse().expect("an id");
    let stranger = Stream { organization_id: strange.organization_id.clone(), ..fixture.stream.clone() };
    let created = fixture.event("created");
    assert!(fixture.app.store.streams_create(&stranger, &strange, &fixture.state, &created).await.is_ok());

    let claim = control.deliveries_claim(organization, &second.id, fixture.second(2)).await;
    assert!(claim.expect("the store answers").is_some());
    let listed = control.deliveries_of(organization).await.expect("the store answers");
    let work: Vec<_> = listed
        .iter()
        .map(|summary| (&summary.stream_id, summary.has_work(fixture.second(3), true)))
        .collect();
    assert_eq!(work, [(&fixture.stream.id, true), (&second.id, false)]);

    let mut all = BTreeSet::new();
    for shard in 0..DELIVERY_SHARDS {
        let listed = control.deliveries_in_shard(shard).await.expect("the store answers");
        all.extend(listed.into_iter().map(|summary| (summary.organization_id, summary.stream_id)));
    }
    let (first, second) = (&fixture.stream.id, &second.id);
    let expected = [(organization, first), (organization, second), (&stranger.organization_id, first)];
    assert_eq!(all, expected.map(|(organization, stream)| (organization.clone(), stream.clone())).into());
}

#[tokio::test]
async fn delivery_unreadable_stops_no_other() {
    let fixture = Fixture::start().await;
    let organization = &fixture.stream.organization_id;
    let stored = fixture.app.stored("ControlTable").await;
    let item = stored.iter().find(|item| item.contains("DELIVERIES#")).expect("the delivery is stored");
    let mut item: serde_json::Value = serde_json::from_str(item).expect("JSON");
    let broken = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
    item["sk"] = json!({ "S": format!("{organization}#{broken}") });
    item["s"] = json!({ "S": "resting" });
    fixture.app.dynamodb("PutItem", &json!({ "TableName": "ControlTable", "Item": item })).await;
    let listed = fixture.control().deliveries_of(organization).await.expect("the store answers");
    let listed: Vec<_> = listed.into_iter().map(|summary| summary.stream_id).collect();
    assert_eq!(listed, std::slice::from_ref(&fixture.stream.id));
    let id = broken.parse().expect("an id");
    let error = fixture.control().deliveries_get(organization, &id).await.expect_err("it cannot be read");
    assert!(error.to_string().contains(broken), "{error}");
}
