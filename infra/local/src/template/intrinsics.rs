//! Resolves `Ref`, `GetAtt`, `Sub`, `If`, `Equals` and `Not` for one machine. Any other intrinsic is an error, because
//! a wrong value without an error is harder to find.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::TemplateError;

pub(crate) const REGION: &str = "us-east-1";
const ACCOUNT: &str = "000000000000";
/// On AWS, the time at which the stream was enabled.
const STREAM_LABEL: &str = "local";

/// Resolves the intrinsics of one template against its parameters, conditions and resources.
pub(super) struct Resolver<'a> {
    document: &'a Value,
    parameters: BTreeMap<String, String>,
}

impl<'a> Resolver<'a> {
    /// Creates a resolver. The value of a parameter is in `overrides`, or it is the default.
    pub(super) fn new(
        document: &'a Value,
        overrides: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        let empty = Map::new();
        let declared = document["Parameters"].as_object().unwrap_or(&empty);
        if let Some(unknown) = overrides.keys().find(|name| !declared.contains_key(*name)) {
            return Err(TemplateError::invalid(
                &format!("the parameter {unknown}"),
                "declared under Parameters",
            ));
        }
        let mut parameters = BTreeMap::new();
        for (name, declaration) in declared {
            let value = overrides.get(name).cloned().or_else(|| scalar(&declaration["Default"]));
            // A parameter without a value is an error only where it is used.
            if let Some(value) = value {
                parameters.insert(name.clone(), value);
            }
        }
        Ok(Self { document, parameters })
    }

