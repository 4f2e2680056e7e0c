//! JSON in which each member stands once.

use event_model::FieldError;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::Problem;

/// Reads a body; a member that stands twice is refused, because readers disagree on which one counts.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let fault = |pointer: String, message: String| Problem::fields(vec![FieldError::new(pointer, message)]);
    let not_json = |error: &serde_json::Error| fault(String::new(), format!("is not JSON: {error}"));
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Strict(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // A repeated member is the only fault of the data; all others are of the syntax.
        if error.inner().is_data() {
            fault(pointer(error.path()), "is duplicated".to_owned())
        } else {
            not_json(error.inner())
        }
    })?;
    json.end().map_err(|error| not_json(&error))?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let message = match error.path().iter().next() {
            // The one type that a whole body is read as, besides any value.
            None => "is not an object".to_owned(),
            Some(_) => error.inner().to_string(),
        };
        fault(pointer(error.path()), message)
    })
}

/// A value in which each member stands once.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Strict(value)) = values.next_element()? {
            read.push(value);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if read.contains_key(&name) {
                // Raised where the value stands, so that the error's path ends with the member's name.
                members.next_value_seed(Duplicated)?;
            } else {
                let Strict(value) = members.next_value()?;
                read.insert(name, value);
            }
        }
        Ok(Value::Object(read))
    }
}

/// The value of a member that stands twice.
struct Duplicated;

impl<'de> DeserializeSeed<'de> for Duplicated {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Err(D::Error::custom("is duplicated"))
    }
}

/// Returns the JSON pointer (RFC 6901) of a path; long names are cut.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let name = |text: &str| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(64).collect();
        format!("/{}", shown.replace('~', "~0").replace('/', "~1"))
    };
    let token = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => name(key),
        Segment::Enum { variant } => name(variant),
        Segment::Unknown => String::new(),
    };
    path.iter().map(token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, String) {
        let problem = read::<Map<String, Value>>(text.as_bytes()).expect_err("a fault");
        let FieldError { pointer, message } = problem.errors()[0].clone();
        (pointer, message)
    }

    #[test]
    fn member_duplicated_is_refused_with_pointer() {
        let duplicated = |text| {
            let (pointer, message) = fault(text);
            assert_eq!(message, "is duplicated", "{text}");
            pointer
        };
        assert_eq!(duplicated(r#"{"a":1,"b":2,"a":1}"#), "/a");
        assert_eq!(duplicated(r#"{"a":[0,{"b/c":{},"b\u002fc":[]}]}"#), "/a/1/b~1c");
    }

    #[test]
    fn syntax_fault_has_uniform_message() {
        for text in ["", "{", "{\"a\":tru}", "{} {}", "{\"a\":1e400}", "{\"a\":\"\\ud83d\"}", "{a:1}"] {
            let (pointer, message) = fault(text);
            assert_eq!(pointer, "", "{text}");
            assert!(message.starts_with("is not JSON: "), "{text}: {message}");
        }
        let (pointer, message) = fault(&"[".repeat(100_000));
        assert_eq!((pointer.as_str(), message.starts_with("is not JSON: ")), ("", true), "{message}");
        assert_eq!(fault("[]"), (String::new(), "is not an object".to_owned()));
    }

    #[test]
    fn value_reads_as_serde_json_does() {
        let text = r#"{"a":[null,true,-1,18446744073709551615,0.5,"é\n",{}],"":{"x":[]}}"#;
        let strict: Value = read(text.as_bytes()).expect("JSON");
        assert_eq!(strict, serde_json::from_str::<Value>(text).expect("JSON"));
    }
}
