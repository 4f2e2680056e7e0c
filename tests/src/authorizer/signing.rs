//! Keys of an identity provider, and tokens put together by hand, so that they can be wrong in any way.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use aws_lc_rs::{hmac, rsa};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

enum Pair {
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Rsa(&'static RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key pair under a key id.
pub(crate) struct Key {
    pub(crate) id: String,
    pair: Pair,
}

/// One for all tests: it takes a second to make.
static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| rsa::KeyPair::generate(KeySize::Rsa2048).expect("there is randomness"));

impl Key {
    pub(crate) fn p256(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("there is randomness");
        Self { id: id.to_owned(), pair: Pair::P256(pair) }
    }

    pub(crate) fn p384(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).expect("there is randomness");
        Self { id: id.to_owned(), pair: Pair::P384(pair) }
    }

    pub(crate) fn ed25519(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            pair: Pair::Ed25519(Ed25519KeyPair::generate().expect("there is randomness")),
        }
    }

    pub(crate) fn rsa(id: &str) -> Self {
        Self { id: id.to_owned(), pair: Pair::Rsa(&RSA) }
    }

    /// Returns the key as a provider publishes it.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::P256(pair) => point("P-256", pair.public_key().as_ref()),
            Pair::P384(pair) => point("P-384", pair.public_key().as_ref()),
            Pair::Ed25519(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(pair.public_key()) }),
            Pair::Rsa(pair) => {
                let RsaPublicKeyComponents::<Vec<u8>> { n, e } = pair.public_key().into();
                json!({ "kty": "RSA", "n": base64(n), "e": base64(e) })
            }
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    /// Returns the bytes of the public half, which an attacker may use as an HMAC secret.
    pub(crate) fn public_bytes(&self) -> Vec<u8> {
        match &self.pair {
            Pair::P256(pair) | Pair::P384(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::P256(_) => "ES256",
            Pair::P384(_) => "ES384",
            Pair::Ed25519(_) => "EdDSA",
            Pair::Rsa(_) => "RS256",
        }
    }

    /// Returns a token of these claims that this key signed.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({ "alg": self.algorithm(), "typ": "JWT", "kid": self.id }), &claims.to_string())
    }

    /// Returns a token with any header and any payload that this key signed.
    pub(crate) fn sign_with(&self, header: &Value, payload: &str) -> String {
        let message = message(header, payload);
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::P256(pair) | Pair::P384(pair) => {
                pair.sign(&random, message.as_bytes()).expect("the key can sign").as_ref().to_vec()
            }
            Pair::Ed25519(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let padding = if header["alg"] == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message.as_bytes(), &mut signature).expect("the key can sign");
                signature
            }
        };
        format!("{message}.{}", base64(signature))
    }
}

/// Returns a token that HMAC signed.
pub(crate) fn sign_hmac(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let message = message(header, &claims.to_string());
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", base64(signature))
}

/// Returns the signed part of a token.
pub(crate) fn message(header: &Value, payload: &str) -> String {
    format!("{}.{}", base64(header.to_string()), base64(payload))
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn point(curve: &str, uncompressed: &[u8]) -> Value {
    let (x, y) = uncompressed[1..].split_at((uncompressed.len() - 1) / 2);
    json!({ "kty": "EC", "crv": curve, "x": base64(x), "y": base64(y) })
}
