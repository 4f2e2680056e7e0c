//! Converts YAML with CloudFormation's short tags into CloudFormation's JSON form: `!Ref x` becomes `{"Ref": "x"}`,
//! and `!GetAtt a.b` becomes `{"Fn::GetAtt": ["a", "b"]}`.

use serde_json::{Map, Value};
use serde_yaml_ng::Value as Yaml;

use super::TemplateError;

/// Parses YAML text into the JSON form.
pub(super) fn parse(text: &str) -> Result<Value, TemplateError> {
    convert(serde_yaml_ng::from_str(text)?)
}

fn convert(yaml: Yaml) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => {
            serde_json::to_value(number).map_err(|_| TemplateError::invalid("a number", "a finite number"))?
        }
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(convert).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                map.insert(key_text(key)?, convert(value)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            intrinsic(tag.trim_start_matches('!'), convert(tagged.value)?)
        }
    })
}

fn key_text(key: Yaml) -> Result<String, TemplateError> {
    match key {
        Yaml::String(text) => Ok(text),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateError::invalid(&format!("the key {other:?}"), "text")),
    }
}

fn intrinsic(tag: &str, value: Value) -> Value {
    let (name, value) = match (tag, value) {
        ("Ref" | "Condition", value) => (tag.to_owned(), value),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            ("Fn::GetAtt".to_owned(), serde_json::json!([resource, attribute]))
        }
        (other, value) => (format!("Fn::{other}"), value),
    };
    Value::Object(Map::from_iter([(name, value)]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn parse_short_tags_become_long_form() {
        let yaml = "a: !Ref Table\nb: !GetAtt Api.Outputs.Url\nc: !If [Yes, !Ref X, 1]\nd: !Sub '${X}-y'\n";
        assert_eq!(
            parse(yaml).unwrap(),
            json!({
                "a": {"Ref": "Table"},
                "b": {"Fn::GetAtt": ["Api", "Outputs.Url"]},
                "c": {"Fn::If": ["Yes", {"Ref": "X"}, 1]},
                "d": {"Fn::Sub": "${X}-y"},
            })
        );
    }
}
