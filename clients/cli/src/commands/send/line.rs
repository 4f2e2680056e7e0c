//! One line of the input becomes an event.

use std::str;

use activity_client::{Batch, Refused};
use event_model::{EventRequest, FieldError, OrganizationId, limits, parse_event};
use serde_json_borrow::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::input::Input;
use super::lines::Line;

/// Reads events, and adds what they lack.
#[derive(Debug)]
pub(super) struct LineParser {
    organization: Option<OrganizationId>,
    name: String,
    stable_ids: bool,
}

impl LineParser {
    pub(super) fn new(organization: Option<OrganizationId>, input: &Input) -> Self {
        Self { organization, name: input.name().to_owned(), stable_ids: input.is_file() }
    }

    /// Returns `true` if the same line of the same file always gets the same id.
    pub(super) fn has_stable_ids(&self) -> bool {
        self.stable_ids
    }

    /// Adds the event of a line to the batch, or its refusal. An empty line is no event.
    pub(super) fn parse(&self, line: &Line, batch: &mut Batch) {
        if line.bytes.trim_ascii().is_empty() {
            return;
        }
        let label = label(&self.name, line.number);
        match self.event(line) {
            Ok(event) => batch.push_labeled(&event, &label),
            Err(errors) => {
                let text = String::from_utf8_lossy(&line.bytes).trim().to_owned();
                batch.refuse(Refused::rejected(text, Some(label), &errors));
            }
        }
    }

    fn event(&self, line: &Line) -> Result<EventRequest, Vec<FieldError>> {
        let fault = |message: String| vec![FieldError::new("", message)];
        if line.is_too_long {
            return Err(fault(format!("the line is longer than {} bytes", limits::REQUEST_BYTES)));
        }
        let text = str::from_utf8(&line.bytes).map_err(|_| fault("the line is not UTF-8".to_owned()))?;
        let mut value: Value<'_> =
            serde_json::from_str(text).map_err(|error| fault(format!("the line is not JSON: {error}")))?;
        if let Value::Object(members) = &mut value {
            let is_absent = |value: Option<&Value<'_>>| value.is_none_or(Value::is_null);
            if is_absent(members.get("id")) {
                members.insert("id", self.id(line).into());
            }
            if let Some(organization) = &self.organization
                && is_absent(members.get("organization_id"))
            {
                members.insert("organization_id", organization.as_str().into());
            }
        }
        parse_event(&value).map(EventRequest::from)
    }

    /// Returns the id of an event that has none.
    fn id(&self, line: &Line) -> String {
        if !self.stable_ids {
            return Uuid::now_v7().to_string();
        }
        let mut digest = Sha256::new();
        digest.update(line.number.to_be_bytes());
        digest.update(line.bytes.trim_ascii());
        // Half of SHA-256 is enough to tell lines apart.
        hex::encode(&digest.finalize()[..16])
    }
}

/// Returns the label of a line.
fn label(name: &str, number: u64) -> String {
    format!("{name}:{number}")
}

/// Returns the line number in a label of this input.
pub(super) fn number_in(label: &str, name: &str) -> Option<u64> {
    label.strip_prefix(name)?.strip_prefix(':')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str =
        r#"{"type": "pass.item.created", "occurred_at": "2026-11-21T19:23:11Z", "actor": {"id": "u"}}"#;

    fn parser(stable_ids: bool) -> LineParser {
        let organization = Some("org_acme".parse().expect("an id"));
        LineParser { organization, name: "/log".to_owned(), stable_ids }
    }

    fn line(number: u64, text: &str) -> Line {
        Line { number, bytes: text.as_bytes().to_vec(), is_too_long: false }
    }

    #[test]
    fn line_without_id_gets_stable_id_in_file() {
        let id =
            |parser: &LineParser, number, text: &str| parser.event(&line(number, text)).expect("an event").id;
        let file = parser(true);
        let first = id(&file, 7, EVENT);
        assert_eq!(first, id(&file, 7, &format!("{EVENT}\r")));
        assert_ne!(first, id(&file, 8, EVENT));
        assert_ne!(first, id(&file, 7, &EVENT.replace("\"u\"", "\"v\"")));
        let pipe = parser(false);
        assert_ne!(id(&pipe, 7, EVENT), id(&pipe, 7, EVENT));
    }

    #[test]
    fn line_keeps_its_own_id_and_organization() {
        let own = EVENT.replacen('{', r#"{"id": "e1", "organization_id": "org_other", "#, 1);
        let event = parser(true).event(&line(1, &own)).expect("an event");
        assert_eq!((event.id.as_str(), event.organization_id.as_str()), ("e1", "org_other"));
        let null = EVENT.replacen('{', r#"{"id": null, "organization_id": null, "#, 1);
        let event = parser(true).event(&line(1, &null)).expect("an event");
        assert_eq!((event.id.as_str().len(), event.organization_id.as_str()), (32, "org_acme"));
    }

    #[test]
    fn line_at_fault_is_refused_with_its_number() {
        let mut batch = Batch::new();
        for (number, text) in
            ["", "  \r", "{", "[]", r#"{"type": "pass.item.created"}"#, EVENT].iter().enumerate()
        {
            parser(true).parse(&line(number as u64 + 1, text), &mut batch);
        }
        assert_eq!(batch.len(), 1);
        let refused: Vec<_> = batch
            .refused()
            .iter()
            .map(|refused| (refused.label.as_deref(), refused.reason.as_str()))
            .collect();
        let expected = [
            (Some("/log:3"), "the line is not JSON: EOF while parsing an object at line 1 column 1"),
            (Some("/log:4"), "is not an object"),
            (Some("/log:5"), "/occurred_at is missing; /actor is missing"),
        ];
        assert_eq!(refused, expected);
        assert_eq!(number_in("/log:3", "/log"), Some(3));
        assert_eq!(number_in("/log:3", "/lo"), None);
    }
}
