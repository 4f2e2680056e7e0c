//! The products that the receiver acts as.

/// A destination, told by the path of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Standard Webhooks.
    Webhook,
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow of Teams.
    Teams,
    /// The HTTP Event Collector of Splunk.
    Splunk,
    /// The logs intake of Datadog.
    Datadog,
}

impl Product {
    pub(super) fn of_path(path: &str) -> Self {
        match path {
            "/services/collector/event" => Self::Splunk,
            "/api/v2/logs" => Self::Datadog,
            path if path.starts_with("/services/") => Self::Slack,
            path if path.starts_with("/workflows/") => Self::Teams,
            _ => Self::Webhook,
        }
    }

    /// Status and body with which the product takes a message.
    pub(super) fn success(self) -> (u16, &'static str) {
        match self {
            Self::Webhook => (204, ""),
            Self::Slack => (200, "ok"),
            Self::Teams => (202, ""),
            Self::Splunk => (200, r#"{"text":"Success","code":0}"#),
            Self::Datadog => (202, "{}"),
        }
    }

    /// Status and body for a request whose signature, token or key is wrong.
    pub(super) fn unauthorized(self) -> (u16, &'static str) {
        match self {
            Self::Webhook => (401, "the signature is not valid"),
            Self::Slack => (403, "invalid_token"),
            Self::Teams => (401, r#"{"error":{"code":"DirectApiAuthorizationRequired"}}"#),
            Self::Splunk => (403, r#"{"text":"Invalid token","code":4}"#),
            Self::Datadog => (403, r#"{"errors":[{"status":"403","title":"Forbidden"}]}"#),
        }
    }

    /// Status and body for a message that the product does not understand.
    pub(super) fn invalid(self) -> (u16, &'static str) {
        match self {
            Self::Webhook => (400, "not understood"),
            Self::Slack => (400, "invalid_payload"),
            Self::Teams => (400, r#"{"error":{"code":"InvalidRequestContent"}}"#),
            Self::Splunk => (400, r#"{"text":"Invalid data format","code":6,"invalid-event-number":0}"#),
            Self::Datadog => (400, r#"{"errors":[{"status":"400","title":"Bad Request"}]}"#),
        }
    }

    /// Status and body while the product cannot take messages.
    pub(super) fn busy(self) -> (u16, &'static str) {
        match self {
            Self::Webhook | Self::Teams => (503, "try again later"),
            Self::Slack => (500, "rollup_error"),
            Self::Splunk => (503, r#"{"text":"Server is busy","code":9}"#),
            Self::Datadog => (503, r#"{"errors":[{"status":"503","title":"Service Unavailable"}]}"#),
        }
    }

    /// Status and body if the destination does not exist any more. Only webhooks and Slack have a 410.
    pub(super) fn gone(self) -> (u16, &'static str) {
        match self {
            Self::Webhook => (410, ""),
            Self::Slack => (410, "channel_is_archived"),
            Self::Teams => (404, r#"{"error":{"code":"WorkflowNotFound"}}"#),
            Self::Splunk => (404, r#"{"text":"The requested URL was not found on this server.","code":404}"#),
            Self::Datadog => (404, r#"{"errors":["Not Found"]}"#),
        }
    }
}
