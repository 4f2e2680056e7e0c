use std::collections::BTreeMap;
use std::time::Duration;

use super::{Route, Template, TemplateError};

fn load(parameters: &[(&str, &str)]) -> Template {
    Template::load(
        &parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    )
    .unwrap()
}

fn parse(text: &str) -> Result<Template, TemplateError> {
    Template::parse(text, &BTreeMap::new())
}

#[test]
fn load_reads_every_part_of_the_template() {
    let template =
        load(&[("OidcIssuer", "http://localhost:3000/dev"), ("OidcAudience", "a,b"), ("LogLevel", "debug")]);

    let mut binaries: Vec<_> = template.functions.iter().map(|function| function.binary.as_str()).collect();
    binaries.sort_unstable();
    assert_eq!(
        binaries,
        [
            "authorizer",
            "backtest-worker",
            "dashboard",
            "deliverer",
            "delivery",
            "delivery-wake",
            "detection",
            "detection-sweep",
            "detector",
            "export",
            "export-worker",
            "feed-sweep",
            "ingest",
            "query",
            "sequencer",
            "settings"
        ]
    );

    let export = template.functions.iter().find(|function| function.binary == "export").unwrap();
    assert_eq!(export.environment["EVENTS_TABLE"], "EventsTable");
    assert_eq!(export.environment["EXPORTS_BUCKET"], "exportsbucket");
    assert_eq!(export.environment["EXPORT_WORKER_FUNCTION"], "ExportWorkerFunction");
    assert_eq!(export.environment["RUST_LOG"], "debug", "the variables of Globals are there too");
    let worker = template.functions.iter().find(|function| function.binary == "export-worker").unwrap();
    assert_eq!((worker.timeout, worker.async_retries), (Duration::from_secs(900), 2));
    let authorizer = template.functions.iter().find(|function| function.binary == "authorizer").unwrap();
    assert_eq!(authorizer.environment["OIDC_ISSUER"], "http://localhost:3000/dev");
    assert_eq!(authorizer.environment["OIDC_AUDIENCE"], "a,b");
    assert_eq!(authorizer.environment["OIDC_CLAIM_ROLE"], "role");

    let asked = template
        .routes
        .iter()
        .find(|route| route.path.as_deref() == Some("/v1/events/{source}/{id}"))
        .unwrap();
    assert_eq!(asked.authorizer.as_deref(), Some("Caller"));
    let public = Route {
        method: Some("GET".to_owned()),
        path: Some("/{proxy+}".to_owned()),
        function: "DashboardFunction".to_owned(),
        authorizer: None,
    };
    assert!(template.routes.contains(&public), "{:?}", template.routes);

    let caller = &template.authorizers["Caller"];
    assert_eq!(caller.function, "AuthorizerFunction");
    assert_eq!(caller.headers, ["authorization"]);
    assert!(caller.ttl <= Duration::from_secs(60));

    let events = template.tables.iter().find(|table| table.name == "EventsTable").unwrap();
    assert_eq!(events.expires_at.as_deref(), Some("expires_at"));
    let indexes = events.definition["GlobalSecondaryIndexes"].as_array().unwrap();
    let names: Vec<_> = indexes.iter().map(|index| index["IndexName"].as_str().unwrap()).collect();
    assert_eq!(names, ["by_time", "by_user", "by_type", "by_ip"]);

    let [bucket] = template.buckets.as_slice() else { panic!("{:?}", template.buckets) };
    assert_eq!(bucket.name, "exportsbucket");
}

#[test]
fn parse_unsupported_part_is_named() {
    let message = |text: &str| parse(text).unwrap_err().to_string();
    let api = "Resources:\n  Api: { Type: 'AWS::Serverless::HttpApi' }\n";
    assert_eq!(
        message(&format!("{api}  F: {{ Type: 'AWS::Serverless::Function', Properties: {{}} }}\n")),
        "Resources/F/Metadata/BuildProperties/Binary is not set"
    );
    let function = |properties: &str| {
        format!(
            "{api}  F:\n    Type: AWS::Serverless::Function\n    Metadata: {{ BuildProperties: {{ Binary: f }} }}\n    Properties: {properties}\n"
        )
    };
    assert_eq!(
        message(&function("{ Environment: { Variables: { X: !ImportValue y } } }")),
        "unknown intrinsic !ImportValue at Resources/F/Properties/Environment/Variables/X"
    );
    assert_eq!(
        message(&function("{ Events: { E: {} } }")),
        "Resources/F/Properties/Events/E/Type is not set"
    );
    assert_eq!(
        message(&function(
            "{ Events: { E: { Type: HttpApi, Properties: { Auth: { Authorizer: Unknown } } } } }"
        )),
        "unknown reference Unknown at Resources/F/Properties/Events/E"
    );
}
