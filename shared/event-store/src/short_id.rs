//! Ids as they are stored: a UUID as its 16 bytes, everything else as its text.

use std::fmt;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

/// An id whose text, where it is a UUID, is stored as its bytes: 16 in place of 36.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShortId(pub(crate) String);

impl ShortId {
    /// Returns the attribute.
    pub(crate) fn into_attribute(self) -> AttributeValue {
        match Uuid::try_parse(&self.0) {
            // Only the one spelling that is read back: another is another id.
            Ok(uuid) if *uuid.hyphenated().encode_lower(&mut [0; 36]) == self.0 => {
                AttributeValue::B(Blob::new(uuid.as_bytes().as_slice()))
            }
            _ => AttributeValue::S(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for ShortId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Stored;
        impl Visitor<'_> for Stored {
            type Value = ShortId;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or the 16 bytes of a UUID")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<ShortId, E> {
                Ok(ShortId(text.to_owned()))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<ShortId, E> {
                Ok(ShortId(text))
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<ShortId, E> {
                let uuid = Uuid::from_slice(bytes).map_err(E::custom)?;
                Ok(ShortId(uuid.hyphenated().to_string()))
            }
        }
        deserializer.deserialize_any(Stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_spelling_of_a_uuid_is_bytes() {
        let cases = [
            ("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", true),
            ("0199F2C4-7D1E-7C3A-9A55-6F0F6A2B7C11", false),
            ("0199f2c47d1e7c3a9a556f0f6a2b7c11", false),
            ("{0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11}", false),
            ("sixteen bytes ok", false),
            ("s", false),
        ];
        for (text, bytes) in cases {
            let stored = ShortId(text.to_owned()).into_attribute();
            assert_eq!(stored.is_b(), bytes, "{text}");
            let read: ShortId = serde_dynamo::from_attribute_value(stored).expect("a stored id");
            assert_eq!(read.0, text);
        }
    }
}
