//! One record of a log: a line or a JSON object, with fields by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// A record of a log.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    body: Body,
    /// Fields that patterns captured. They come before those of the body.
    captured: BTreeMap<String, String>,
    /// Texts that the system writes for an absent value.
    absent: Arc<[String]>,
}

#[derive(Debug, Clone)]
enum Body {
    Line(String),
    Json(Value),
}

impl Record {
    /// Creates a record of one line, without its line break.
    pub(crate) fn line(text: String) -> Self {
        Self::new(Body::Line(text))
    }

    /// Creates a record of one JSON object.
    pub(crate) fn json(value: Value) -> Self {
        Self::new(Body::Json(value))
    }

    fn new(body: Body) -> Self {
        Self { body, captured: BTreeMap::new(), absent: Arc::default() }
    }

    /// Sets the texts that count as absent values.
    pub(super) fn set_absent(&mut self, texts: &Arc<[String]>) {
        self.absent = Arc::clone(texts);
    }

    /// Returns the record as one line of text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match &self.body {
            Body::Line(text) => Cow::Borrowed(text),
            Body::Json(value) => Cow::Owned(value.to_string()),
        }
    }

    /// Returns the JSON object, or `None` for a line.
    pub(super) fn value(&self) -> Option<&Value> {
        match &self.body {
            Body::Line(_) => None,
            Body::Json(value) => Some(value),
        }
    }

    /// Adds a field. It replaces a field of the same name.
    pub(super) fn capture(&mut self, name: &str, value: String) {
        self.captured.insert(name.to_owned(), value);
    }

    /// Returns the text of a field, or `None` if it is absent or blank.
    pub(super) fn field(&self, path: &str) -> Option<Cow<'_, str>> {
        let value = match (self.captured.get(path), &self.body) {
            (Some(value), _) => Some(Cow::Borrowed(value.as_str())),
            (None, Body::Json(value)) => member(value, path).and_then(scalar),
            (None, Body::Line(_)) => None,
        };
        value.filter(|text| !text.trim().is_empty() && !self.absent.iter().any(|absent| absent == text))
    }

    /// Returns the objects of an array, each as a record. Empty if the field is not an array.
    pub(super) fn entries(&self, path: &str) -> Vec<Self> {
        let array = self.value().and_then(|value| member(value, path)).and_then(Value::as_array);
        let objects = array.into_iter().flatten().filter(|entry| entry.is_object());
        let record = |entry: &Value| {
            let mut record = Self::json(entry.clone());
            record.set_absent(&self.absent);
            record
        };
        objects.map(record).collect()
    }
}

/// Returns the member at a path of names with dots, such as `actor.id`. A name of the object that contains dots itself
/// comes first.
fn member<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if let Some(member) = value.get(path) {
        return Some(member);
    }
    path.match_indices('.').find_map(|(dot, _)| member(value.get(&path[..dot])?, &path[dot + 1..]))
}

fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        // As compact JSON: the event keeps all of it, within the limit of its member.
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(Cow::Owned(value.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn field_is_found_by_path() {
        let value = json!({"a": {"b.c": {"d": 7}}, "e.f": "x", "n": null, "blank": " ", "l": [1, "z"]});
        let record = Record::json(value);
        assert_eq!(record.field("a.b.c.d").as_deref(), Some("7"));
        assert_eq!(record.field("e.f").as_deref(), Some("x"));
        assert_eq!(record.field("l").as_deref(), Some("[1,\"z\"]"));
        for path in ["n", "blank", "a.b", "a.b.c.d.e", "", ".", "a."] {
            assert_eq!(record.field(path), None, "{path}");
        }
    }

    #[test]
    fn field_with_absent_text_is_absent() {
        let mut record = Record::json(json!({"a": "unknown", "b": "unknown user", "l": [{"a": "unknown"}]}));
        record.set_absent(&["unknown".to_owned()].into());
        assert_eq!(record.field("a"), None);
        assert_eq!(record.field("b").as_deref(), Some("unknown user"));
        assert_eq!(record.entries("l")[0].field("a"), None);
    }

    #[test]
    fn field_captured_comes_first() {
        let mut record = Record::json(json!({"user": "outer"}));
        record.capture("user", "inner".to_owned());
        assert_eq!(record.field("user").as_deref(), Some("inner"));
        assert_eq!(record.text(), r#"{"user":"outer"}"#);
    }
}
