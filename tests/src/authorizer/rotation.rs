//! Renewal of the issuer's keys, and outages of the issuer.

use chrono::TimeDelta;
use std::time::{Duration, Instant};

use authorizer::Outage;
use futures::future::join_all;
use serde_json::{Value, json};

use super::provider::{Behavior, Provider};
use super::signing::Key;
use super::{NOW, ask, clock, identify, start, start_at};

fn claims(provider: &Provider) -> Value {
    json!({
        "iss": provider.issuer, "aud": "monitor", "iat": NOW, "exp": NOW + 1_000_000,
        "sub": "u_1", "organization_id": "org_1", "role": "member",
    })
}

async fn outage(state: &authorizer::State, token: &str) -> Outage {
    ask(state, Some(&format!("Bearer {token}"))).await.expect_err("the caller cannot be identified")
}

#[tokio::test]
async fn key_set_follows_new_and_withdrawn_keys() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let provider = Provider::start(&[&old]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let (old_token, new_token) = (old.sign(&claims(&provider)), new.sign(&claims(&provider)));
    assert!(identify(&state, &old_token).await.is_some());
    time.pass(TimeDelta::seconds(60));
    provider.publish(&[&new]);
    assert!(identify(&state, &old_token).await.is_some(), "nothing has asked for newer keys yet");
    assert_eq!(provider.asked(), (1, 1));
    assert!(identify(&state, &new_token).await.is_some());
    assert_eq!(identify(&state, &old_token).await, None);
    assert_eq!(provider.asked(), (2, 2));
}

#[tokio::test]
async fn key_set_is_renewed_hourly() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let provider = Provider::start(&[&old]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let token = old.sign(&claims(&provider));
    assert!(identify(&state, &token).await.is_some());
    provider.publish(&[&new]);
    time.pass(TimeDelta::seconds(3599));
    assert!(identify(&state, &token).await.is_some());
    assert_eq!(provider.asked(), (1, 1));
    time.pass(TimeDelta::seconds(1));
    assert_eq!(identify(&state, &token).await, None, "a key that was withdrawn ends within the hour");
    assert_eq!(provider.asked(), (2, 2));
}

#[tokio::test]
async fn key_ids_unknown_fetch_once_a_minute() {
    let (key, stranger) = (Key::p256("a"), Key::p256("x"));
    let provider = Provider::start(&[&key]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let made_up = |number: usize| {
        let header = json!({ "alg": "ES256", "kid": format!("made-up-{number}") });
        stranger.sign_with(&header, &claims(&provider).to_string())
    };
    for minute in 1..=3 {
        for number in 0..100 {
            assert_eq!(identify(&state, &made_up(number)).await, None);
        }
        let tokens: Vec<_> = (100..200).map(made_up).collect();
        let answers = join_all(tokens.iter().map(|token| identify(&state, token))).await;
        assert_eq!(answers, vec![None; 100]);
        assert_eq!(provider.asked(), (minute, minute));
        time.pass(TimeDelta::seconds(59));
        assert_eq!(identify(&state, &made_up(0)).await, None);
        assert_eq!(provider.asked(), (minute, minute), "59 seconds are no minute");
        time.pass(TimeDelta::seconds(1));
    }
    assert!(identify(&state, &key.sign(&claims(&provider))).await.is_some());
}

#[tokio::test]
async fn key_set_concurrent_callers_share_one_fetch() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let provider = Provider::start(&[&old]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let token = old.sign(&claims(&provider));
    let answers = join_all((0..50).map(|_| identify(&state, &token))).await;
    assert!(answers.iter().all(Option::is_some));
    assert_eq!(provider.asked(), (1, 1));
    provider.publish(&[&old, &new]);
    time.pass(TimeDelta::seconds(61));
    let token = new.sign(&claims(&provider));
    let answers = join_all((0..50).map(|_| identify(&state, &token))).await;
    assert!(answers.iter().all(Option::is_some));
    assert_eq!(provider.asked(), (2, 2));
}

#[tokio::test]
async fn key_set_outlives_issuer_outage() {
    let (key, new) = (Key::p256("a"), Key::p256("new"));
    let provider = Provider::start(&[&key]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[("MAX_TOKEN_AGE_MINUTES", "1440")]);
    let (token, new_token) = (key.sign(&claims(&provider)), new.sign(&claims(&provider)));
    assert!(identify(&state, &token).await.is_some());
    provider.behave(Behavior::Down);
    provider.publish(&[&key, &new]);
    time.pass(TimeDelta::seconds(7200));
    for _ in 0..10 {
        assert!(identify(&state, &token).await.is_some());
    }
    assert_eq!(provider.asked(), (2, 1), "an issuer that is down is not asked again and again");
    // Whether the key exists is unknown, so it is not a denial, which would be cached.
    assert!(matches!(outage(&state, &new_token).await, Outage::Issuer(_)));
    provider.behave(Behavior::Well);
    assert!(matches!(outage(&state, &new_token).await, Outage::Issuer(_)), "the minute is not over");
    assert_eq!(provider.asked(), (2, 1));
    time.pass(TimeDelta::seconds(60));
    assert!(identify(&state, &new_token).await.is_some());
    assert!(identify(&state, &token).await.is_some());
}

#[tokio::test]
async fn key_set_empty_is_fetched_again_soon() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let token = key.sign(&claims(&provider));
    provider.behave(Behavior::Down);
    for _ in 0..10 {
        assert!(matches!(outage(&state, &token).await, Outage::Issuer(_)));
    }
    assert_eq!(provider.asked(), (1, 0));
    provider.behave(Behavior::Well);
    time.pass(TimeDelta::seconds(5));
    assert!(identify(&state, &token).await.is_some());
}

#[tokio::test]
async fn issuer_silent_times_out() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let state = start(&provider.issuer, &[]);
    provider.behave(Behavior::Silent);
    let before = Instant::now();
    let token = key.sign(&claims(&provider));
    assert!(matches!(outage(&state, &token).await, Outage::Issuer(_)));
    assert!(before.elapsed() < Duration::from_secs(8), "the function has 10 seconds");
}

#[tokio::test]
async fn key_set_is_renewed_after_clock_set_back() {
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let provider = Provider::start(&[&old]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    assert!(identify(&state, &old.sign(&claims(&provider))).await.is_some());
    provider.publish(&[&new]);
    time.pass(TimeDelta::seconds(-86_400));
    let mut claims = claims(&provider);
    claims["iat"] = json!(NOW - 86_400);
    assert!(identify(&state, &new.sign(&claims)).await.is_some());
}
