//! The schedules that start a function (SAM events of type `ScheduleV2`).

use std::time::Duration;

use serde_json::value::RawValue;

use super::properties::{Properties, event_name};
use super::{Resources, TemplateError};

/// The properties that have no effect on one machine. `local` retries as the function's `EventInvokeConfig` says.
const IGNORED: [&str; 9] = [
    "Name",
    "OmitName",
    "Description",
    "GroupName",
    "FlexibleTimeWindow",
    "RoleArn",
    "PermissionsBoundary",
    "RetryPolicy",
    "DeadLetterConfig",
];

/// One schedule of a function.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// The name of function and event, unique in the stack.
    pub(crate) name: String,
    /// The name of the function.
    pub(crate) function: String,
    /// Time between two runs.
    pub(crate) interval: Duration,
    /// The event of the function.
    pub(crate) input: Box<RawValue>,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<Schedule>, TemplateError> {
    let mut schedules = Vec::new();
    for (function, at, event) in resources.events().filter(|(_, _, event)| event["Type"] == "ScheduleV2") {
        let supported = ["ScheduleExpression", "Input", "State"];
        let properties = Properties::read(resources.resolver, event, &at, &supported, &IGNORED)?;
        match properties.value("State").as_str() {
            None | Some("ENABLED") => {}
            Some("DISABLED") => continue,
            Some(_) => return Err(properties.invalid("State", "ENABLED or DISABLED")),
        }
        let interval = rate(properties.text("ScheduleExpression")?)
            .ok_or_else(|| properties.invalid("ScheduleExpression", "a rate such as rate(1 day)"))?;
        let input = RawValue::from_string(properties.text("Input")?.to_owned())
            .map_err(|_| properties.invalid("Input", "a text with JSON"))?;
        schedules.push(Schedule {
            name: event_name(function, &at),
            function: resources.resolver.name_of(&function.logical_id)?,
            interval,
            input,
        });
    }
    Ok(schedules)
}

/// Parses `rate(value unit)`. As on AWS, the unit is singular exactly for 1.
fn rate(expression: &str) -> Option<Duration> {
    let (value, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let value: u64 = value.parse().ok().filter(|value| *value > 0)?;
    let unit = match (value, unit) {
        (1, unit) => unit,
        (_, unit) => unit.strip_suffix('s')?,
    };
    let seconds: u64 = match unit {
        "minute" => 60,
        "hour" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => return None,
    };
    value.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::rate;

    #[test]
    fn rate_is_parsed_as_on_aws() {
        assert_eq!(rate("rate(1 day)"), Some(Duration::from_secs(86_400)));
        assert_eq!(rate("rate(30 days)"), Some(Duration::from_secs(2_592_000)));
        assert_eq!(rate("rate(90 minutes)"), Some(Duration::from_secs(5_400)));
        for wrong in
            ["rate(1 days)", "rate(2 day)", "rate(0 days)", "rate(1 month)", "cron(0 0 * * ? *)", "rate(1)"]
        {
            assert_eq!(rate(wrong), None, "{wrong}");
        }
    }
}
