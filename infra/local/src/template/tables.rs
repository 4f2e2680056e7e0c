//! The tables, in the words of the DynamoDB API, which are also CloudFormation's.

use serde_json::{Map, Value};

use super::{Resources, TemplateError};

/// The properties of a table that decide what it holds and how it is found. Backups and encryption have no meaning
/// on one machine, and deletion protection would only keep a test from cleaning up.
const DEFINING: [&str; 5] =
    ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode"];

/// One table of the template.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// What `Ref` gives.
    pub(crate) name: String,
    /// The `CreateTable` request.
    pub(crate) definition: Value,
    /// The attribute that says when an item expires.
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
        let ttl = &resource.properties["TimeToLiveSpecification"];
        let expires_at = match ttl["Enabled"].as_bool() {
            Some(true) => ttl["AttributeName"].as_str().map(str::to_owned),
            _ => None,
        };
        tables.push(Table { name, definition: Value::Object(definition), expires_at });
    }
    Ok(tables)
}
