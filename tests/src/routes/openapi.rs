//! `docs/openapi.json` matches the code and documents every response.

use std::path::Path;

use serde_json::Value;

#[test]
fn openapi_committed_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let committed = std::fs::read_to_string(path).expect("docs/openapi.json is there");
    let committed: Value = serde_json::from_str(&committed).expect("docs/openapi.json is JSON");
    assert!(committed == local::openapi::document(), "docs/openapi.json is old: run `make openapi`");
}

#[test]
fn openapi_operation_documents_every_refusal() {
    let document = local::openapi::document();
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            operations += 1;
            let name = format!("{method} {path}");
            let responses = operation["responses"].as_object().expect("responses");
            let mut expected = vec!["429", "500", "503"];
            if operation.get("security").is_some() {
                expected.extend(["400", "401", "403"]);
            }
            if operation.get("requestBody").is_some() {
                expected.extend(["413", "415"]);
            }
            if path.contains('{') {
                expected.push("404");
            }
            for status in expected {
                assert!(responses.contains_key(status), "{name} does not document {status}");
            }
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                for (media_type, content) in response["content"].as_object().expect("a content") {
                    let schema = match media_type.as_str() {
                        "application/problem+json" => "#/components/schemas/Problem",
                        "application/json" => "#/components/schemas/GatewayMessage",
                        other => panic!("{name} {status}: {other}"),
                    };
                    assert_eq!(content["schema"]["$ref"], schema, "{name} {status} {media_type}");
                }
            }
        }
    }
    assert!(operations > 20, "{operations}");
}

#[test]
fn openapi_request_declares_enforced_rules() {
    let schemas = &local::openapi::document()["components"]["schemas"];
    for request in [
        "IngestRequest",
        "EventRequest",
        "ExportRequest",
        "EventFilters",
        "SettingsRequest",
        "OrganizationRequest",
        "ProductKeyRequest",
    ] {
        assert_eq!(schemas[request]["additionalProperties"], false, "{request}");
    }
    let key = schemas["ProductKeyRequest"].to_string();
    assert!(key.contains("pass") && !key.contains("monitor\""), "{key}");
    assert_eq!(schemas["OrganizationRequest"]["properties"]["write_shards"]["enum"][8], 256);
    let columns = &schemas["ExportRequest"]["properties"]["columns"]["items"]["enum"];
    assert!(columns.as_array().is_some_and(|columns| columns.len() > 10), "{columns}");
}

#[test]
fn openapi_schema_names_are_words() {
    let document = local::openapi::document();
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        let is_word = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphabetic())
            && !name.contains("Body");
        assert!(is_word, "{name}");
    }
}
