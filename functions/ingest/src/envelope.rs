//! Splits the body of a request into the texts of its events.
//!
//! A fault of the envelope fails the whole request. The text of an event only needs the boundaries of a JSON
//! value: any other fault in it fails only that event.

use std::borrow::Cow;
use std::fmt;

use api::Problem;
use event_model::json_object::pointer_token;
use event_model::{FieldError, limits};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Replacement for bytes that are not UTF-8. The text has the form of JSON, but no reader accepts it in a
/// string.
///
/// Contains the escape twice, since a backslash before it escapes the backslash of the first one.
const NOT_UTF8: &str = "\\ud800\\ud800";

/// Returns the text of a body. Bytes that are not UTF-8 become a fault of the string that contains them.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    // One check of the whole body: a check of each text takes several times as long.
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(NOT_UTF8);
        }
    }
    Cow::Owned(text)
}

/// Returns the text of each event.
pub(crate) fn split(body: &str) -> Result<Vec<&RawValue>, Problem> {
    let fault = |pointer: &str, message: String| Problem::fields(vec![FieldError::new(pointer, message)]);
    let Members(members) = serde_json::from_str(body).map_err(|error| match error.is_data() {
        true => fault("", "is not an object".to_owned()),
        false => fault("", format!("is not JSON: {error}")),
    })?;
    let mut events = None;
    for (name, value) in members {
        if name != "events" {
            return Err(fault(
                &format!("/{}", pointer_token(&name)),
                "is not a field of this request".to_owned(),
            ));
        }
        if events.replace(value).is_some() {
            return Err(fault("/events", "is duplicated".to_owned()));
        }
    }
    let Some(events) = events else { return Err(fault("/events", "is missing".to_owned())) };
    let events: Vec<&RawValue> =
        serde_json::from_str(events.get()).map_err(|_| fault("/events", "is not an array".to_owned()))?;
    if !(1..=limits::EVENTS_PER_REQUEST).contains(&events.len()) {
        let most = limits::EVENTS_PER_REQUEST;
        return Err(fault("/events", format!("must contain 1 to {most} events")));
    }
    Ok(events)
}

/// The members of an object in order, duplicates included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelope_splits_events_that_no_reader_accepts() {
        let deep = "[".repeat(500) + &"]".repeat(500);
        let events = [r#"{"id": "\ud83d"}"#, "1e400", &deep, r#" {"a": [1, {"b": "]}\""}]} "#];
        let body = format!(r#" {{"events": [{}]}} "#, events.join(","));
        let split: Vec<_> = split(&body).expect("an envelope").iter().map(|event| event.get()).collect();
        assert_eq!(split, events.map(str::trim));
    }

    #[test]
    fn envelope_invalid_utf8_stays_in_its_string() {
        for bytes in [&b"\xff"[..], b"\\\xff", b"\xf0\x9f", b"\\\\\xff"] {
            let body = [b"{\"events\":[{\"id\":\"", bytes, b"\"},2]}"].concat();
            let body = text(&body);
            let events = split(&body).expect("an envelope");
            assert_eq!(events.len(), 2, "{body}");
            assert!(serde_json::from_str::<serde_json::Value>(events[0].get()).is_err(), "{body}");
        }
    }

    #[test]
    fn envelope_invalid_utf8_outside_strings_is_refused() {
        for body in [&b"\xff{\"events\":[1]}"[..], b"{\"events\":[\xff]}", b"{\"events\":[1]}\xff"] {
            assert!(split(&text(body)).is_err(), "{body:?}");
        }
    }
}
