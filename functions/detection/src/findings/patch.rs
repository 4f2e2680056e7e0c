//! Changes of findings on the wire.

use api::Problem;
use event_model::json_object::Object;
use event_model::{FieldError, Note, UserId};
use event_store::{FindingHandling, FindingRecord, FindingState, Resolution};

/// Changes of a finding (JSON merge patch, RFC 7396). An absent member does not change; null removes the value.
#[derive(Debug, Clone, PartialEq, Eq, utoipa::ToSchema)]
#[schema(as = FindingPatch)]
#[schema(example = json!({"state": "closed", "resolution": "expected", "note": "Ada is in Sydney this week."}))]
pub(crate) struct FindingPatch {
    /// The id of the user who handles it.
    #[schema(value_type = Option<UserId>)]
    pub(crate) assigned_to: Option<Option<UserId>>,
    /// `closed` needs a `resolution`. `open` opens it again and removes the resolution.
    #[schema(value_type = FindingState, required = false)]
    pub(crate) state: Option<FindingState>,
    /// What it was: `malicious`, `expected`, `false_alarm`, `wrong_data` or `test`.
    #[schema(value_type = Option<Resolution>)]
    pub(crate) resolution: Option<Option<Resolution>>,
    /// One line about it, for the people who handle it.
    #[schema(value_type = Option<Note>)]
    pub(crate) note: Option<Option<Note>>,
}

impl FindingPatch {
    /// Parses a patch; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        Some(Self {
            assigned_to: nullable(request, "assigned_to", |text| text.parse::<UserId>()),
            state: request.optional_with("state", str::parse),
            resolution: nullable(request, "resolution", str::parse),
            note: nullable(request, "note", |text| Note::try_from(text.to_owned())),
        })
    }

    /// Returns what is set in `record` after the patch. A closed finding has a resolution, an open one has none.
    pub(crate) fn apply(self, record: &FindingRecord) -> Result<FindingHandling, Problem> {
        let Self { assigned_to, state, resolution, note } = self;
        let state = state.unwrap_or(record.state);
        let given = resolution;
        let resolution = match state {
            FindingState::Closed => {
                let resolution = given.unwrap_or(record.resolution);
                Some(resolution.ok_or_else(|| {
                    let names = Resolution::ALL.map(Resolution::as_str).join(", ");
                    fault(format!("is missing: a closed finding needs one of {names}"))
                })?)
            }
            FindingState::Open if given.flatten().is_some() => {
                return Err(fault("is only for closed findings: set state to closed".to_owned()));
            }
            FindingState::Open => None,
        };
        Ok(FindingHandling {
            state,
            resolution,
            assigned_to: assigned_to.unwrap_or_else(|| record.assigned_to.clone()),
            note: note.unwrap_or_else(|| record.note.clone()),
        })
    }
}

fn fault(message: String) -> Problem {
    Problem::fields(vec![FieldError::new("/resolution", message)])
}

/// Reads a member that null removes.
fn nullable<T, E: std::fmt::Display>(
    request: &mut Object<'_, '_>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<Option<T>> {
    let value = request.value(name)?;
    if value.is_null() { Some(None) } else { request.text(name, value, parse).map(Some) }
}

#[cfg(test)]
mod tests;
