//! Product keys, against a real DynamoDB engine.

use chrono::TimeDelta;
use std::collections::BTreeSet;

use api::{Caller, Product};
use authorizer::{Outage, State};
use event_model::{Source, Timestamp};
use event_store::{Control, KeyScope, ProductKey, ProductKeySecret};
use local::{Data, Services};
use support::clock::TestClock;

use super::{NOW, NOWHERE, ask, aws, clock, identify, load, start};

/// Starts the emulators, and an authorizer that reads their tables.
async fn start_with_table(time: &TestClock) -> (Control, State, Services) {
    let services = Services::start(&Data::Memory, 0, 0, 0).await.expect("the emulators start");
    let dynamodb = services.environment()["AWS_ENDPOINT_URL_DYNAMODB"].clone();
    (Control::open(&aws(&dynamodb), "ControlTable"), load(&dynamodb, NOWHERE, time, &[]), services)
}

async fn create(control: &Control, sources: KeyScope<Source>, revoked: bool) -> ProductKeySecret {
    let secret = ProductKeySecret::generate().expect("there is randomness");
    let at = Timestamp::from_millis(NOW * 1000).expect("the time is in range");
    let key = ProductKey {
        id: secret.id().clone(),
        name: "VPN gateway".to_owned().try_into().expect("a name"),
        sources,
        organizations: KeyScope::All,
        backfill: true,
        created_at: at,
        revoked_at: revoked.then_some(at),
        last_used_at: None,
    };
    control.product_keys_create(&key, &secret).await.expect("the key is new");
    secret
}

#[tokio::test(flavor = "multi_thread")]
async fn product_key_identifies_product() {
    let (control, state, _services) = start_with_table(&clock()).await;
    let sources = KeyScope::Only(BTreeSet::from(["vpn".parse().expect("a source")]));
    let secret = create(&control, sources.clone(), false).await;
    let product =
        Product { key_id: secret.id().clone(), sources, organizations: KeyScope::All, backfill: true };
    assert_eq!(identify(&state, &secret.expose()).await, Some(Caller::Product(product)));
}

#[tokio::test(flavor = "multi_thread")]
async fn product_key_wrong_or_revoked_is_denied() {
    let (control, state, _services) = start_with_table(&clock()).await;
    let (good, revoked) =
        (create(&control, KeyScope::All, false).await, create(&control, KeyScope::All, true).await);
    let unknown = ProductKeySecret::generate().expect("there is randomness");
    let (id, own) = (good.id(), good.expose());
    let of_another = unknown.expose().splitn(3, '_').nth(2).expect("a secret").to_owned();
    for key in [
        revoked.expose(),
        unknown.expose(),
        format!("am_{id}_{}", "A".repeat(43)),
        format!("am_{id}_{of_another}"),
        format!("am_{id}_"),
        format!("am_{id}"),
        "am_".to_owned(),
        "am__".to_owned(),
        format!("{own}A"),
        own[..own.len() - 1].to_owned(),
        own.to_uppercase(),
        format!("{own}\u{a0}"),
    ] {
        assert_eq!(identify(&state, &key).await, None, "{key}");
    }
    assert!(identify(&state, &own).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn product_key_use_is_stored_once_an_hour() {
    let time = clock();
    let (control, state, _services) = start_with_table(&time).await;
    let secret = create(&control, KeyScope::All, false).await;
    for (pass, noted) in [(0, NOW), (3599, NOW), (1, NOW + 3600), (3599, NOW + 3600)] {
        time.pass(TimeDelta::seconds(pass));
        assert!(identify(&state, &secret.expose()).await.is_some());
        let key = control
            .product_keys_verify(&secret)
            .await
            .expect("there is an answer")
            .expect("the key is known");
        assert_eq!(key.last_used_at.map(Timestamp::millis), Some(noted * 1000));
    }
}

#[tokio::test]
async fn product_key_table_outage_is_an_error() {
    let state = start(NOWHERE, &[]);
    let secret = ProductKeySecret::generate().expect("there is randomness");
    let outage =
        ask(&state, Some(&format!("Bearer {}", secret.expose()))).await.expect_err("it cannot be known");
    assert!(matches!(outage, Outage::Store(_)), "{outage:?}");
    assert!(!format!("{outage:?}").contains(&secret.expose()[20..]), "an error does not tell the key");
}
