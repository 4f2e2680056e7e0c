//! Ids as they are stored: a UUID as its 16 bytes, everything else as its text.

use uuid::Uuid;

use crate::dynamodb::attribute::Attribute;

/// Returns the attribute of an id. Of a UUID its bytes: 16 in place of 36.
pub(crate) fn short_id(id: &str) -> Attribute<'_> {
    match Uuid::try_parse(id) {
        // Only the one spelling that is read back: another is another id.
        Ok(uuid) if *uuid.hyphenated().encode_lower(&mut [0; 36]) == *id => {
            Attribute::B(uuid.as_bytes().to_vec())
        }
        _ => Attribute::S(id.into()),
    }
}

/// Returns the id that an attribute is of; none where it is of none.
pub(crate) fn long_id(attribute: Attribute<'_>) -> Option<String> {
    match attribute {
        Attribute::S(text) => Some(text.into_owned()),
        Attribute::B(bytes) => Some(Uuid::from_slice(&bytes).ok()?.hyphenated().to_string()),
        _ => None,
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
            let stored = short_id(text);
            assert_eq!(matches!(stored, Attribute::B(_)), bytes, "{text}");
            assert_eq!(long_id(stored).as_deref(), Some(text));
        }
    }
}
