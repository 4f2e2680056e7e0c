//! Rules on the wire.

use detections::{About, Config, FalsePositive, Parameter, Rule, RuleId};
use serde::Serialize;

/// A rule with its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Rule)]
pub struct RuleBody {
    /// The rule.
    #[schema(example = "account.guessing")]
    pub rule: RuleId,
    /// The title.
    #[schema(example = "Password guessing")]
    pub title: String,
    /// The condition, in sentences.
    #[schema(example = "Sign-ins of one person failed many times within minutes.")]
    pub description: String,
    /// Techniques of MITRE ATT&CK.
    #[schema(example = json!(["T1110.001"]))]
    pub attack: Vec<String>,
    /// Whether the rule is evaluated.
    pub enabled: bool,
    /// Whether its findings can be muted.
    pub can_be_muted: bool,
    /// Whether it needs IP addresses, networks or countries. While they are not collected, it cannot see everything.
    pub needs_details: bool,
    /// Whether a member sees its findings about their own account.
    pub shown_to_person: bool,
    /// The numbers of the rule.
    pub parameters: Vec<ParameterBody>,
    /// Cases in which the rule fires without an attack.
    pub false_positives: Vec<FalsePositiveBody>,
}

/// A number of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RuleParameter)]
pub struct ParameterBody {
    /// The name.
    #[schema(example = "fails")]
    pub name: String,
    /// The meaning.
    #[schema(example = "Failed sign-ins.")]
    pub description: String,
    /// The unit of the value.
    #[schema(example = "events")]
    pub unit: String,
    /// The current value.
    #[schema(example = 10)]
    pub value: u32,
    /// The value of an organization that has not changed it.
    #[schema(example = 10)]
    pub default: u32,
    /// The lowest value.
    #[schema(example = 3)]
    pub min: u32,
    /// The highest value.
    #[schema(example = 100)]
    pub max: u32,
}

/// A case in which a rule fires without an attack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RuleFalsePositive)]
pub struct FalsePositiveBody {
    /// The case.
    #[schema(example = "A program signs in with wrong credentials.")]
    pub case: String,
    /// What silences it.
    #[schema(example = "Add its account to the service accounts.")]
    pub silenced_by: String,
}

impl RuleBody {
    /// Returns a rule with the settings of `config`.
    pub(crate) fn new(id: RuleId, config: &Config) -> Self {
        let rule = id.rule();
        let About { title, description, attack, false_positives, .. } = *rule.about();
        let About { needs_details, is_shown_to_person, can_be_muted, .. } = *rule.about();
        Self {
            rule: id,
            title: title.to_owned(),
            description: description.to_owned(),
            attack: attack.iter().map(|technique| (*technique).to_owned()).collect(),
            enabled: config.is_enabled(id),
            can_be_muted,
            needs_details,
            shown_to_person: is_shown_to_person,
            parameters: parameters(rule, config),
            false_positives: false_positives.iter().map(FalsePositiveBody::from).collect(),
        }
    }
}

fn parameters(rule: &dyn Rule, config: &Config) -> Vec<ParameterBody> {
    let values = config.parameters(rule);
    let body = |parameter: &Parameter| {
        let Parameter { name, description, unit, default, min, max } = *parameter;
        ParameterBody {
            name: name.to_owned(),
            description: description.to_owned(),
            unit: unit.to_owned(),
            value: values.get(name),
            default,
            min,
            max,
        }
    };
    rule.about().parameters.iter().map(body).collect()
}

impl From<&FalsePositive> for FalsePositiveBody {
    fn from(false_positive: &FalsePositive) -> Self {
        let FalsePositive { case, silenced_by } = *false_positive;
        Self { case: case.to_owned(), silenced_by: silenced_by.to_owned() }
    }
}
