//! The events that start a function without an HTTP request, such as streams and schedules.

use super::{Resources, TemplateError};

/// One event source of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventSource {
    /// The name of the function.
    pub(crate) function: String,
    /// SAM's event type, such as `DynamoDB` or `Schedule`.
    pub(crate) kind: String,
}

pub(super) fn read(resources: &Resources<'_>) -> Result<Vec<EventSource>, TemplateError> {
    let mut sources = Vec::new();
    for (function, at, event) in resources.events() {
        match event["Type"].as_str() {
            Some("HttpApi") => {}
            Some(kind) => sources.push(EventSource {
                function: resources.resolver.name_of(&function.logical_id)?,
                kind: kind.to_owned(),
            }),
            None => return Err(TemplateError::invalid(&format!("{at}/Type"), "set")),
        }
    }
    Ok(sources)
}
