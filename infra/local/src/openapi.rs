//! The OpenAPI document, merged from the documents of the functions.

mod refusals;
mod rules;

use serde_json::{Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// Returns the OpenAPI document: the routes of every function, with the rules that apply to all routes.
pub fn document() -> Value {
    // The document has only texts, numbers and maps with text keys.
    let mut document = serde_json::to_value(merged()).expect("a description is always JSON");
    document["paths"]["/v1/openapi.json"] = json!({ "get": {
        "tags": ["description"],
        "operationId": "get_openapi",
        "summary": "Returns this document. It needs no token.",
        "responses": { "200": {
            "description": "The description of the API",
            "content": { "application/json": { "schema": { "type": "object" } } },
        } },
    } });
    refusals::add(&mut document);
    rules::add(&mut document);
    document
}

fn merged() -> OpenApi {
    let scheme = |description: &str, format: &str| {
        let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format);
        SecurityScheme::Http(http.description(Some(description)).build())
    };
    let mut components = Components::new();
    components.add_security_scheme(
        "product_key",
        scheme("The key of a product: `am_<key id>_<secret>`.", "product key"),
    );
    components.add_security_scheme(
        "reader_key",
        scheme("The key of a program that reads one feed: `amr_<key id>_<secret>`.", "reader key"),
    );
    components.add_security_scheme(
        "person",
        scheme("The token of a person, from the OpenID Connect provider.", "JWT"),
    );
    components.add_security_scheme(
        "operator",
        scheme("The token of one who runs the service, from the OpenID Connect provider.", "JWT"),
    );
    let info = InfoBuilder::new()
        .title("Activity monitor")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Who did what, when, from where, and how it went, across a vendor's products.\n\n\
             Refusals are RFC 9457 problem details. The gateway itself answers a missing \
             `Authorization` header with 401 and one that is not valid with 403, each with a `message`.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()));
    let mut document = OpenApiBuilder::new().info(info.build()).components(Some(components)).build();
    for part in [
        ingest::openapi(),
        query::openapi(),
        export::openapi(),
        settings::openapi(),
        detection::openapi(),
        delivery::openapi(),
    ] {
        document.merge(part);
    }
    document
}

/// Prints the OpenAPI document.
pub fn print() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:#}", document());
    Ok(())
}
