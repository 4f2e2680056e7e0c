//! Attributes of a row in DynamoDB's own JSON, such as `{"S": "text"}`.
//!
//! The SDK's [`AttributeValue`] owns every text, and an item of it is a map. For each row that is written or
//! read, that would be some twenty allocations only to be taken apart again: rows pass between JSON and
//! events in this borrowed form instead. Everything else goes through the SDK's.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The value of an attribute. This version writes these types and no others into an event's row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) enum Attribute<'a> {
    S(Cow<'a, str>),
    /// A number, in decimal digits.
    N(Cow<'a, str>),
    B(#[serde(serialize_with = "base64_text::serialize")] Vec<u8>),
    #[serde(rename = "BOOL")]
    Bool(bool),
    L(Vec<Attribute<'a>>),
    M(Attributes<'a>),
    /// A value of another type, such as NULL or SS, which a newer version may write. Only read.
    #[serde(skip_serializing)]
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Attribute<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypedValue;
        impl<'de> Visitor<'de> for TypedValue {
            type Value = Attribute<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value under the name of its type")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let Some(Text(name)) = map.next_key()? else { return Err(A::Error::custom("no type")) };
                let attribute = match &*name {
                    "S" => Attribute::S(map.next_value::<Text<'_>>()?.0),
                    "N" => Attribute::N(map.next_value::<Text<'_>>()?.0),
                    "B" => Attribute::B(map.next_value::<base64_text::Bytes>()?.0),
                    "BOOL" => Attribute::Bool(map.next_value()?),
                    "L" => Attribute::L(map.next_value()?),
                    "M" => Attribute::M(map.next_value()?),
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                        Attribute::Other
                    }
                };
                match map.next_key::<IgnoredAny>()? {
                    None => Ok(attribute),
                    Some(_) => Err(A::Error::custom("more than one type")),
                }
            }
        }
        deserializer.deserialize_map(TypedValue)
    }
}

impl<'a> Attribute<'a> {
    pub(crate) fn number(number: i64) -> Self {
        Self::N(number.to_string().into())
    }

    pub(crate) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<i64> {
        match self {
            Self::N(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

/// Named attributes, in the order in which they are written: an item, or a map in one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attributes<'a>(pub(crate) Vec<(Cow<'a, str>, Attribute<'a>)>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, attribute)| (name, attribute)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Attributes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Attributes<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("named attributes")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Text(name), attribute)) = map.next_entry()? {
                    pairs.push((name, attribute));
                }
                Ok(Attributes(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A text, borrowed unless it has escapes.
#[derive(Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// Bytes as base64 with padding (RFC 4648, section 4).
mod base64_text {
    use base64::Engine;
    use base64::display::Base64Display;
    use base64::prelude::BASE64_STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Text;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(bytes, &BASE64_STANDARD))
    }

    pub(super) struct Bytes(pub(super) Vec<u8>);

    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = Text::deserialize(deserializer)?;
            BASE64_STANDARD.decode(&*text.0).map(Self).map_err(D::Error::custom)
        }
    }
}

impl From<Attribute<'_>> for AttributeValue {
    fn from(attribute: Attribute<'_>) -> Self {
        match attribute {
            Attribute::S(text) => Self::S(text.into_owned()),
            Attribute::N(digits) => Self::N(digits.into_owned()),
            Attribute::B(bytes) => Self::B(Blob::new(bytes)),
            Attribute::Bool(value) => Self::Bool(value),
            Attribute::L(list) => Self::L(list.into_iter().map(Self::from).collect()),
            Attribute::M(attributes) => Self::M(attributes.into()),
            // Neither a key nor an attribute that this version writes.
            Attribute::Other => Self::Null(true),
        }
    }
}

impl From<Attributes<'_>> for HashMap<String, AttributeValue> {
    fn from(attributes: Attributes<'_>) -> Self {
        attributes.0.into_iter().map(|(name, attribute)| (name.into_owned(), attribute.into())).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attributes_are_written_and_read_as_dynamodb_has_them() {
        let attribute = |name: &'static str, attribute| (Cow::Borrowed(name), attribute);
        let attributes = Attributes(vec![
            attribute("text", Attribute::S("\u{1} \" \\ \u{e9}".into())),
            attribute("number", Attribute::number(-7)),
            attribute("bytes", Attribute::B(vec![0xFB, 0xEF, 1, 2])),
            attribute("truth", Attribute::Bool(true)),
            attribute("list", Attribute::L(vec![Attribute::S("a".into()), Attribute::number(1)])),
            attribute("map", Attribute::M(Attributes(vec![attribute("k", Attribute::S("v".into()))]))),
        ]);
        let json = serde_json::to_string(&attributes).expect("JSON");
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let wire = json!({
            "text": { "S": "\u{1} \" \\ \u{e9}" },
            "number": { "N": "-7" },
            "bytes": { "B": "++8BAg==" },
            "truth": { "BOOL": true },
            "list": { "L": [{ "S": "a" }, { "N": "1" }] },
            "map": { "M": { "k": { "S": "v" } } },
        });
        assert_eq!(value, wire);
        assert_eq!(serde_json::from_str::<Attributes<'_>>(&json).expect("attributes"), attributes);
        let sdk = HashMap::<String, AttributeValue>::from(attributes);
        assert_eq!(sdk["bytes"], AttributeValue::B(Blob::new([0xFB, 0xEF, 1, 2])));
        let map = HashMap::from([("k".to_owned(), AttributeValue::S("v".to_owned()))]);
        assert_eq!(sdk["map"], AttributeValue::M(map));
    }

    #[test]
    fn attribute_malformed_is_refused() {
        for json in [r#"{"a":{"B":"?"}}"#, r#"{"a":{"N":7}}"#, r#"{"a":{}}"#, r#"{"a":{"S":"b","N":"1"}}"#] {
            assert!(serde_json::from_str::<Attributes<'_>>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn attribute_of_another_type_is_read() {
        let json = r#"{"a":{"NULL":true},"b":{"SS":["b"]},"c":{"L":[{"NS":["1"]},{"S":"c"}]},"d":{"S":"d"}}"#;
        let Attributes(read) = serde_json::from_str(json).expect("attributes");
        let values: Vec<_> = read.into_iter().map(|(_, value)| value).collect();
        let list = Attribute::L(vec![Attribute::Other, Attribute::S("c".into())]);
        assert_eq!(values, [Attribute::Other, Attribute::Other, list, Attribute::S("d".into())]);
    }
}
