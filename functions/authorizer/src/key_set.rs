//! The issuer's public keys, each pinned to the algorithms that it may verify.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::Refusal;

/// A public key and its algorithms.
///
/// The algorithm is the key's, never the token's to choose: with that choice, a token "signed" by HMAC with
/// the public key as its secret would pass.
struct VerifyingKey {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

impl VerifyingKey {
    /// Returns a key that verifies signatures, or `None` for a key of another use or kind.
    fn from_jwk(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        if common.public_key_use.as_ref().is_some_and(|use_| *use_ != PublicKeyUse::Signature)
            || common.key_operations.as_ref().is_some_and(|all| !all.contains(&KeyOperations::Verify))
        {
            return None;
        }
        let mut algorithms = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => vec![
                Algorithm::RS256,
                Algorithm::RS384,
                Algorithm::RS512,
                Algorithm::PS256,
                Algorithm::PS384,
                Algorithm::PS512,
            ],
            AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
                vec![Algorithm::ES256]
            }
            AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P384 => {
                vec![Algorithm::ES384]
            }
            AlgorithmParameters::OctetKeyPair(ed) if ed.curve == EllipticCurve::Ed25519 => {
                vec![Algorithm::EdDSA]
            }
            // A published symmetric key is not secret.
            _ => return None,
        };
        if let Some(only) = common.key_algorithm {
            algorithms.retain(|one| KeyAlgorithm::from(*one) == only);
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        (!algorithms.is_empty()).then(|| Self { id: common.key_id.clone(), algorithms, key })
    }
}

/// The keys of an issuer.
pub(crate) struct KeySet(Vec<VerifyingKey>);

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl KeySet {
    /// Parses a JWK set. Unusable keys are ignored (RFC 7517, section 5), so that a key of a new kind does not break the
    /// others.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let Published { keys } = serde_json::from_slice(json)?;
        let read = |key| VerifyingKey::from_jwk(&serde_json::from_value(key).ok()?);
        Ok(Self(keys.into_iter().filter_map(read).collect()))
    }

    /// Returns `true` if there is no usable key.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the claims of a token that one of the keys signed.
    ///
    /// A token without a key id may be signed by any key of its algorithm.
    pub(crate) fn verify(&self, token: &str, header: &Header) -> Result<Map<String, Value>, Refusal> {
        let named = |key: &&VerifyingKey| header.kid.is_none() || key.id == header.kid;
        let mut refusal = Refusal::UnknownKey;
        for VerifyingKey { id: _, algorithms, key } in self.0.iter().filter(named) {
            let outcome = if algorithms.contains(&header.alg) {
                verify(token, key, header.alg)
            } else {
                Err(Refusal::Algorithm)
            };
            match outcome {
                // Another key may still match a token without a key id.
                Err(Refusal::Algorithm | Refusal::Signature) if header.kid.is_none() => {}
                Err(reason) => refusal = reason,
                Ok(claims) => return Ok(claims),
            }
        }
        Err(refusal)
    }
}

fn verify(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Map<String, Value>, Refusal> {
    let mut signature_only = Validation::new(algorithm);
    // `Claims::check` checks the claims by the injected clock.
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    match jsonwebtoken::decode(token, key, &signature_only) {
        Ok(token) => Ok(token.claims),
        Err(error) if *error.kind() == ErrorKind::InvalidSignature => Err(Refusal::Signature),
        Err(_) => Err(Refusal::MalformedToken),
    }
}
