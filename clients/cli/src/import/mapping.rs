//! Mapping files: the data that turns records of one system into events.

mod check;
mod members;

use std::collections::BTreeMap;

use event_model::{Class, Description, EventType, Name, Outcome, Source};
use serde::{Deserialize, Deserializer};

pub(super) use members::{EventMembers, TargetMembers};

use super::record::Record;
use super::rule::{Conditions, Pattern};
use super::template::Template;
use super::time::TimeFormat;

/// The mappings that come with the command, by the name of their format.
const BUILT_IN: [(&str, &str); 3] = [
    ("sshd", include_str!("../../mappings/sshd.toml")),
    ("okta", include_str!("../../mappings/okta.toml")),
    ("github", include_str!("../../mappings/github.toml")),
];

/// A mapping file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// The source that the events belong to.
    pub(crate) source: MappedSource,
    /// The form of the records.
    pub(super) input: Input,
    /// Outcomes by the text that a record has for them.
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, Outcome>,
    /// Members of each event. Rules can replace them.
    #[serde(default)]
    event: EventMembers,
    /// Event types that the mapping registers, by their ids. Each begins with the id of the source.
    #[serde(deserialize_with = "read_types")]
    pub(crate) types: Vec<MappedType>,
    /// Rules. The first whose conditions a record meets decides.
    #[serde(rename = "rule")]
    pub(super) rules: Vec<Rule>,
}

/// A source to register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MappedSource {
    /// Id, the first word of each type.
    pub(crate) id: Source,
    /// Display name.
    pub(crate) label: Name,
}

/// An event type to register.
#[derive(Debug)]
pub(crate) struct MappedType {
    /// Id. It begins with the id of the source.
    pub(crate) id: EventType,
    /// Display texts and class.
    pub(crate) texts: TypeTexts,
}

/// The display texts of an event type, and its class.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeTexts {
    /// Display name.
    pub(crate) label: Name,
    /// Category in lists of types.
    pub(crate) category: Name,
    /// The action that an event of this type reports.
    pub(crate) description: Description,
    /// The meaning of the type.
    pub(crate) class: Class,
}

/// Reads the table of types, whose keys are their ids.
fn read_types<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<MappedType>, D::Error> {
    let types = BTreeMap::<EventType, TypeTexts>::deserialize(deserializer)?;
    Ok(types.into_iter().map(|(id, texts)| MappedType { id, texts }).collect())
}

/// The form of the records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Lines, or JSON objects.
    pub(super) form: Form,
    /// Of lines: the pattern of each line. Its named groups are the fields of the record.
    pub(super) pattern: Option<Pattern>,
    /// Name under which records that no rule is for are counted.
    pub(super) kind: Template,
    /// Formats of `occurred_at`. The first that fits is used.
    pub(super) time_formats: Vec<TimeFormat>,
    /// Texts that the system writes for an absent value.
    #[serde(default)]
    pub(super) absent: Vec<String>,
    /// Records that stand for several equal ones.
    pub(super) repeat: Option<Repeat>,
}

/// The form of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// One record in each line.
    Lines,
    /// One JSON array of objects, or one JSON object in each line.
    Json,
}

/// Records that stand for several equal ones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeat {
    /// Field that `pattern` is for.
    pub(super) field: String,
    /// Pattern with the group `count`. Its other groups replace fields of the record.
    pub(super) pattern: Pattern,
}

/// A rule: conditions, and either the type of the event or the reason to ignore the record.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RuleFile")]
pub(super) struct Rule {
    pub(super) conditions: Conditions,
    pub(super) effect: Effect,
}

/// The effect of a rule.
#[derive(Debug)]
pub(super) enum Effect {
    /// The record is an event of the type with this id.
    Event { kind: EventType, outcome: Option<Outcome>, members: Box<EventMembers> },
    /// The record is no event, for this reason.
    Ignore(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(rename = "type")]
    kind: Option<EventType>,
    ignore: Option<String>,
    outcome: Option<Outcome>,
    #[serde(default)]
    event: EventMembers,
    #[serde(default)]
    when: toml::Table,
    #[serde(default)]
    except: toml::Table,
    #[serde(default)]
    pattern: toml::Table,
}

impl TryFrom<RuleFile> for Rule {
    type Error = String;

    fn try_from(file: RuleFile) -> Result<Self, String> {
        let RuleFile { kind, ignore, outcome, event, when, except, pattern } = file;
        let conditions = toml::Table::from_iter([
            ("when".to_owned(), when.into()),
            ("except".to_owned(), except.into()),
            ("pattern".to_owned(), pattern.into()),
        ]);
        let conditions =
            conditions.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let effect = match (kind, ignore) {
            (Some(kind), None) => Effect::Event { kind, outcome, members: Box::new(event) },
            (None, Some(reason)) if outcome.is_none() && event.is_empty() => Effect::Ignore(reason),
            (None, Some(_)) => return Err("a rule with ignore cannot have outcome or event".to_owned()),
            _ => return Err("a rule must have either type or ignore".to_owned()),
        };
        Ok(Self { conditions, effect })
    }
}

/// The text is not a mapping.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidMapping {
    /// The text does not have the form of a mapping.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// The parts of the mapping do not fit together.
    #[error("{0}")]
    Content(String),
}

impl Mapping {
    /// Returns the mapping that comes with the command.
    pub(crate) fn built_in(format: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == format)?;
        Some(Self::parse(text).expect("tests read each built-in mapping"))
    }

    /// Returns the names of the mappings that come with the command.
    pub(crate) fn built_in_names() -> [&'static str; 3] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// Reads a mapping file.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidMapping> {
        let mut mapping: Self = toml::from_str(text)?;
        for rule in &mut mapping.rules {
            if let Effect::Event { members, .. } = &mut rule.effect {
                members.inherit(&mapping.event);
            }
        }
        check::check(&mapping).map_err(InvalidMapping::Content)?;
        Ok(mapping)
    }

    /// Returns the form of the records.
    pub(crate) fn form(&self) -> Form {
        self.input.form
    }

    /// Returns `true` if each time has its year.
    pub(crate) fn has_years(&self) -> bool {
        self.input.time_formats.iter().all(TimeFormat::has_year)
    }

    /// Returns the first rule whose conditions `record` meets, its position, and the record with captured fields.
    pub(super) fn rule_for(&self, record: &Record) -> Option<(usize, &Rule, Record)> {
        let mut rules = self.rules.iter().enumerate();
        rules.find_map(|(index, rule)| Some((index, rule, rule.conditions.apply(record)?)))
    }
}
