//! The description of the routes.

#[test]
fn every_route_is_described() {
    let document = serde_json::to_value(settings::openapi()).expect("the description is JSON");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            operations.push(format!("{method} {path} {}", operation["operationId"].as_str().unwrap_or("-")));
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
        }
    }
    operations.sort();
    assert_eq!(
        operations,
        [
            "delete /v1/keys/{id} delete_key",
            "get /v1/keys list_keys",
            "get /v1/organizations list_organizations",
            "get /v1/organizations/{id} get_organization",
            "get /v1/settings get_settings",
            "get /v1/settings/coverage list_coverage",
            "patch /v1/settings update_settings",
            "post /v1/keys create_key",
            "put /v1/organizations/{id} put_organization",
        ]
    );
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for schema in
        ["SettingsBody", "SettingsRequest", "CoverageBody", "OrganizationBody", "KeyBody", "ProblemBody"]
    {
        assert!(schemas.contains_key(schema), "{schema} is missing");
    }
    let media: Vec<_> = document["paths"]["/v1/settings"]["patch"]["requestBody"]["content"]
        .as_object()
        .expect("media types")
        .keys()
        .collect();
    assert_eq!(media, ["application/json", "application/merge-patch+json"]);
}
