//! Parses the text of one event. A fault of the syntax names the field.

use std::borrow::Cow;

use event_model::json_object::pointer_token;
use event_model::{FieldError, NewEvent, Source, limits, parse_event};
use serde::Deserialize;
use serde_json_borrow::Value;
use serde_path_to_error::Segment;

/// Maximum number of tokens of a pointer into a text that is not JSON. No field of an event is deeper.
const POINTER_TOKENS: usize = 4;

/// One event of a request.
#[derive(Debug)]
pub(crate) struct ParsedEvent {
    /// Its id, if it is readable.
    pub(crate) id: Option<String>,
    /// The source of its type, if it is readable. The catalog may not have it.
    pub(crate) source: Option<Source>,
    /// The event, or its faults.
    pub(crate) event: Result<NewEvent, Vec<FieldError>>,
}

impl ParsedEvent {
    /// Parses the text of an event.
    pub(crate) fn new(text: &str) -> Self {
        let Ok(value) = serde_json::from_str::<Value<'_>>(text) else {
            return Self::unreadable(text);
        };
        let text = |name: &'static str| value.get(name).as_str();
        let id = text("id").map(shown_id);
        let event = parse_event(&value);
        let source = match &event {
            Ok(event) => source_of(event.kind.as_str()),
            Err(_) => text("type").and_then(source_of),
        };
        Self { id, source, event }
    }

    /// Checks a valid event with `check`.
    pub(crate) fn check(self, check: impl FnOnce(NewEvent) -> Result<NewEvent, Vec<FieldError>>) -> Self {
        Self { event: self.event.and_then(check), ..self }
    }

    fn unreadable(text: &str) -> Self {
        // Values of other members are skipped, not read.
        let Head { id, kind } = serde_json::from_str(text).unwrap_or_default();
        let source = kind.as_deref().and_then(source_of);
        Self { id: id.as_deref().map(shown_id), source, event: Err(vec![fault(text)]) }
    }
}

fn shown_id(id: &str) -> String {
    id.chars().take(limits::EVENT_ID_BYTES).collect()
}

fn source_of(kind: &str) -> Option<Source> {
    kind.split('.').next()?.parse().ok()
}

/// The members that identify an event.
#[derive(Debug, Default, Deserialize)]
struct Head<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
}

/// Returns the fault of a text that is not JSON.
fn fault(text: &str) -> FieldError {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize::<_, serde_json::Value>(&mut json);
    let Err(error) = read else { return FieldError::new("", "is not JSON") };
    FieldError::new(pointer(error.path()), message(&error.inner().to_string()))
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let known = path.iter().take_while(|segment| !matches!(segment, Segment::Unknown));
    let token = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        segment => format!("/{}", pointer_token(&segment.to_string())),
    };
    known.take(POINTER_TOKENS).map(token).collect()
}

fn message(error: &str) -> String {
    // The position is relative to the text of one event, which a producer does not have.
    let error = error.split(" at line ").next().unwrap_or(error);
    if error.contains("hex escape") {
        "is not valid Unicode: it has a lone surrogate, or bytes that are not UTF-8".to_owned()
    } else if error.contains("recursion limit") {
        "is nested too deeply".to_owned()
    } else {
        format!("is not JSON: {error}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, String, String) {
        let ParsedEvent { id, event, .. } = ParsedEvent::new(text);
        let fault = event.expect_err("not an event").remove(0);
        (id, fault.pointer, fault.message)
    }

    #[test]
    fn event_text_that_is_not_json_names_id_and_field() {
        let deep = format!(r#"{{"id": "e", "metadata": {}1{}}}"#, "[".repeat(200), "]".repeat(200));
        let cases = [
            (
                r#"{"id": "e", "actor": {"id": "u", "name": "Ada \ud83d"}}"#,
                "/actor/name",
                "is not valid Unicode",
            ),
            (r#"{"id": "e", "targets": [{}, {"id": "\udc00"}]}"#, "/targets/1/id", "is not valid Unicode"),
            (r#"{"metadata": {"n": 1e400}, "id": "e"}"#, "/metadata/n", "is not JSON: number out of range"),
            (&deep, "/metadata/0/0/0", "is nested too deeply"),
        ];
        for (text, pointer, message) in cases {
            let (id, at, told) = read(text);
            assert_eq!((id.as_deref(), at.as_str()), (Some("e"), pointer), "{text}");
            assert!(told.starts_with(message), "{told}");
        }
        assert_eq!(read(r#"{"id": "\ud800"}"#).0, None);
    }

    #[test]
    fn event_text_fault_keeps_source_of_its_type() {
        let source = |text| ParsedEvent::new(text).source.map(String::from);
        assert_eq!(source(r#"{"type": "pass.item.painted"}"#).as_deref(), Some("pass"));
        assert_eq!(source(r#"{"type": "vpn.x", "n": 1e400}"#).as_deref(), Some("vpn"));
        assert_eq!(source("7"), None);
    }
}
