//! A merge patch of the settings of a rule.

use std::collections::BTreeMap;

use detections::{Config, InvalidParameter, Parameter, RuleConfig, RuleId};
use event_model::json_object::Object;
use serde::Serialize;

/// Values of parameters that a request sets; `None` stands for the default.
pub(crate) type ParameterPatch = BTreeMap<&'static str, Option<u32>>;

/// Changes of a rule (JSON merge patch, RFC 7396). What is absent does not change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"enabled": true, "parameters": {"fails": 20, "minutes": null}}))]
pub struct RuleRequest {
    /// Whether the rule is evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub enabled: Option<bool>,
    /// Values of parameters by name. Null sets the default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Option<u32>>,
}

/// Parsed changes of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RulePatch {
    enabled: Option<bool>,
    parameters: ParameterPatch,
}

impl RulePatch {
    /// Parses the changes of a rule with these parameters; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>, parameters: &'static [Parameter]) -> Option<Self> {
        request.refuse_null();
        let enabled = request.optional_bool("enabled");
        Some(Self { enabled, parameters: read_parameters(request, parameters) })
    }

    /// Returns `config` with the changes of `rule`.
    pub(crate) fn apply(&self, rule: RuleId, config: &Config) -> Config {
        let Self { enabled, parameters } = self;
        let mut config = config.clone();
        let mut changed = config.rules.remove(&rule).unwrap_or_default();
        changed.enabled = enabled.unwrap_or(changed.enabled);
        set_parameters(&mut changed.parameters, parameters, rule);
        // Only differences from the defaults are stored, so that a later version can improve a default.
        if changed != RuleConfig::default() {
            config.rules.insert(rule, changed);
        }
        config
    }
}

/// Reads the member `parameters`, which may be absent.
pub(crate) fn read_parameters(
    request: &mut Object<'_, '_>,
    parameters: &'static [Parameter],
) -> ParameterPatch {
    let read = |values: &mut Object<'_, '_>| {
        values.set_noun("a parameter of the rule");
        let mut read = ParameterPatch::new();
        for Parameter { name, min, max, .. } in parameters {
            let Some(value) = values.value(name) else { continue };
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            match number.filter(|number| (*min..=*max).contains(number)) {
                Some(number) => drop(read.insert(name, Some(number))),
                None if value.is_null() => drop(read.insert(name, None)),
                None => values.fault(name, InvalidParameter::Bounds { min: *min, max: *max }),
            }
        }
        Some(read)
    };
    request.object("parameters", read).unwrap_or_default()
}

/// Sets the parameters of a rule. A value that is the default is removed.
pub(crate) fn set_parameters(values: &mut BTreeMap<String, u32>, patch: &ParameterPatch, rule: RuleId) {
    for (name, value) in patch {
        let is_default = |value: &u32| {
            let parameters = rule.rule().about().parameters;
            parameters.iter().any(|parameter| parameter.name == *name && parameter.default == *value)
        };
        match value.filter(|value| !is_default(value)) {
            Some(value) => drop(values.insert((*name).to_owned(), value)),
            None => drop(values.remove(*name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use event_model::json_object;

    use super::*;

    const RULE: RuleId = RuleId::AccountGuessing;

    fn read(text: &str) -> Result<RulePatch, Vec<String>> {
        let value = serde_json::from_str(text).expect("JSON");
        let parameters = RULE.rule().about().parameters;
        let read = json_object::read(&value, "a field of this request", |request| {
            RulePatch::read(request, parameters)
        });
        read.map_err(|faults| {
            faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
        })
    }

    #[test]
    fn rule_patch_keeps_differences_only() {
        let apply = |text: &str, config: &Config| read(text).expect("a patch").apply(RULE, config);
        let changed =
            apply(r#"{"enabled": false, "parameters": {"fails": 20, "minutes": 10}}"#, &Config::default());
        assert!(!changed.is_enabled(RULE) && changed.is_enabled(RuleId::AddressSpray));
        assert_eq!(changed.rules[&RULE].parameters, BTreeMap::from([("fails".to_owned(), 20)]));
        assert_eq!(apply("{}", &changed), changed);
        let restored = apply(r#"{"enabled": true, "parameters": {"fails": null}}"#, &changed);
        assert_eq!(restored, Config::default());
    }

    #[test]
    fn rule_patch_faults_name_the_parameter() {
        let faults = |text: &str| read(text).expect_err("faults");
        for value in ["2", "101", "-1", "5.5", "\"5\"", "99999999999"] {
            let text = format!(r#"{{"parameters": {{"fails": {value}}}}}"#);
            assert_eq!(faults(&text), ["/parameters/fails must be a whole number from 3 to 100"], "{value}");
        }
        assert_eq!(
            faults(r#"{"parameters": {"failures": 5}, "enabled": null}"#),
            ["/enabled is not true or false", "/parameters/failures is not a parameter of the rule"]
        );
        assert_eq!(faults(r#"{"parameters": null}"#), ["/parameters is not an object"]);
    }
}
