//! Reads the properties of an event of a function, with errors that name the property.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::Value;

use super::intrinsics::Resolver;
use super::{Resource, Resources, TemplateError};

/// The properties of one event, resolved for this machine.
pub(super) struct Properties {
    at: String,
    values: Value,
}

impl Properties {
    /// Reads the properties. A property outside `supported` and `ignored` is an error.
    pub(super) fn read(
        resolver: &Resolver<'_>,
        event: &Value,
        at: &str,
        supported: &[&str],
        ignored: &[&str],
    ) -> Result<Self, TemplateError> {
        let at = format!("{at}/Properties");
        let declared = event["Properties"]
            .as_object()
            .ok_or_else(|| TemplateError::invalid(&at, "a map of properties"))?;
        let mut values = serde_json::Map::new();
        for (name, value) in declared {
            if ignored.contains(&name.as_str()) {
                continue;
            }
            if !supported.contains(&name.as_str()) {
                return Err(TemplateError::invalid(&format!("{at}/{name}"), "supported on one machine"));
            }
            if let Some(value) = resolver.resolve(value, &format!("{at}/{name}"))? {
                values.insert(name.clone(), value);
            }
        }
        Ok(Self { at, values: Value::Object(values) })
    }

    /// Returns a value, or `Null` if it is absent.
    pub(super) fn value(&self, name: &str) -> &Value {
        &self.values[name]
    }

    /// Returns an error that names this property.
    pub(super) fn invalid(&self, name: &str, expected: &str) -> TemplateError {
        TemplateError::invalid(&format!("{}/{name}", self.at), expected)
    }

    /// Returns a required text.
    pub(super) fn text(&self, name: &str) -> Result<&str, TemplateError> {
        match self.value(name) {
            Value::Null => Err(self.invalid(name, "set")),
            Value::String(text) => Ok(text),
            _ => Err(self.invalid(name, "text")),
        }
    }

    /// Returns an optional whole number of this range. A parameter gives a number as text.
    pub(super) fn number<N>(&self, name: &str, range: RangeInclusive<N>) -> Result<Option<N>, TemplateError>
    where
        N: TryFrom<i64> + PartialOrd + Display,
    {
        let number = match self.value(name) {
            Value::Null => return Ok(None),
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        };
        let number = number.and_then(|number: i64| N::try_from(number).ok());
        let number = number.filter(|number| range.contains(number));
        number.map(Some).ok_or_else(|| {
            self.invalid(name, &format!("a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// Returns an optional flag.
    pub(super) fn flag(&self, name: &str) -> Result<bool, TemplateError> {
        match self.value(name) {
            Value::Null => Ok(false),
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) => text.parse().map_err(|_| self.invalid(name, "true or false")),
            _ => Err(self.invalid(name, "true or false")),
        }
    }
}

/// Checks that every event is of a type that runs on one machine.
pub(super) fn check_event_types(resources: &Resources<'_>) -> Result<(), TemplateError> {
    for (_, at, event) in resources.events() {
        match event["Type"].as_str() {
            Some("HttpApi" | "DynamoDB" | "ScheduleV2") => {}
            Some(_) => {
                return Err(TemplateError::invalid(&format!("{at}/Type"), "HttpApi, DynamoDB or ScheduleV2"));
            }
            None => return Err(TemplateError::invalid(&format!("{at}/Type"), "set")),
        }
    }
    Ok(())
}

/// Returns the name of an event that is unique in the stack: `Function-Event`.
pub(super) fn event_name(function: &Resource, at: &str) -> String {
    format!("{}-{}", function.logical_id, at.rsplit('/').next().unwrap_or_default())
}
