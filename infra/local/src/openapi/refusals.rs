//! Adds the error responses that every operation can return.

use serde_json::{Map, Value, json};

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// An error response that operations do not describe themselves.
struct Refusal {
    status: &'static str,
    description: &'static str,
    /// `true` if functions return it, as problem details.
    by_function: bool,
    /// `true` if API Gateway returns it, in its own form.
    by_gateway: bool,
    applies_to: AppliesTo,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AppliesTo {
    All,
    /// Operations that need a token or key.
    Secured,
    /// Operations with a body.
    WithBody,
    /// Operations with an id in their path.
    WithId,
}

const REFUSALS: [Refusal; 9] = [
    refusal("400", "A parameter or field is not as documented", true, false, AppliesTo::Secured),
    refusal("401", "There is no Authorization header", false, true, AppliesTo::Secured),
    refusal(
        "403",
        "The key or token is not valid, or the caller may not do this",
        true,
        true,
        AppliesTo::Secured,
    ),
    refusal("404", "There is no such resource", true, true, AppliesTo::WithId),
    refusal("413", "The body is too large", true, true, AppliesTo::WithBody),
    refusal(
        "415",
        "The body is neither JSON nor JSON compressed with gzip",
        true,
        false,
        AppliesTo::WithBody,
    ),
    refusal("429", "The API gets too many requests: try again", false, true, AppliesTo::All),
    refusal("500", "The service failed", true, true, AppliesTo::All),
    refusal("503", "Try again after `Retry-After` seconds", true, true, AppliesTo::All),
];

const fn refusal(
    status: &'static str,
    description: &'static str,
    by_function: bool,
    by_gateway: bool,
    applies_to: AppliesTo,
) -> Refusal {
    Refusal { status, description, by_function, by_gateway, applies_to }
}

/// Adds the error responses to each operation.
pub(super) fn add(document: &mut Value) {
    document["components"]["schemas"]["GatewayMessage"] = json!({
        "type": "object",
        "description": "An answer of API Gateway itself, which never reached a function.",
        "required": ["message"],
        "properties": { "message": { "type": ["string", "null"], "examples": ["Forbidden"] } },
    });
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, operations) in paths {
        for (_, operation) in operations.as_object_mut().into_iter().flatten() {
            complete(operation);
        }
    }
}

fn complete(operation: &mut Value) {
    let has = |name: &str| operation.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let is_secured = has("security");
    let has_body = operation.get("requestBody").is_some();
    let has_id = operation["parameters"].as_array().into_iter().flatten().any(|one| one["in"] == "path");
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (_, response) in responses.iter_mut() {
        name_problems(response);
    }
    for refusal in REFUSALS {
        let applies = match refusal.applies_to {
            AppliesTo::All => true,
            AppliesTo::Secured => is_secured,
            AppliesTo::WithBody => has_body,
            AppliesTo::WithId => has_id,
        };
        if applies {
            let response = responses
                .entry(refusal.status)
                .or_insert_with(|| json!({ "description": refusal.description }));
            add_contents(response, &refusal);
        }
    }
}

/// Sets the media type of problems: the functions describe only their schema.
fn name_problems(response: &mut Value) {
    let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else { return };
    if content.get(JSON).is_some_and(|json| json["schema"]["$ref"] == "#/components/schemas/Problem")
        && let Some(problem) = content.remove(JSON)
    {
        content.insert(PROBLEM.to_owned(), problem);
    }
}

fn add_contents(response: &mut Value, refusal: &Refusal) {
    let schema = |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
    let Some(response) = response.as_object_mut() else { return };
    let content = response.entry("content").or_insert_with(|| Value::Object(Map::new()));
    if let Some(content) = content.as_object_mut() {
        if refusal.by_function {
            content.entry(PROBLEM).or_insert_with(|| schema("Problem"));
        }
        if refusal.by_gateway {
            content.entry(JSON).or_insert_with(|| schema("GatewayMessage"));
        }
    }
    if refusal.status == "503" {
        let header = json!({ "Retry-After": { "description": "Seconds", "schema": { "type": "integer" } } });
        response.entry("headers").or_insert(header);
    }
}
