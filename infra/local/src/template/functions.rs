//! The functions: binary, environment and limits of each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::{Resource, Resources, TemplateError};

/// Lambda's default of `Timeout`.
const DEFAULT_TIMEOUT_SECONDS: u64 = 3;

/// Lambda's default of `MaximumRetryAttempts`.
const DEFAULT_ASYNC_RETRIES: u32 = 2;

/// One function of the template.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    /// The value of `Ref`, by which other functions invoke it.
    pub(crate) name: String,
    /// The binary target of its crate.
    pub(crate) binary: String,
    /// Its variables, resolved for this machine.
    pub(crate) environment: BTreeMap<String, String>,
    /// The template parameters that each variable refers to.
    pub(crate) parameters: BTreeMap<String, BTreeSet<String>>,
    /// Time limit of one invocation.
    pub(crate) timeout: Duration,
    /// Retries of a failed asynchronous invocation.
    pub(crate) async_retries: u32,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Function>, TemplateError> {
    resources.of_kind("AWS::Serverless::Function").map(|resource| function(resources, resource)).collect()
}

fn function(resources: &Resources<'_>, resource: &Resource) -> Result<Function, TemplateError> {
    let at = format!("Resources/{}", resource.logical_id);
    let binary = resource.metadata["BuildProperties"]["Binary"]
        .as_str()
        .ok_or_else(|| TemplateError::invalid(&format!("{at}/Metadata/BuildProperties/Binary"), "set"))?;
    let (mut environment, mut parameters) = (BTreeMap::new(), BTreeMap::new());
    if let Some(variables) = resource.properties["Environment"]["Variables"].as_object() {
        for (name, value) in variables {
            let declared = |name: &&str| resources.resolver.is_parameter(name);
            let names = references(value).into_iter().filter(declared).map(str::to_owned).collect();
            parameters.insert(name.clone(), names);
            let at = format!("{at}/Properties/Environment/Variables/{name}");
            if let Some(value) = resources.resolver.text(value, &at)? {
                environment.insert(name.clone(), value);
            }
        }
    }
    let number = |value: &Value, name: &str, default: u64| match value {
        Value::Null => Ok(default),
        given => resources
            .resolver
            .text(given, &at)?
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| TemplateError::invalid(&format!("{at}/Properties/{name}"), "a whole number")),
    };
    let timeout = number(&resource.properties["Timeout"], "Timeout", DEFAULT_TIMEOUT_SECONDS)?;
    let retries = number(
        &resource.properties["EventInvokeConfig"]["MaximumRetryAttempts"],
        "EventInvokeConfig/MaximumRetryAttempts",
        u64::from(DEFAULT_ASYNC_RETRIES),
    )?;
    Ok(Function {
        name: resources.resolver.name_of(&resource.logical_id)?,
        binary: binary.to_owned(),
        environment,
        parameters,
        timeout: Duration::from_secs(timeout),
        async_retries: u32::try_from(retries).unwrap_or(DEFAULT_ASYNC_RETRIES),
    })
}

/// Returns the names that the `Ref`s in a value refer to.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(map) => {
            let own = map.get("Ref").and_then(Value::as_str);
            own.into_iter().chain(map.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
