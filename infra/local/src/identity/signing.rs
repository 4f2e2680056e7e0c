//! The signing key of the provider: ES256, created once and kept in the data folder.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, KeyOperations, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde_json::{Map, Value};

use crate::data_dir::{DataDir, DataDirError};

/// The file of the key, in PKCS #8.
const FILE: &str = "oidc-signing-key.der";

/// An error of the signing key.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The system has no random numbers.
    #[error("the signing key of the development provider cannot be created")]
    Make,
    /// The file has no key.
    #[error("{FILE} in the data folder is not an ES256 key: delete it, and the next start creates a new one")]
    Read(#[source] jsonwebtoken::errors::Error),
}

/// A key pair with its public key as JWK.
pub(super) struct SigningKey {
    private: EncodingKey,
    public: DecodingKey,
    published: Jwk,
    id: String,
}

impl SigningKey {
    pub(super) fn load(data_dir: &DataDir) -> Result<Self, SigningError> {
        if let Some(bytes) = data_dir.read(FILE)? {
            return Self::from_pkcs8(&bytes).map_err(SigningError::Read);
        }
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let pair = pair.map_err(|_| SigningError::Make)?;
        data_dir.write(FILE, pair.as_ref())?;
        Self::from_pkcs8(pair.as_ref()).map_err(SigningError::Read)
    }

    fn from_pkcs8(bytes: &[u8]) -> Result<Self, jsonwebtoken::errors::Error> {
        let private = EncodingKey::from_ec_der(bytes);
        let mut published = Jwk::from_encoding_key(&private, Algorithm::ES256)?;
        let id = published.thumbprint(ThumbprintHash::SHA256)?;
        published.common.key_id = Some(id.clone());
        published.common.public_key_use = Some(PublicKeyUse::Signature);
        published.common.key_operations = Some(vec![KeyOperations::Verify]);
        let public = DecodingKey::from_jwk(&published)?;
        Ok(Self { private, public, published, id })
    }

    /// Returns the public key as JWK.
    pub(super) fn published(&self) -> &Jwk {
        &self.published
    }

    pub(super) fn public(&self) -> &DecodingKey {
        &self.public
    }

    /// Signs claims as a JWT.
    pub(super) fn sign(&self, claims: &Map<String, Value>) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.id.clone());
        jsonwebtoken::encode(&header, claims, &self.private).expect(
            "a map of JSON is serialisable, and the key was proved to be one for ES256 when it was read",
        )
    }
}
