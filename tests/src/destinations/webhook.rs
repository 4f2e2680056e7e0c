//! Signatures of webhooks, verified by the library of Standard Webhooks.

use delivery::destinations::signing::new_secret;
use delivery::message::Secrets;
use event_model::{StreamKind, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::Webhook;
use support::receiver::ReceivedMessage;

use crate::destinations::fixture::{Fixture, events, now, time};

/// Sends a message now: the library compares its time with the clock.
async fn signed_now(secrets: &Secrets) -> ReceivedMessage {
    let fixture = Fixture::start().await;
    let (stream, _) = fixture.stream(StreamKind::Webhook);
    let answer =
        fixture.send_as(&stream, secrets, &events(), Timestamp::from_datetime(chrono::Utc::now())).await;
    assert_eq!(answer.reason, None);
    fixture.receiver.stored().remove(0)
}

fn verifies(secret: &SecretString, message: &ReceivedMessage, body: &[u8]) -> bool {
    Webhook::new(secret.expose_secret()).expect("a secret").verify(body, &message.headers).is_ok()
}

#[tokio::test]
async fn webhook_signature_verifies() {
    let secret = new_secret().expect("randomness");
    let message = signed_now(&Secrets { current: Some(secret.clone()), previous: None }).await;
    assert!(verifies(&secret, &message, &message.body));
    assert_eq!(message.header("webhook-signature").split(' ').count(), 1);
    let changed = String::from_utf8_lossy(&message.body).replace("event-17", "event-19");
    assert!(!verifies(&secret, &message, changed.as_bytes()));
}

#[tokio::test]
async fn webhook_signatures_verify_during_rotation() {
    let [old, new, other] = std::array::from_fn(|_| new_secret().expect("randomness"));
    let message = signed_now(&Secrets { current: Some(new.clone()), previous: Some(old.clone()) }).await;
    assert!(verifies(&old, &message, &message.body));
    assert!(verifies(&new, &message, &message.body));
    assert!(!verifies(&other, &message, &message.body));
}

/// Receivers refuse old times, so a late attempt has its own time, and the same id.
#[tokio::test]
async fn webhook_repeat_has_same_id_and_another_time() {
    let fixture = Fixture::start().await;
    fixture.receiver.trust(&[crate::destinations::fixture::SECRET]);
    for now in [now(), time("2026-11-21T20:23:13Z")] {
        fixture.send(StreamKind::Webhook, &events(), now).await;
    }
    let [first, second] = &fixture.receiver.stored()[..] else { panic!("two messages") };
    assert_eq!((first.id(), &first.body), (second.id(), &second.body));
    assert_eq!(first.id(), "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11_1042.17_1042.18");
    assert_eq!(first.header("webhook-timestamp"), "1795288993");
    assert_eq!(second.header("webhook-timestamp"), "1795292593");
    assert_ne!(first.header("webhook-signature"), second.header("webhook-signature"));
}
