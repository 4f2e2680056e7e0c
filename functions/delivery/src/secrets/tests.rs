//! Tests of secrets, against a KMS that "encrypts" by adding a letter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use super::*;
use crate::fake_aws::{Asked, FakeAws, Said};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000).expect("a time").plus(Duration::minutes(minutes))
}

fn organization() -> OrganizationId {
    "org_northwind".parse().expect("an id")
}

fn stream_id(last: char) -> StreamId {
    format!("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c1{last}").parse().expect("an id")
}

fn blob(body: &Value, name: &str) -> Vec<u8> {
    STANDARD.decode(body[name].as_str().expect("a text")).expect("base64")
}

/// Answers like KMS: the ciphertext has the encryption context, which must be the same to decrypt it.
fn kms(asked: &[Asked]) -> Said {
    let asked = asked.last().expect("a request");
    let body: Value = serde_json::from_str(&asked.body).expect("JSON");
    let context = body["EncryptionContext"].to_string().into_bytes();
    if asked.headers.contains("trentservice.encrypt") {
        let ciphertext = [context, b"|".to_vec(), blob(&body, "Plaintext")].concat();
        return (200, json!({ "CiphertextBlob": STANDARD.encode(ciphertext) }).to_string());
    }
    let ciphertext = blob(&body, "CiphertextBlob");
    match ciphertext.strip_prefix(context.as_slice()).and_then(|rest| rest.strip_prefix(b"|")) {
        Some(plaintext) => (200, json!({ "Plaintext": STANDARD.encode(plaintext) }).to_string()),
        None => (400, json!({ "__type": "InvalidCiphertextException" }).to_string()),
    }
}

#[tokio::test]
async fn secret_is_bound_to_its_stream() {
    let fake = FakeAws::start(kms).await;
    let secret = SecretString::from("whsec_c2VjcmV0");
    let encrypter = SecretEncrypter::new(&fake.aws, "alias/secrets");
    let (own, other) = (stream_id('1'), stream_id('2'));
    let ciphertext = encrypter.encrypt(&organization(), &own, &secret).await.expect("a ciphertext");
    let sent: Value = serde_json::from_str(&fake.asked()[0].body).expect("JSON");
    assert_eq!(sent["KeyId"], "alias/secrets");
    assert_eq!(
        sent["EncryptionContext"],
        json!({ "organization_id": "org_northwind", "stream_id": own.as_str() })
    );

    let decrypter = SecretDecrypter::new(&fake.aws);
    let decrypted = decrypter.decrypt(&organization(), &own, &ciphertext, at(0)).await.expect("the secret");
    assert_eq!(decrypted.expose_secret(), "whsec_c2VjcmV0");
    let refused = decrypter.decrypt(&organization(), &other, &ciphertext, at(0)).await;
    assert_eq!(refused.err(), Some(SecretError::Refused("InvalidCiphertextException".to_owned())));
}

#[tokio::test]
async fn secret_is_cached_for_five_minutes() {
    let fake = FakeAws::start(kms).await;
    let encrypter = SecretEncrypter::new(&fake.aws, "alias/secrets");
    let secret = SecretString::from("token");
    let id = stream_id('1');
    let ciphertext = encrypter.encrypt(&organization(), &id, &secret).await.expect("a ciphertext");
    let decrypter = SecretDecrypter::new(&fake.aws);
    for (minutes, requests) in [(0, 2), (1, 2), (4, 2), (5, 3), (9, 3), (10, 4)] {
        decrypter.decrypt(&organization(), &id, &ciphertext, at(minutes)).await.expect("the secret");
        assert_eq!(fake.asked().len(), requests, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn secret_kms_outage_is_transient() {
    let id = stream_id('1');
    for (status, body, expected) in [
        (
            500,
            json!({ "__type": "KMSInternalException" }),
            SecretError::Unavailable("KMSInternalException".to_owned()),
        ),
        (
            400,
            json!({ "__type": "ThrottlingException" }),
            SecretError::Unavailable("ThrottlingException".to_owned()),
        ),
        (
            400,
            json!({ "__type": "AccessDeniedException" }),
            SecretError::Refused("AccessDeniedException".to_owned()),
        ),
        (400, json!({ "__type": "DisabledException" }), SecretError::Refused("DisabledException".to_owned())),
    ] {
        let fake = FakeAws::always(status, body.to_string()).await;
        let decrypter = SecretDecrypter::new(&fake.aws);
        let error = decrypter.decrypt(&organization(), &id, &Ciphertext(vec![1]), at(0)).await.err();
        assert_eq!(error, Some(expected));
    }
}
