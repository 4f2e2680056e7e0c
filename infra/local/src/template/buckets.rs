//! The buckets, with the two settings that a client can notice: who may read them from a page (CORS), and when
//! their objects go (lifecycle).

use std::time::Duration;

use serde_json::Value;

use super::{Resources, TemplateError};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One bucket of the template.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    /// What `Ref` gives.
    pub(crate) name: String,
    /// Which pages of other origins may use it.
    pub(crate) cors: Vec<CorsRule>,
    /// When its objects go.
    pub(crate) expiries: Vec<Expiry>,
}

/// One CORS rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CorsRule {
    /// Origins, of which `*` is any.
    pub(crate) origins: Vec<String>,
    /// Methods in capitals.
    pub(crate) methods: Vec<String>,
    /// Request headers, of which `*` is any.
    pub(crate) headers: Vec<String>,
    /// Response headers that a page may see.
    pub(crate) exposed: Vec<String>,
}

/// One lifecycle rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// Objects whose key begins so go at this age.
    Objects {
        /// The first part of the key.
        prefix: String,
        /// The age.
        age: Duration,
    },
    /// Uploads that were never completed go at this age.
    Uploads {
        /// The age.
        age: Duration,
    },
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Bucket>, TemplateError> {
    let mut buckets = Vec::new();
    for resource in resources.of_kind("AWS::S3::Bucket") {
        let at = format!("Resources/{}/Properties", resource.logical_id);
        let rules = |holder: &str, list: &str| -> Result<Vec<Value>, TemplateError> {
            let value = &resource.properties[holder][list];
            let resolved = resources.resolver.resolve(value, &format!("{at}/{holder}/{list}"))?;
            Ok(resolved.as_ref().and_then(Value::as_array).cloned().unwrap_or_default())
        };
        let mut expiries = Vec::new();
        for rule in rules("LifecycleConfiguration", "Rules")? {
            expiry(&rule, &format!("{at}/LifecycleConfiguration/Rules"), &mut expiries)?;
        }
        buckets.push(Bucket {
            name: resources.resolver.name_of(&resource.logical_id)?,
            cors: rules("CorsConfiguration", "CorsRules")?.iter().map(cors_rule).collect(),
            expiries,
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

fn expiry(rule: &Value, at: &str, expiries: &mut Vec<Expiry>) -> Result<(), TemplateError> {
    if rule["Status"] != "Enabled" {
        return Ok(());
    }
    let days =
        |value: &Value| value.as_u64().and_then(|days| u32::try_from(days).ok()).map(|days| DAY * days);
    let prefix = rule["Prefix"].as_str().unwrap_or_default().to_owned();
    let objects = days(&rule["ExpirationInDays"]).map(|age| Expiry::Objects { prefix, age });
    let uploads = days(&rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        .map(|age| Expiry::Uploads { age });
    if objects.is_none() && uploads.is_none() {
        return Err(TemplateError::invalid(
            at,
            "made of rules that expire objects or unfinished uploads by days",
        ));
    }
    expiries.extend(objects.into_iter().chain(uploads));
    Ok(())
}
