//! Reads `infra/template.yaml`, the only list of functions, routes, tables and buckets.

mod buckets;
mod document;
mod functions;
mod intrinsics;
mod properties;
mod routes;
mod schedules;
mod streams;
mod tables;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(crate) use buckets::{Bucket, CorsRule};
pub(crate) use functions::Function;
pub(crate) use intrinsics::REGION;
pub(crate) use routes::{Authorizer, Route};
pub(crate) use schedules::Schedule;
pub(crate) use streams::{StartingPosition, StreamMapping};
pub(crate) use tables::Table;

/// The template at build time, so that it matches the functions in this binary.
const TEXT: &str = include_str!("../../template.yaml");

/// The parts of the template that run on one machine.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) functions: Vec<Function>,
    pub(crate) routes: Vec<Route>,
    pub(crate) streams: Vec<StreamMapping>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) authorizers: BTreeMap<String, Authorizer>,
    pub(crate) tables: Vec<Table>,
    pub(crate) buckets: Vec<Bucket>,
    /// The ids of the KMS keys.
    pub(crate) keys: Vec<String>,
}

impl Template {
    /// Reads the project's template with these parameter values in place of the defaults.
    pub(crate) fn load(parameters: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        Self::parse(TEXT, parameters)
    }

    fn parse(text: &str, parameters: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let document = document::parse(text)?;
        let resolver = intrinsics::Resolver::new(&document, parameters)?;
        let resources = Resources::new(&document, &resolver)?;
        properties::check_event_types(&resources)?;
        let tables = tables::read(&resources)?;
        Ok(Self {
            functions: functions::read(&resources)?,
            routes: routes::read(&resources)?,
            streams: streams::read(&resources, &tables)?,
            schedules: schedules::read(&resources)?,
            authorizers: routes::read_authorizers(&resources)?,
            tables,
            buckets: buckets::read(&resources)?,
            keys: resources.of_kind("AWS::KMS::Key").map(|key| key.logical_id.clone()).collect(),
        })
    }
}

/// An error of the template, with its location.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The text is not YAML.
    #[error("infra/template.yaml cannot be read")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// The intrinsic function is not supported.
    #[error("unknown intrinsic !{name} at {at}")]
    UnknownIntrinsic {
        /// The function without `!`.
        name: String,
        /// The path in the template.
        at: String,
    },
    /// The reference does not exist or has no value.
    #[error("unknown reference {name} at {at}")]
    UnknownReference {
        /// The name of the reference.
        name: String,
        /// The path in the template.
        at: String,
    },
    /// A part of the template is not supported.
    #[error("{at} is not {expected}")]
    Invalid {
        /// The path in the template.
        at: String,
        /// The supported form.
        expected: String,
    },
}

impl TemplateError {
    fn invalid(at: &str, expected: &str) -> Self {
        Self::Invalid { at: at.to_owned(), expected: expected.to_owned() }
    }
}

/// Returns the ARN of a function of this stack.
pub(crate) fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:{name}")
}

/// Returns the ARN of a KMS key of this stack.
pub(crate) fn key_arn(id: &str) -> String {
    format!("arn:aws:kms:us-east-1:000000000000:key/{id}")
}

/// The resources whose conditions hold, merged with SAM's `Globals`.
struct Resources<'a> {
    resolver: &'a intrinsics::Resolver<'a>,
    entries: Vec<Resource>,
}

struct Resource {
    logical_id: String,
    kind: String,
    metadata: Value,
    properties: Value,
}

impl<'a> Resources<'a> {
    fn new(document: &Value, resolver: &'a intrinsics::Resolver<'a>) -> Result<Self, TemplateError> {
        let declared = document["Resources"]
            .as_object()
            .ok_or_else(|| TemplateError::invalid("Resources", "a map of resources"))?;
        let mut entries = Vec::new();
        for (logical_id, resource) in declared {
            if let Some(condition) = resource["Condition"].as_str()
                && !resolver.condition(condition)?
            {
                continue;
            }
            let kind = resource["Type"].as_str().unwrap_or_default();
            let globals = match kind {
                "AWS::Serverless::Function" => &document["Globals"]["Function"],
                "AWS::Serverless::HttpApi" => &document["Globals"]["HttpApi"],
                _ => &Value::Null,
            };
            entries.push(Resource {
                logical_id: logical_id.clone(),
                kind: kind.to_owned(),
                metadata: resource["Metadata"].clone(),
                properties: merged(globals, &resource["Properties"]),
            });
        }
        Ok(Self { resolver, entries })
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.entries.iter().filter(move |resource| resource.kind == kind)
    }

    /// Returns every event of every function with its path in the template.
    fn events(&self) -> impl Iterator<Item = (&Resource, String, &Value)> {
        self.of_kind("AWS::Serverless::Function").flat_map(|function| {
            let events = function.properties["Events"].as_object().into_iter().flatten();
            events.map(move |(name, event)| {
                (function, format!("Resources/{}/Properties/Events/{name}", function.logical_id), event)
            })
        })
    }
}

/// Merges the properties of a resource over the globals, map by map, as SAM does.
fn merged(globals: &Value, own: &Value) -> Value {
    match (globals, own) {
        (Value::Object(globals), Value::Object(own)) => {
            let mut all: Map<String, Value> = globals.clone();
            for (key, value) in own {
                let value = merged(globals.get(key).unwrap_or(&Value::Null), value);
                all.insert(key.clone(), value);
            }
            Value::Object(all)
        }
        (globals, Value::Null) => globals.clone(),
        (_, own) => own.clone(),
    }
}

#[cfg(test)]
mod event_tests;
#[cfg(test)]
mod tests;