    /// Returns `true` if the template declares a parameter of this name.
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        !self.document["Parameters"][name].is_null()
    }

    /// Returns the value with every intrinsic resolved, or `None` for `AWS::NoValue`.
    pub(super) fn resolve(&self, value: &Value, at: &str) -> Result<Option<Value>, TemplateError> {
        match value {
            Value::Array(items) => {
                let items = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.resolve(item, &format!("{at}/{index}")));
                Ok(Some(Value::Array(items.filter_map(Result::transpose).collect::<Result<_, _>>()?)))
            }
            Value::Object(map) => match single(map) {
                Some((name, argument)) if name == "Ref" || name.starts_with("Fn::") => {
                    self.call(name, argument, at)
                }
                _ => {
                    let mut resolved = Map::new();
                    for (key, value) in map {
                        if let Some(value) = self.resolve(value, &format!("{at}/{key}"))? {
                            resolved.insert(key.clone(), value);
                        }
                    }
                    Ok(Some(Value::Object(resolved)))
                }
            },
            plain => Ok(Some(plain.clone())),
        }
    }

    /// Returns the value as text, as in an environment variable.
    pub(super) fn text(&self, value: &Value, at: &str) -> Result<Option<String>, TemplateError> {
        self.resolve(value, at)?
            .map(|value| scalar(&value).ok_or_else(|| TemplateError::invalid(at, "text")))
            .transpose()
    }

    /// Returns `true` if a resource with this `Condition` exists.
    pub(super) fn condition(&self, name: &str) -> Result<bool, TemplateError> {
        self.holds(&self.document["Conditions"][name], &format!("Conditions/{name}"))
    }

    fn holds(&self, condition: &Value, at: &str) -> Result<bool, TemplateError> {
        match condition.as_object().and_then(single) {
            // CloudFormation compares texts: a default of 0 equals a literal 0.
            Some(("Fn::Equals", Value::Array(sides))) if sides.len() == 2 => {
                Ok(self.text(&sides[0], at)? == self.text(&sides[1], at)?)
            }
            Some(("Fn::Not", Value::Array(operands))) if operands.len() == 1 => {
                Ok(!self.holds(&operands[0], at)?)
            }
            _ => Err(TemplateError::invalid(at, "an Equals of two values, or a Not of one")),
        }
    }

    /// Returns the `Ref` of a resource: the name that the template sets, or the logical id.
    pub(super) fn name_of(&self, logical_id: &str) -> Result<String, TemplateError> {
        let resource = &self.document["Resources"][logical_id];
        let property = match resource["Type"].as_str().unwrap_or_default() {
            "AWS::DynamoDB::Table" => "TableName",
            "AWS::Serverless::Function" => "FunctionName",
            "AWS::S3::Bucket" => {
                let at = format!("Resources/{logical_id}/Properties/BucketName");
                let name = match &resource["Properties"]["BucketName"] {
                    Value::Null => None,
                    given => self.text(given, &at)?,
                };
                // Bucket names have no upper case letters.
                return Ok(name.unwrap_or_else(|| logical_id.to_ascii_lowercase()));
            }
            _ => return Ok(logical_id.to_owned()),
        };
        match &resource["Properties"][property] {
            Value::Null => Ok(logical_id.to_owned()),
            given => Ok(self
                .text(given, &format!("Resources/{logical_id}/Properties/{property}"))?
                .unwrap_or_else(|| logical_id.to_owned())),
        }
    }

    fn call(&self, name: &str, argument: &Value, at: &str) -> Result<Option<Value>, TemplateError> {
        match (name, argument) {
            ("Ref", Value::String(target)) => self.reference(target, at),
            ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
                [Value::String(resource), Value::String(attribute)] => {
                    self.attribute(resource, attribute, at).map(|text| Some(Value::String(text)))
                }
                _ => Err(TemplateError::invalid(at, "GetAtt of a resource and an attribute")),
            },
            ("Fn::If", Value::Array(branches)) => match branches.as_slice() {
                [Value::String(condition), yes, no] => {
                    self.resolve(if self.condition(condition)? { yes } else { no }, at)
                }
                _ => Err(TemplateError::invalid(at, "If of a condition and two values")),
            },
            ("Fn::Sub", Value::String(pattern)) => self.substitute(pattern, &Value::Null, at).map(Some),
            ("Fn::Sub", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(pattern), names] => self.substitute(pattern, names, at).map(Some),
                _ => Err(TemplateError::invalid(at, "Sub of a text and a map")),
            },
            (other, _) => Err(TemplateError::UnknownIntrinsic {
                name: other.trim_start_matches("Fn::").to_owned(),
                at: at.to_owned(),
            }),
        }
    }

    fn reference(&self, target: &str, at: &str) -> Result<Option<Value>, TemplateError> {
        let text = match target {
            "AWS::NoValue" => return Ok(None),
            "AWS::Region" => REGION.to_owned(),
            "AWS::AccountId" => ACCOUNT.to_owned(),
            "AWS::Partition" => "aws".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            // There is no stack. Without this variable ingest writes no metrics.
            "AWS::StackName" => return Ok(None),
            _ if self.parameters.contains_key(target) => self.parameters[target].clone(),
            _ if self.document["Resources"][target].is_object() => self.name_of(target)?,
            // SAM's name of an alias. Here each function has one version.
            _ if self.is_alias(target) => self.name_of(target.trim_end_matches(".Alias"))?,
            _ => return Err(TemplateError::UnknownReference { name: target.to_owned(), at: at.to_owned() }),
        };
        Ok(Some(Value::String(text)))
    }

    fn is_alias(&self, target: &str) -> bool {
        target
            .strip_suffix(".Alias")
            .is_some_and(|id| self.document["Resources"][id]["Type"] == "AWS::Serverless::Function")
    }

    fn attribute(&self, resource: &str, attribute: &str, at: &str) -> Result<String, TemplateError> {
        let kind = self.document["Resources"][resource]["Type"].as_str().unwrap_or_default();
        match (kind, attribute) {
            ("AWS::DynamoDB::Table", "Arn") => {
                Ok(format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", self.name_of(resource)?))
            }
            ("AWS::DynamoDB::Table", "StreamArn") => {
                let name = self.name_of(resource)?;
                Ok(format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}/stream/{STREAM_LABEL}"))
            }
            ("AWS::S3::Bucket", "Arn") => Ok(format!("arn:aws:s3:::{}", self.name_of(resource)?)),
            ("AWS::SQS::Queue", "Arn") => Ok(format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{resource}")),
            ("AWS::KMS::Key", "Arn") => Ok(super::key_arn(resource)),
            ("AWS::Serverless::Function", "Arn") => Ok(super::function_arn(&self.name_of(resource)?)),
            _ => Err(TemplateError::UnknownReference {
                name: format!("{resource}.{attribute}"),
                at: at.to_owned(),
            }),
        }
    }

    fn substitute(&self, pattern: &str, names: &Value, at: &str) -> Result<Value, TemplateError> {
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| TemplateError::invalid(at, "a Sub whose ${ is closed"))?;
            text.push_str(before);
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                text.push_str(&format!("${{{literal}}}"));
                continue;
            }
            let value = match (names.get(name), name.split_once('.')) {
                (Some(value), _) => self.text(value, at)?,
                (None, Some((resource, attribute))) => Some(self.attribute(resource, attribute, at)?),
                (None, None) => self.reference(name, at)?.as_ref().and_then(scalar),
            };
            text.push_str(&value.ok_or_else(|| TemplateError::invalid(at, "a Sub of values"))?);
        }
        text.push_str(rest);
        Ok(Value::String(text))
    }
}

