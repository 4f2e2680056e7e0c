//! Texts with fields of a record in braces, such as `{host}:{pid}`.

use serde::Deserialize;

use super::record::Record;

/// Alternatives of a text: one, or a list. The first that has a value is used.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "OneOrMany")]
pub(super) struct Template(Vec<Vec<Part>>);

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Field(String),
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// The text is not a template.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} must have a field name in each pair of braces, such as {{user}}")]
pub(super) struct InvalidTemplate(String);

impl TryFrom<OneOrMany> for Template {
    type Error = InvalidTemplate;

    fn try_from(texts: OneOrMany) -> Result<Self, InvalidTemplate> {
        let texts = match texts {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        };
        texts
            .into_iter()
            .map(|text| parts(&text).ok_or(InvalidTemplate(text)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        if field.trim().is_empty() || field.contains('{') || before.contains('}') {
            return None;
        }
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(Part::Field(field.to_owned()));
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

impl Template {
    /// Returns the first alternative whose fields all have values, or `None`.
    pub(super) fn render(&self, record: &Record) -> Option<String> {
        self.0.iter().find_map(|parts| {
            let mut text = String::new();
            for part in parts {
                match part {
                    Part::Text(part) => text.push_str(part),
                    Part::Field(path) => text.push_str(&record.field(path)?),
                }
            }
            (!text.is_empty()).then_some(text)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(value: serde_json::Value) -> Result<Template, serde_json::Error> {
        serde_json::from_value(value)
    }

    #[test]
    fn template_first_complete_alternative_is_used() {
        let record = Record::json(json!({"host": "a", "actor": {"id": 7}}));
        let cases = [
            (json!("{host}:{pid}"), None),
            (json!(["{host}:{pid}", "{host}"]), Some("a")),
            (json!(["{pid}", "u-{actor.id}!"]), Some("u-7!")),
            (json!(["{pid}", "(unknown)"]), Some("(unknown)")),
            (json!(""), None),
            (json!([]), None),
        ];
        for (text, rendered) in cases {
            assert_eq!(
                template(text.clone()).expect("a template").render(&record).as_deref(),
                rendered,
                "{text}"
            );
        }
    }

    #[test]
    fn template_unbalanced_braces_are_refused() {
        for text in ["{", "}", "{}", "{ }", "a{b", "a}b", "{a{b}}", "{a}}"] {
            assert!(template(json!(text)).is_err(), "{text}");
        }
    }
}
