//! The tables as `CreateTable` requests. CloudFormation and the DynamoDB API use the same names.

use serde_json::{Map, Value};

use super::{Resources, TemplateError};

/// The properties of a table that matter on one machine. Backups, encryption and deletion protection do not.
const DEFINING: [&str; 6] = [
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
    "StreamSpecification",
];

/// One table of the template.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// The value of `Ref`.
    pub(crate) name: String,
    /// The `CreateTable` request.
    pub(crate) definition: Value,
    /// The TTL attribute.
    pub(crate) expires_at: Option<String>,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Table>, TemplateError> {
    let mut tables = Vec::new();
    for resource in resources.of_kind("AWS::DynamoDB::Table") {
        let at = format!("Resources/{}/Properties", resource.logical_id);
        let name = resources.resolver.name_of(&resource.logical_id)?;
        let mut definition = Map::from_iter([("TableName".to_owned(), Value::String(name.clone()))]);
        for property in DEFINING {
            let at = format!("{at}/{property}");
            if let Some(value) = resource.properties.get(property)
                && let Some(value) = resources.resolver.resolve(value, &at)?
            {
                definition.insert(property.to_owned(), value);
            }
        }
        // In CloudFormation the specification itself enables the stream.
        if let Some(stream) = definition.get_mut("StreamSpecification") {
            stream["StreamEnabled"] = Value::Bool(true);
        }
        let ttl = &resource.properties["TimeToLiveSpecification"];
        let expires_at = match ttl["Enabled"].as_bool() {
            Some(true) => ttl["AttributeName"].as_str().map(str::to_owned),
            _ => None,
        };
        tables.push(Table { name, definition: Value::Object(definition), expires_at });
    }
    Ok(tables)
}