fn single(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    match map.len() {
        1 => map.iter().next().map(|(key, value)| (key.as_str(), value)),
        _ => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::Resolver;
    use crate::template::TemplateError;

    fn document() -> Value {
        json!({
            "Parameters": {"Size": {"Default": 3}, "Issuer": {"Default": ""}, "Needed": {"Type": "String"}},
            "Conditions": {
                "NoIssuer": {"Fn::Equals": [{"Ref": "Issuer"}, ""]},
                "HasIssuer": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Issuer"}, ""]}]},
                "IsThree": {"Fn::Equals": [{"Ref": "Size"}, 3]},
                "Unknown": {"Fn::Or": []},
            },
            "Resources": {
                "Table": {"Type": "AWS::DynamoDB::Table"},
                "Files": {"Type": "AWS::S3::Bucket"},
                "Work": {"Type": "AWS::Serverless::Function"},
                "Secrets": {"Type": "AWS::KMS::Key"},
            },
        })
    }

    fn resolve(value: &Value) -> Result<Option<Value>, TemplateError> {
        let document = document();
        Resolver::new(&document, &BTreeMap::new())?.resolve(value, "here")
    }

    #[test]
    fn resolve_references_and_attributes() {
        assert_eq!(resolve(&json!({"Ref": "Size"})).unwrap(), Some(json!("3")));
        assert_eq!(resolve(&json!({"Ref": "Table"})).unwrap(), Some(json!("Table")));
        assert_eq!(resolve(&json!({"Ref": "Files"})).unwrap(), Some(json!("files")));
        assert_eq!(resolve(&json!([1, {"Ref": "AWS::NoValue"}])).unwrap(), Some(json!([1])));
        assert_eq!(resolve(&json!({"Ref": "Work.Alias"})).unwrap(), Some(json!("Work")));
        assert_eq!(resolve(&json!({"a": {"Ref": "AWS::StackName"}})).unwrap(), Some(json!({})));
        assert_eq!(
            resolve(&json!({"Fn::GetAtt": ["Work", "Arn"]})).unwrap(),
            Some(json!("arn:aws:lambda:us-east-1:000000000000:function:Work"))
        );
        assert_eq!(resolve(&json!({"Ref": "Secrets"})).unwrap(), Some(json!("Secrets")));
        assert_eq!(
            resolve(&json!({"Fn::GetAtt": ["Secrets", "Arn"]})).unwrap(),
            Some(json!("arn:aws:kms:us-east-1:000000000000:key/Secrets"))
        );
        assert_eq!(
            resolve(&json!({"Fn::GetAtt": ["Table", "StreamArn"]})).unwrap(),
            Some(json!("arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/local"))
        );
        assert_eq!(
            resolve(&json!({"Fn::Sub": ["${Table}/${x}/${!y}/${Files.Arn}", {"x": {"Ref": "Size"}}]}))
                .unwrap(),
            Some(json!("Table/3/${y}/arn:aws:s3:::files"))
        );
    }

    #[test]
    fn resolve_if_uses_condition_and_overrides() {
        let chosen = json!({"Fn::If": ["NoIssuer", "empty", {"Ref": "Issuer"}]});
        assert_eq!(resolve(&chosen).unwrap(), Some(json!("empty")));
        let document = document();
        let overrides = BTreeMap::from([("Issuer".to_owned(), "http://here".to_owned())]);
        let resolver = Resolver::new(&document, &overrides).unwrap();
        assert_eq!(resolver.resolve(&chosen, "here").unwrap(), Some(json!("http://here")));
    }

    #[test]
    fn condition_compares_text_and_negates() {
        let document = document();
        let resolver = Resolver::new(&document, &BTreeMap::new()).unwrap();
        let holds = |name: &str| resolver.condition(name).map_err(|error| error.to_string());
        assert_eq!(holds("HasIssuer"), Ok(false));
        assert_eq!(holds("IsThree"), Ok(true));
        assert_eq!(
            holds("Unknown").unwrap_err(),
            "Conditions/Unknown is not an Equals of two values, or a Not of one"
        );
    }

    #[test]
    fn resolve_unknown_reference_is_named() {
        let message = |value: Value| resolve(&value).unwrap_err().to_string();
        assert_eq!(message(json!({"x": {"Fn::Cidr": []}})), "unknown intrinsic !Cidr at here/x");
        assert_eq!(message(json!({"Ref": "Nothing"})), "unknown reference Nothing at here");
        assert_eq!(message(json!({"Ref": "Table.Alias"})), "unknown reference Table.Alias at here");
        assert_eq!(message(json!({"Ref": "Needed"})), "unknown reference Needed at here");
        assert_eq!(
            message(json!({"Fn::GetAtt": ["Table", "TableId"]})),
            "unknown reference Table.TableId at here"
        );
        let document = document();
        let overrides = BTreeMap::from([("Isuer".to_owned(), String::new())]);
        assert_eq!(
            Resolver::new(&document, &overrides).err().unwrap().to_string(),
            "the parameter Isuer is not declared under Parameters"
        );
    }
}
