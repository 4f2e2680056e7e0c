//! Answers of people about findings on their own account.

use event_model::Note;
use event_model::json_object::Object;
use event_store::AnswerKind;

/// An answer about a finding on the caller's own account.
#[derive(Debug, Clone, PartialEq, Eq, utoipa::ToSchema)]
#[schema(as = AnswerRequest)]
#[schema(example = json!({"answer": "not_mine", "note": "I was on a train without a connection."}))]
pub(crate) struct AnswerRequest {
    /// `mine` if the caller did it, `not_mine` if they did not.
    pub(crate) answer: AnswerKind,
    /// One line about it.
    #[schema(value_type = Option<Note>, nullable = false)]
    pub(crate) note: Option<Note>,
}

impl AnswerRequest {
    /// Parses an answer; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.refuse_null();
        let note = request.optional("note");
        Some(Self { answer: request.required_with("answer", str::parse)?, note })
    }
}
