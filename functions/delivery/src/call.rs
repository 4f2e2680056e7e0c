//! Calls of the worker that sends.

use event_model::{OrganizationId, StreamId};
use serde::{Deserialize, Serialize};

pub use crate::mail_code::MailCode;

/// A call of the worker, about one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelivererCall {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The stream.
    pub stream_id: StreamId,
    /// What to do.
    #[serde(flatten)]
    pub action: DelivererAction,
}

/// What the worker does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum DelivererAction {
    /// Sends what waits, first the dead letters that a person asked to send again. The call is asynchronous.
    Deliver,
    /// Asks the destination whether it wants the events. It writes nothing: the caller stores that the stream was
    /// verified. The call is synchronous, and its result is a [`DelivererResult`].
    Verify {
        /// The code to mail to a destination of kind `email`; `None` for every other kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<MailCode>,
    },
    /// Sends a test. It writes nothing. The call is synchronous, and its result is a [`DelivererResult`].
    Test,
}

/// The result of a verification or a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelivererResult {
    /// Whether the destination accepted it. For a webhook that is verified: whether it returned the challenge.
    pub delivered: bool,
    /// Status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it failed, in words for people; `None` for a success.
    pub reason: Option<String>,
    /// First 256 bytes of the answer. Empty for a success, and before the destination was verified.
    pub excerpt: String,
    /// Time until the answer, in milliseconds.
    pub duration_ms: u32,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn call_json_names_the_action() {
        let id = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
        for (action, members) in [
            (DelivererAction::Deliver, json!({ "action": "deliver" })),
            (DelivererAction::Verify { code: None }, json!({ "action": "verify" })),
            (
                DelivererAction::Verify { code: Some(MailCode("K7QM2XRT".to_owned())) },
                json!({ "action": "verify", "code": "K7QM2XRT" }),
            ),
            (DelivererAction::Test, json!({ "action": "test" })),
        ] {
            let organization_id = "org_a".parse().expect("an id");
            let call = DelivererCall { organization_id, stream_id: id.parse().expect("an id"), action };
            let mut expected = members;
            expected["organization_id"] = json!("org_a");
            expected["stream_id"] = json!(id);
            assert_eq!(serde_json::to_value(&call).expect("JSON"), expected);
            assert_eq!(serde_json::from_value::<DelivererCall>(expected).expect("a call"), call);
            assert!(!format!("{call:?}").contains("K7QM2XRT"));
        }
    }
}
