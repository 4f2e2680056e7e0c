//! Adds rules that the functions enforce and the Rust types do not express.

use std::collections::BTreeSet;

use event_model::{EventQuery, limits};
use serde_json::{Value, json};

/// Adds the rules to the document.
pub(super) fn add(document: &mut Value) {
    for (_, operations) in document["paths"].as_object_mut().into_iter().flatten() {
        for (_, operation) in operations.as_object_mut().into_iter().flatten() {
            // `get_mut`, because an index inserts a missing member.
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                refine_parameter(parameter);
            }
        }
    }
    refine_bodies(&mut document["components"]["schemas"]);
    close_requests(document);
}

/// Adds the rules of a parameter name.
fn refine_parameter(parameter: &mut Value) {
    let (name, is_query) =
        (parameter["name"].as_str().unwrap_or_default().to_owned(), parameter["in"] == "query");
    let schema = &mut parameter["schema"];
    remove_null(schema);
    match name.as_str() {
        "from" | "to" => schema["format"] = json!("date-time"),
        "cursor" if is_query => schema["minLength"] = json!(1),
        "order" => schema["enum"] = json!(["desc", "asc"]),
        name if is_query && schema["type"] == "array" => {
            let filter = name.strip_prefix("not.").unwrap_or(name);
            refine_filter(filter, schema);
        }
        _ => {}
    }
}

/// Adds the rules of the values of a filter.
fn refine_filter(filter: &str, schema: &mut Value) {
    // The values of an enum are their own limit.
    if !EventQuery::FILTERS.contains(&filter) || filter == "outcome" {
        return;
    }
    schema["maxItems"] = json!(limits::FILTER_VALUES);
    let item = &mut schema["items"];
    match filter {
        "country" => item["pattern"] = json!("^[A-Z]{2}$"),
        _ => item["minLength"] = json!(1),
    }
}

/// Removes `null` from a parameter: an optional parameter is absent, not null.
fn remove_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    choices.retain(|one| one["type"] != "null");
    if let [only] = choices.as_slice() {
        *schema = only.clone();
    }
}

fn refine_bodies(schemas: &mut Value) {
    let shards: Vec<u32> = (0..=8).map(|power| 1 << power).collect();
    for organization in ["OrganizationRequest", "Organization"] {
        schemas[organization]["properties"]["write_shards"]["enum"] = json!(shards);
    }
    let columns: Vec<&str> = export::column_names().collect();
    let order = &mut schemas["ExportRequest"]["properties"]["columns"];
    order["minItems"] = json!(1);
    order["uniqueItems"] = json!(true);
    order["items"] = json!({ "type": "string", "enum": columns });
}

/// Closes every object of a request, because functions reject unknown members.
fn close_requests(document: &mut Value) {
    let mut names = BTreeSet::new();
    for (_, operations) in document["paths"].as_object().into_iter().flatten() {
        for (_, operation) in operations.as_object().into_iter().flatten() {
            collect_references(&operation["requestBody"], &document["components"]["schemas"], &mut names);
        }
    }
    for name in names {
        let schema = &mut document["components"]["schemas"][name];
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
}

/// Collects the names of schemas that `value` refers to, directly or indirectly.
fn collect_references(value: &Value, schemas: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|text| text.rsplit('/').next())
                && names.insert(name.to_owned())
            {
                collect_references(&schemas[name], schemas, names);
            }
            members.values().for_each(|member| collect_references(member, schemas, names));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect_references(entry, schemas, names)),
        _ => {}
    }
}
