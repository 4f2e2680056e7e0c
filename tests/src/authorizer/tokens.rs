//! Callers that tokens identify, and tokens that are refused.

use api::{Caller, Operator, Person};
use chrono::TimeDelta;
use event_model::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::provider::Provider;
use super::signing::{Key, base64, message, sign_hmac};
use super::{NOW, ask, clock, identify, start, start_at};

/// Returns valid claims, replaced by those of `other`; null removes a claim.
fn claims(provider: &Provider, other: &Value) -> Value {
    let mut claims = json!({
        "iss": provider.issuer, "aud": "monitor", "iat": NOW, "exp": NOW + 3600,
        "sub": "u_1", "organization_id": "org_1", "role": "admin",
        "name": "Zoë Ω", "email": "zoe@example.com",
    });
    for (name, value) in other.as_object().expect("claims are an object") {
        claims[name] = value.clone();
    }
    claims.as_object_mut().expect("claims are an object").retain(|_, value| !value.is_null());
    claims
}

fn person(role: Role) -> Person {
    Person {
        organization_id: "org_1".parse().expect("an id"),
        user_id: "u_1".parse().expect("an id"),
        name: Some("Zoë Ω".to_owned().try_into().expect("a name")),
        email: Some("zoe@example.com".to_owned().try_into().expect("an address")),
        role,
    }
}

#[tokio::test]
async fn token_of_every_algorithm_and_role_is_accepted() {
    let keys = [Key::p256("a"), Key::p384("b"), Key::ed25519("c"), Key::rsa("d")];
    let provider = Provider::start(&keys.each_ref()).await;
    let state = start(&provider.issuer, &[]);
    for key in &keys {
        for role in Role::ALL {
            let token = key.sign(&claims(&provider, &json!({ "role": role.as_str() })));
            assert_eq!(
                identify(&state, &token).await,
                Some(Caller::Person(person(role))),
                "{}",
                key.algorithm()
            );
        }
    }
    let padded = json!({ "alg": "PS256", "kid": "d" });
    let token = keys[3].sign_with(&padded, &claims(&provider, &json!({})).to_string());
    assert_eq!(identify(&state, &token).await, Some(Caller::Person(person(Role::Admin))));
    assert_eq!(provider.asked(), (1, 1), "the keys are fetched once");
}

#[tokio::test]
async fn token_of_operator_needs_no_organization() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let state = start(&provider.issuer, &[]);
    for organization in [json!(null), json!("org_1"), json!("not#an#id")] {
        let claims = claims(&provider, &json!({ "role": "operator", "organization_id": organization }));
        let Person { user_id, name, email, .. } = person(Role::Admin);
        let operator = Caller::Operator(Operator { user_id, name, email });
        assert_eq!(identify(&state, &key.sign(&claims)).await, Some(operator));
    }
}

#[tokio::test]
async fn client_with_operator_scope_is_operator() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let scope = [("OIDC_OPERATOR_SCOPE", "activity-monitor/operator")];
    let (state, without) = (start(&provider.issuer, &scope), start(&provider.issuer, &[]));
    // As Cognito makes it: no audience, and the client is the subject.
    let machine = |other: Value| {
        let mut all = json!({
            "aud": null, "role": null, "organization_id": null, "name": null, "email": null, "sub": "dashboard",
            "client_id": "dashboard", "scope": "a activity-monitor/operator", "token_use": "access",
        });
        for (name, value) in other.as_object().expect("claims are an object") {
            all[name] = value.clone();
        }
        key.sign(&claims(&provider, &all))
    };
    let user_id = "dashboard".parse().expect("an id");
    let operator = Caller::Operator(Operator { user_id, name: None, email: None });
    assert_eq!(identify(&state, &machine(json!({}))).await, Some(operator));
    assert_eq!(identify(&without, &machine(json!({}))).await, None, "no scope is configured");
    for refused in [
        json!({ "scope": "activity-monitor/operators" }),
        json!({ "scope": "activity-monitor/operator/x openid" }),
        json!({ "scope": null }),
        json!({ "scope": ["activity-monitor/operator"] }),
        // A person who signed in through a client with that scope.
        json!({ "sub": "u_1" }),
        // A client that this service does not know.
        json!({ "sub": "other", "client_id": "other" }),
    ] {
        assert_eq!(identify(&state, &machine(refused.clone())).await, None, "{refused}");
    }
}

