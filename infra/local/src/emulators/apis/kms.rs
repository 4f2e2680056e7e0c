//! KMS: symmetric keys in the data folder. Key policies are not emulated.

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};

use crate::aws_answer::{json_answer, refusal};
use crate::data_dir::DataDir;
use crate::emulators::EmulatorError;
use crate::gateway::Answer;

/// The subfolder with one file for each key.
const FOLDER: &str = "kms";
/// Bytes of an AES-256 key.
const KEY_BYTES: usize = 32;
/// Maximum bytes of a plaintext.
const MAX_PLAINTEXT: usize = 4_096;
/// Maximum bytes of a data key.
const MAX_DATA_KEY: usize = 1_024;
const ALGORITHM: &str = "SYMMETRIC_DEFAULT";

/// The keys by id.
pub(super) struct Kms {
    keys: BTreeMap<String, RandomizedNonceKey>,
}

/// Pairs that must be the same for encryption and decryption.
type Context = BTreeMap<String, String>;

/// A request of any operation here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    key_id: Option<String>,
    #[serde(default)]
    encryption_context: Context,
    #[serde(default)]
    plaintext: Blob,
    #[serde(default)]
    ciphertext_blob: Blob,
    key_spec: Option<String>,
    number_of_bytes: Option<usize>,
}

/// Bytes, in base64 on the wire.
#[derive(Default)]
struct Blob(Vec<u8>);

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(Self).map_err(de::Error::custom)
    }
}

/// An error with its code.
type Refused = (&'static str, String);

impl Kms {
    /// Opens the keys with these ids. A missing one is created.
    pub(super) fn open(ids: &[String], data_dir: &DataDir) -> Result<Self, EmulatorError> {
        data_dir.create_subdir(FOLDER)?;
        let keys = ids.iter().map(|id| Ok((id.clone(), key(id, data_dir)?)));
        Ok(Self { keys: keys.collect::<Result<_, EmulatorError>>()? })
    }

    pub(super) fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let request = match serde_json::from_slice(body) {
            Ok(request) => request,
            Err(error) => {
                return refusal(StatusCode::BAD_REQUEST, "SerializationException", &error.to_string());
            }
        };
        let answer = match operation {
            "Encrypt" => self.encrypt(&request),
            "Decrypt" => self.decrypt(&request),
            "GenerateDataKey" => self.generate_data_key(&request),
            _ => Err(("UnknownOperationException", format!("{operation} is not emulated"))),
        };
        match answer {
            Ok(answer) => json_answer(&answer),
            Err((code, message)) => refusal(StatusCode::BAD_REQUEST, code, &message),
        }
    }

    fn encrypt(&self, request: &Request) -> Result<Value, Refused> {
        let (id, key) = self.find(request.key_id.as_deref())?;
        let length = request.plaintext.0.len();
        if length == 0 || length > MAX_PLAINTEXT {
            let message = format!("Plaintext must have 1 to {MAX_PLAINTEXT} bytes, not {length}");
            return Err(("ValidationException", message));
        }
        let ciphertext = seal(id, key, &request.encryption_context, &request.plaintext.0)?;
        Ok(json!({ "CiphertextBlob": ciphertext, "KeyId": arn(id), "EncryptionAlgorithm": ALGORITHM }))
    }

    fn decrypt(&self, request: &Request) -> Result<Value, Refused> {
        // As on AWS, without a reason: it would help to guess.
        let invalid = || ("InvalidCiphertextException", String::new());
        let (id, sealed) = split(&request.ciphertext_blob.0).ok_or_else(invalid)?;
        let (id, key) = self.keys.get_key_value(id).ok_or_else(invalid)?;
        if request.key_id.is_some() && self.find(request.key_id.as_deref())?.0 != id {
            return Err(("IncorrectKeyException", "the ciphertext is of another key".to_owned()));
        }
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(invalid)?;
        let mut buffer = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key.open_in_place(nonce, aad(id, &request.encryption_context), &mut buffer);
        let plaintext = BASE64_STANDARD.encode(opened.map_err(|_| invalid())?);
        Ok(json!({ "Plaintext": plaintext, "KeyId": arn(id), "EncryptionAlgorithm": ALGORITHM }))
    }

    fn generate_data_key(&self, request: &Request) -> Result<Value, Refused> {
        let (id, key) = self.find(request.key_id.as_deref())?;
        let length = match (request.key_spec.as_deref(), request.number_of_bytes) {
            (Some("AES_256"), None) => 32,
            (Some("AES_128"), None) => 16,
            (None, Some(length @ 1..=MAX_DATA_KEY)) => length,
            _ => {
                let message = "set either KeySpec or NumberOfBytes".to_owned();
                return Err(("ValidationException", message));
            }
        };
        let mut plaintext = vec![0; length];
        aws_lc_rs::rand::fill(&mut plaintext).map_err(internal)?;
        let ciphertext = seal(id, key, &request.encryption_context, &plaintext)?;
        let plaintext = BASE64_STANDARD.encode(&plaintext);
        Ok(json!({ "CiphertextBlob": ciphertext, "Plaintext": plaintext, "KeyId": arn(id) }))
    }

    /// Returns the key with this id or ARN.
    fn find(&self, name: Option<&str>) -> Result<(&str, &RandomizedNonceKey), Refused> {
        let name = name.ok_or_else(|| ("ValidationException", "KeyId is missing".to_owned()))?;
        let id = name.rsplit_once(":key/").map_or(name, |(_, id)| id);
        let found = self.keys.get_key_value(id).map(|(id, key)| (id.as_str(), key));
        found.ok_or_else(|| ("NotFoundException", format!("there is no key {name}")))
    }
}

