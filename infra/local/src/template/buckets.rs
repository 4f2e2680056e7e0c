//! The buckets with their CORS rules.

use serde_json::Value;

use super::{Resources, TemplateError};

/// One bucket of the template.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    /// The value of `Ref`.
    pub(crate) name: String,
    pub(crate) cors: Vec<CorsRule>,
}

/// One CORS rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CorsRule {
    /// `*` is any origin.
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    /// Request headers; `*` is any header.
    pub(crate) headers: Vec<String>,
    /// Response headers that a page can read.
    pub(crate) exposed: Vec<String>,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Bucket>, TemplateError> {
    let mut buckets = Vec::new();
    for resource in resources.of_kind("AWS::S3::Bucket") {
        let at = format!("Resources/{}/Properties", resource.logical_id);
        let rules = &resource.properties["CorsConfiguration"]["CorsRules"];
        let rules = resources.resolver.resolve(rules, &format!("{at}/CorsConfiguration/CorsRules"))?;
        buckets.push(Bucket {
            name: resources.resolver.name_of(&resource.logical_id)?,
            cors: rules.iter().filter_map(Value::as_array).flatten().map(cors_rule).collect(),
        });
    }
    Ok(buckets)
}

fn cors_rule(rule: &Value) -> CorsRule {
    let list = |name: &str| {
        let values = rule[name].as_array().into_iter().flatten().filter_map(Value::as_str);
        values.map(str::to_owned).collect()
    };
    CorsRule {
        origins: list("AllowedOrigins"),
        methods: list("AllowedMethods"),
        headers: list("AllowedHeaders"),
        exposed: list("ExposedHeaders"),
    }
}