#[tokio::test]
async fn token_claim_names_are_configurable() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let names = [
        ("OIDC_CLAIM_ORGANIZATION", "custom:organization_id"),
        ("OIDC_CLAIM_USER", "https://example.com/user"),
        ("OIDC_CLAIM_EMAIL", "mail"),
        ("OIDC_CLAIM_NAME", "cognito:username"),
        ("OIDC_CLAIM_ROLE", "custom:role"),
    ];
    let state = start(&provider.issuer, &names);
    let theirs = json!({
        "sub": "somebody else", "organization_id": "org_other", "role": "operator", "name": "x", "email": "x@y",
        "custom:organization_id": "org_1", "https://example.com/user": "u_1", "mail": "zoe@example.com",
        "cognito:username": "Zoë Ω", "custom:role": "auditor",
    });
    let token = key.sign(&claims(&provider, &theirs));
    assert_eq!(identify(&state, &token).await, Some(Caller::Person(person(Role::Auditor))));
}

#[tokio::test]
async fn token_descriptive_claims_are_optional() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let state = start(&provider.issuer, &[]);
    let nobody = Person { name: None, email: None, ..person(Role::Admin) };
    for odd in [json!(null), json!(7), json!(""), json!(["a"]), json!("a\u{0}@b"), json!("@".repeat(400))] {
        let token = key.sign(&claims(&provider, &json!({ "name": odd, "email": odd })));
        assert_eq!(identify(&state, &token).await, Some(Caller::Person(nobody.clone())), "{odd}");
    }
    for unproved in [json!(false), json!("false")] {
        let token = key.sign(&claims(&provider, &json!({ "email_verified": unproved })));
        let without = Person { email: None, ..person(Role::Admin) };
        assert_eq!(identify(&state, &token).await, Some(Caller::Person(without)), "{unproved}");
    }
}

#[tokio::test]
async fn token_claims_decide() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let state = start(&provider.issuer, &[]);
    let issuer = provider.issuer.as_str();
    let cases = [
        // Audience.
        (json!({ "aud": "dashboard" }), true),
        (json!({ "aud": ["other", "monitor"] }), true),
        (json!({ "aud": null, "client_id": "dashboard" }), true),
        (json!({ "aud": "other" }), false),
        (json!({ "aud": "monitor, dashboard" }), false),
        (json!({ "aud": "Monitor" }), false),
        (json!({ "aud": ["other"] }), false),
        (json!({ "aud": [] }), false),
        (json!({ "aud": "" }), false),
        (json!({ "aud": 7 }), false),
        (json!({ "aud": { "monitor": true } }), false),
        (json!({ "aud": null }), false),
        (json!({ "aud": null, "client_id": "other" }), false),
        (json!({ "aud": null, "client_id": ["x"] }), false),
        (json!({ "aud": "other", "client_id": "dashboard" }), false),
        // Issuer.
        (json!({ "iss": "https://evil.example.com" }), false),
        (json!({ "iss": format!("{issuer}/") }), false),
        (json!({ "iss": issuer.to_uppercase() }), false),
        (json!({ "iss": [issuer] }), false),
        (json!({ "iss": null }), false),
        // Time.
        (json!({ "exp": NOW + 1 }), true),
        (json!({ "exp": NOW - 29 }), true),
        (json!({ "exp": NOW - 30 }), false),
        (json!({ "exp": NOW - 86_400 }), false),
        (json!({ "exp": 0 }), false),
        (json!({ "exp": -1 }), false),
        (json!({ "exp": (NOW + 3600).to_string() }), false),
        (json!({ "exp": null }), false),
        // Age, whatever lifetime the issuer grants.
        (json!({ "iat": NOW - 3_629, "exp": NOW + 86_400 }), true),
        (json!({ "iat": NOW - 3_630, "exp": NOW + 86_400 }), false),
        (json!({ "iat": NOW + 30 }), true),
        (json!({ "iat": NOW + 31 }), false),
        (json!({ "iat": null }), false),
        (json!({ "iat": NOW.to_string() }), false),
        (json!({ "nbf": NOW + 30 }), true),
        (json!({ "nbf": NOW + 31 }), false),
        (json!({ "nbf": "now" }), false),
        // User, role and organization.
        (json!({ "role": null }), false),
        (json!({ "role": "root" }), false),
        (json!({ "role": "Admin" }), false),
        (json!({ "role": " admin" }), false),
        (json!({ "role": ["admin"] }), false),
        (json!({ "role": "product" }), false),
        (json!({ "organization_id": null }), false),
        (json!({ "organization_id": "" }), false),
        (json!({ "organization_id": "org#2" }), false),
        (json!({ "organization_id": ["org_1"] }), false),
        (json!({ "organization_id": "o".repeat(65) }), false),
        (json!({ "sub": null }), false),
        (json!({ "sub": "" }), false),
        (json!({ "sub": 7 }), false),
        (json!({ "sub": "u\u{0}" }), false),
        (json!({ "sub": null, "role": "operator" }), false),
    ];
    for (other, passes) in cases {
        let token = key.sign(&claims(&provider, &other));
        let expected = passes.then(|| Caller::Person(person(Role::Admin)));
        assert_eq!(identify(&state, &token).await, expected, "{other}");
    }
}