/// Reads a key from its file, or creates it.
fn key(id: &str, data_dir: &DataDir) -> Result<RandomizedNonceKey, EmulatorError> {
    let name = format!("{FOLDER}/{id}.key");
    let bytes = match data_dir.read(&name)? {
        Some(bytes) => bytes,
        None => {
            let mut bytes = vec![0; KEY_BYTES];
            aws_lc_rs::rand::fill(&mut bytes).map_err(|error| EmulatorError::Key(error.to_string()))?;
            data_dir.write(&name, &bytes)?;
            bytes
        }
    };
    RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| {
        let path = data_dir.path(&name);
        EmulatorError::Key(format!("{} must have {KEY_BYTES} bytes", path.display()))
    })
}

/// Encrypts, and returns in base64: the length of the id, the id, the nonce, the ciphertext with its tag.
fn seal(id: &str, key: &RandomizedNonceKey, context: &Context, plaintext: &[u8]) -> Result<String, Refused> {
    let mut buffer = plaintext.to_vec();
    let nonce = key.seal_in_place_append_tag(aad(id, context), &mut buffer).map_err(internal)?;
    let length = u8::try_from(id.len()).map_err(internal)?;
    let sealed = [&[length], id.as_bytes(), nonce.as_ref(), &buffer].concat();
    Ok(BASE64_STANDARD.encode(sealed))
}

/// Returns the id of the key of a ciphertext, and what follows.
fn split(ciphertext: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = ciphertext.split_first()?;
    let (id, sealed) = rest.split_at_checked(usize::from(*length))?;
    Some((std::str::from_utf8(id).ok()?, sealed))
}

/// Returns what the tag binds the ciphertext to: the key, and the context in the order of its names.
fn aad(id: &str, context: &Context) -> Aad<Vec<u8>> {
    Aad::from(json!([id, context]).to_string().into_bytes())
}

fn arn(id: &str) -> String {
    crate::template::key_arn(id)
}

fn internal(error: impl std::fmt::Display) -> Refused {
    ("KMSInternalException", error.to_string())
}
