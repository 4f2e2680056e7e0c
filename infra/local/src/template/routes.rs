//! The routes of the HTTP API (SAM events of type `HttpApi`) and its authorizers.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::{Resource, Resources, TemplateError};

/// The type of the API. The template has exactly one.
const API: &str = "AWS::Serverless::HttpApi";

/// One route: a method and a path that lead to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// The method in upper case; `None` for `ANY`.
    pub(crate) method: Option<String>,
    /// The path with its `{variables}`; `None` for `$default`.
    pub(crate) path: Option<String>,
    /// The name of the function.
    pub(crate) function: String,
    /// The name of the authorizer; `None` for `NONE`.
    pub(crate) authorizer: Option<String>,
}

/// One authorizer of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorizer {
    /// The name of the function.
    pub(crate) function: String,
    /// Cache time of a result for the same identity; zero disables the cache.
    pub(crate) ttl: Duration,
    /// The identity headers in lower case. A request without one of them is refused without a call.
    pub(crate) headers: Vec<String>,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Route>, TemplateError> {
    let api = api(resources)?;
    let default_authorizer = api.properties["Auth"]["DefaultAuthorizer"].as_str();
    let mut routes = Vec::new();
    for (function, at, event) in resources.events().filter(|(_, _, event)| event["Type"] == "HttpApi") {
        let properties = &event["Properties"];
        let authorizer = match properties["Auth"]["Authorizer"].as_str() {
            Some("NONE") => None,
            Some(name) => Some(name),
            None => default_authorizer,
        };
        if let Some(name) = authorizer
            && !api.properties["Auth"]["Authorizers"][name].is_object()
        {
            return Err(TemplateError::UnknownReference { name: name.to_owned(), at });
        }
        let method = properties["Method"].as_str().map(str::to_ascii_uppercase);
        routes.push(Route {
            method: method.filter(|method| method != "ANY" && method != "X-AMAZON-APIGATEWAY-ANY-METHOD"),
            path: properties["Path"].as_str().filter(|path| *path != "$default").map(str::to_owned),
            function: resources.resolver.name_of(&function.logical_id)?,
            authorizer: authorizer.map(str::to_owned),
        });
    }
    Ok(routes)
}

pub(super) fn read_authorizers(
    resources: &Resources<'_>,
) -> Result<BTreeMap<String, Authorizer>, TemplateError> {
    let api = api(resources)?;
    let mut authorizers = BTreeMap::new();
    let Some(declared) = api.properties["Auth"]["Authorizers"].as_object() else { return Ok(authorizers) };
    for (name, declaration) in declared {
        let at = format!("Resources/{}/Properties/Auth/Authorizers/{name}", api.logical_id);
        if declaration["AuthorizerPayloadFormatVersion"].as_str() != Some("2.0")
            || declaration["EnableSimpleResponses"] != Value::Bool(true)
        {
            return Err(TemplateError::invalid(
                &at,
                "a Lambda authorizer with payload 2.0 and simple responses",
            ));
        }
        let arn = resources.resolver.text(&declaration["FunctionArn"], &at)?.unwrap_or_default();
        let function = arn
            .rsplit(':')
            .next()
            .filter(|function| !function.is_empty())
            .ok_or_else(|| TemplateError::invalid(&format!("{at}/FunctionArn"), "a function"))?;
        let identity = &declaration["Identity"];
        if identity
            .as_object()
            .is_some_and(|map| map.keys().any(|key| key != "Headers" && key != "ReauthorizeEvery"))
        {
            return Err(TemplateError::invalid(
                &format!("{at}/Identity"),
                "a map of Headers and ReauthorizeEvery",
            ));
        }
        let headers = identity["Headers"].as_array().into_iter().flatten().filter_map(Value::as_str);
        authorizers.insert(
            name.clone(),
            Authorizer {
                function: function.to_owned(),
                ttl: Duration::from_secs(identity["ReauthorizeEvery"].as_u64().unwrap_or(0)),
                headers: headers.map(str::to_ascii_lowercase).collect(),
            },
        );
    }
    Ok(authorizers)
}

fn api<'a>(resources: &'a Resources<'_>) -> Result<&'a Resource, TemplateError> {
    let mut apis = resources.of_kind(API);
    match (apis.next(), apis.next()) {
        (Some(api), None) if api.properties["CorsConfiguration"].is_null() => Ok(api),
        (Some(api), None) => {
            let at = format!("Resources/{}/Properties/CorsConfiguration", api.logical_id);
            Err(TemplateError::invalid(&at, "absent; local serves one origin"))
        }
        _ => Err(TemplateError::invalid("Resources", &format!("a template with one {API}"))),
    }
}
