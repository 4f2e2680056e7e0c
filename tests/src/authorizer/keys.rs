//! Use of the keys that the issuer publishes.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::provider::{Behavior, Provider};
use super::signing::{Key, base64, sign_hmac};
use super::{NOW, ask, clock, identify, start, start_at};

fn claims(provider: &Provider) -> Value {
    json!({
        "iss": provider.issuer, "aud": "monitor", "iat": NOW, "exp": NOW + 3600,
        "sub": "u_1", "organization_id": "org_1", "role": "member",
    })
}

/// Returns `true` if a token of `key` is accepted when its JWK is published with these fields.
async fn passes(key: &Key, header: &Value, fields: &Value) -> bool {
    let provider = Provider::start(&[]).await;
    let mut jwk = key.jwk();
    for (name, value) in fields.as_object().expect("fields are an object") {
        jwk[name] = value.clone();
    }
    jwk.as_object_mut().expect("a key is an object").retain(|_, value| !value.is_null());
    // One that always works, so that the set is never empty.
    provider.behave(Behavior::Publishing(json!({ "keys": [Key::p384("other").jwk(), jwk] })));
    let state = start(&provider.issuer, &[]);
    identify(&state, &key.sign_with(header, &claims(&provider).to_string())).await.is_some()
}

#[tokio::test]
async fn key_of_another_use_or_algorithm_is_refused() {
    let (ec, rsa) = (Key::p256("a"), Key::rsa("a"));
    let es256 = json!({ "alg": "ES256", "kid": "a" });
    let (rs256, ps256) = (json!({ "alg": "RS256", "kid": "a" }), json!({ "alg": "PS256", "kid": "a" }));
    for (key, header, fields, expected) in [
        (&ec, &es256, json!({}), true),
        (&ec, &es256, json!({ "alg": "ES256" }), true),
        (&ec, &es256, json!({ "use": null, "key_ops": ["verify"] }), true),
        (&ec, &es256, json!({ "alg": "ES384" }), false),
        (&ec, &es256, json!({ "alg": "HS256" }), false),
        (&ec, &es256, json!({ "use": "enc" }), false),
        (&ec, &es256, json!({ "use": null, "key_ops": ["sign"] }), false),
        (&ec, &es256, json!({ "crv": "P-384" }), false),
        (&ec, &es256, json!({ "crv": "secp256k1" }), false),
        (&ec, &es256, json!({ "y": "" }), false),
        (&ec, &es256, json!({ "kid": "b" }), false),
        (&ec, &es256, json!({ "kid": null }), false),
        (&rsa, &rs256, json!({}), true),
        (&rsa, &ps256, json!({}), true),
        (&rsa, &rs256, json!({ "alg": "RS256" }), true),
        (&rsa, &ps256, json!({ "alg": "RS256" }), false),
        (&rsa, &rs256, json!({ "alg": "RSA-OAEP" }), false),
        // Far too short to be safe.
        (&rsa, &rs256, json!({ "n": base64([0xff; 64]) }), false),
    ] {
        assert_eq!(passes(key, header, &fields).await, expected, "{header} {fields}");
    }
}

#[tokio::test]
async fn key_published_as_secret_verifies_nothing() {
    let provider = Provider::start(&[]).await;
    let secret = json!({ "kty": "oct", "kid": "s", "k": base64("secret"), "alg": "HS256" });
    provider.behave(Behavior::Publishing(json!({ "keys": [secret, Key::p256("a").jwk()] })));
    let state = start(&provider.issuer, &[]);
    let token = sign_hmac(&json!({ "alg": "HS256", "kid": "s" }), &claims(&provider), b"secret");
    assert_eq!(identify(&state, &token).await, None);
}

#[tokio::test]
async fn token_without_key_id_matches_fitting_keys() {
    let (first, second, stranger) = (Key::p256("a"), Key::p256("b"), Key::p256("c"));
    let provider = Provider::start(&[&Key::rsa("r"), &first, &second]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[]);
    let nameless = |key: &Key| key.sign_with(&json!({ "alg": "ES256" }), &claims(&provider).to_string());
    assert!(identify(&state, &nameless(&second)).await.is_some());
    assert_eq!(identify(&state, &nameless(&stranger)).await, None);
    // A provider that names no keys rotates them all the same.
    provider.publish(&[&stranger]);
    time.pass(TimeDelta::seconds(60));
    assert!(identify(&state, &nameless(&stranger)).await.is_some());
}

#[tokio::test]
async fn key_of_unknown_kind_is_ignored() {
    let key = Key::p256("a");
    let provider = Provider::start(&[]).await;
    let strange =
        json!([{ "kty": "AKP", "kid": "x", "alg": "ML-DSA-44", "pub": "AA" }, 7, null, {}, key.jwk()]);
    provider.behave(Behavior::Publishing(json!({ "keys": strange })));
    let state = start(&provider.issuer, &[]);
    assert!(identify(&state, &key.sign(&claims(&provider))).await.is_some());
}

#[tokio::test]
async fn issuer_untrusted_gives_no_keys() {
    let key = Key::p256("a");
    for (behavior, reason) in [
        (Behavior::Posing("https://other.example.com".to_owned()), "OtherIssuer"),
        (Behavior::Huge(300 * 1024), "TooLong"),
        (Behavior::Redirecting, "KeysAddress"),
        (Behavior::Publishing(json!({ "keys": [] })), "NoKeys"),
        (Behavior::Publishing(json!({ "no": "keys" })), "Unreadable"),
        (Behavior::Publishing(json!([])), "Unreadable"),
        (Behavior::Down, "Http"),
    ] {
        let provider = Provider::start(&[&key]).await;
        provider.behave(behavior.clone());
        let state = start(&provider.issuer, &[]);
        let header = format!("Bearer {}", key.sign(&claims(&provider)));
        let outage = ask(&state, Some(&header)).await.expect_err("the caller cannot be identified");
        assert!(format!("{outage:?}").contains(reason), "{behavior:?}: {outage:?}");
    }
}

#[tokio::test]
async fn issuer_final_slash_is_kept_and_not_doubled() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let issuer = format!("{}/", provider.issuer);
    provider.behave(Behavior::Posing(issuer.clone()));
    let state = start(&issuer, &[]);
    let mut claims = claims(&provider);
    assert_eq!(identify(&state, &key.sign(&claims)).await, None, "without the slash it is another issuer");
    claims["iss"] = json!(issuer);
    assert!(identify(&state, &key.sign(&claims)).await.is_some());
}