#[tokio::test]
async fn token_forged_is_denied() {
    let (own, rsa, stranger) = (Key::p256("a"), Key::rsa("r"), Key::p256("a"));
    let provider = Provider::start(&[&own, &rsa]).await;
    let state = start(&provider.issuer, &[]);
    let claims = claims(&provider, &json!({}));
    let payload = claims.to_string();
    let good = own.sign(&claims);
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    let other_payload = base64(payload.replace("org_1", "org_2"));
    let head_only = head.split_once('.').expect("two parts").0;
    let with = |header: Value| own.sign_with(&header, &payload);
    let rsa_secrets =
        [rsa.public_bytes(), rsa.jwk()["n"].to_string().into_bytes(), rsa.jwk().to_string().into_bytes()];
    let mut forged = vec![
        // No signature at all.
        format!("{}.", message(&json!({ "alg": "none" }), &payload)),
        format!("{}.", message(&json!({ "alg": "None", "kid": "a" }), &payload)),
        format!("{}.{signature}", message(&json!({ "alg": "none", "kid": "a" }), &payload)),
        format!("{head}."),
        head.to_owned(),
        // A signature of another text or by another key.
        format!("{head_only}.{other_payload}.{signature}"),
        stranger.sign(&claims),
        format!("{head}.{}", base64([0; 64])),
        format!("{head}.{}", base64([0xff; 64])),
        format!("{head}.{}=", signature),
        // An algorithm that is not the key's.
        with(json!({ "alg": "ES384", "kid": "a" })),
        with(json!({ "alg": "EdDSA", "kid": "a" })),
        with(json!({ "alg": "RS256", "kid": "a" })),
        with(json!({ "alg": "ES256", "kid": "r" })),
        rsa.sign_with(&json!({ "alg": "ES256", "kid": "a" }), &payload),
        rsa.sign_with(&json!({ "alg": "PS256", "kid": "a" }), &payload),
        with(json!({ "alg": "es256", "kid": "a" })),
        with(json!({ "alg": ["ES256"], "kid": "a" })),
        with(json!({ "kid": "a" })),
        // A key that the token brings along.
        stranger.sign_with(&json!({ "alg": "ES256", "jwk": stranger.jwk() }), &payload),
        stranger.sign_with(&json!({ "alg": "ES256", "kid": "a", "jwk": stranger.jwk() }), &payload),
        stranger
            .sign_with(&json!({ "alg": "ES256", "kid": "a", "jku": "https://evil.example.com" }), &payload),
        // Critical extensions that are unknown.
        with(json!({ "alg": "ES256", "kid": "a", "crit": ["b64"], "b64": false })),
        with(json!({ "alg": "ES256", "kid": "a", "crit": [] })),
        // Signed payloads that are not claims.
        own.sign_with(&json!({ "alg": "ES256", "kid": "a" }), "[]"),
        own.sign_with(&json!({ "alg": "ES256", "kid": "a" }), "null"),
        own.sign_with(&json!({ "alg": "ES256", "kid": "a" }), "{"),
        own.sign_with(
            &json!({ "alg": "ES256", "kid": "a" }),
            &payload.replace(&(NOW + 3600).to_string(), "1e400"),
        ),
        own.sign_with(&json!({ "alg": "ES256", "kid": "a" }), &format!("{{\"exp\":1,{}", &payload[1..])),
        // No tokens.
        "..".to_owned(),
        "a.b.c".to_owned(),
        format!("{good}.{signature}"),
        format!("{good} {good}"),
        format!("{good},Bearer {good}"),
        "null".to_owned(),
    ];
    // Key confusion: the public key as the secret of an HMAC.
    for secret in [own.public_bytes(), own.jwk().to_string().into_bytes()].iter().chain(&rsa_secrets) {
        for kid in ["a", "r"] {
            forged.push(sign_hmac(&json!({ "alg": "HS256", "kid": kid }), &claims, secret));
        }
        forged.push(sign_hmac(&json!({ "alg": "HS256" }), &claims, secret));
    }
    for token in forged {
        assert_eq!(identify(&state, &token).await, None, "{token}");
    }
    assert_eq!(identify(&state, &good).await, Some(Caller::Person(person(Role::Admin))));
    assert_eq!(provider.asked(), (1, 1), "no forgery made the keys be fetched again");
}

#[tokio::test]
async fn request_without_token_is_denied() {
    let provider = Provider::start(&[]).await;
    let state = start(&provider.issuer, &[]);
    let long = format!("Bearer {}", "a".repeat(20_000));
    for header in [None, Some(""), Some("Bearer"), Some("Basic dTpw"), Some("Token a.b.c"), Some(&long)] {
        let answer = ask(&state, header).await.expect("there is an answer");
        assert!(!answer.is_authorized, "{header:?}");
        assert!(answer.context.is_empty());
    }
    assert_eq!(provider.asked(), (0, 0));
}

#[test]
fn token_of_any_text_is_no_error() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("there is a runtime");
    let key = Key::p256("a");
    let provider = runtime.block_on(Provider::start(&[&key]));
    let state = start(&provider.issuer, &[]);
    let good = key.sign(&claims(&provider, &json!({})));
    let mangled = (any::<prop::sample::Index>(), any::<u8>()).prop_map({
        let good = good.clone();
        move |(at, byte)| {
            let mut bytes = good.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = b' ' + byte % 95;
            String::from_utf8(bytes).expect("printable ASCII is UTF-8")
        }
    });
    let text = prop_oneof![
        mangled,
        "[ -~]{0,200}",
        "[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}"
    ];
    proptest!(ProptestConfig::with_cases(2000), |(token in text)| {
        let caller = runtime.block_on(identify(&state, &token));
        prop_assert_eq!(caller.is_some(), token.trim() == good, "{}", token);
    });
    let (documents, key_sets) = provider.asked();
    assert!(
        documents <= 2 && key_sets <= 2,
        "made-up key ids do not become requests: {documents} {key_sets}"
    );
}

#[tokio::test]
async fn token_older_than_maximum_age_is_refused() {
    let key = Key::p256("a");
    let provider = Provider::start(&[&key]).await;
    let time = clock();
    let state = start_at(&provider.issuer, &time, &[("MAX_TOKEN_AGE_MINUTES", "5")]);
    let token = key.sign(&json!({
        "iss": provider.issuer, "aud": "monitor", "iat": NOW, "exp": NOW + 86_400,
        "sub": "u_1", "organization_id": "org_1", "role": "member",
    }));
    assert!(identify(&state, &token).await.is_some());
    // 5 minutes, and half a minute for clocks that differ.
    time.pass(TimeDelta::seconds(329));
    assert!(identify(&state, &token).await.is_some());
    time.pass(TimeDelta::seconds(1));
    assert_eq!(identify(&state, &token).await, None);
}
