//! Destinations of streams.

use event_model::{Email, StreamKind};
use serde::{Deserialize, Serialize};

/// The part of a destination that is no secret. Every text is checked when a stream is created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    /// Its secret signs requests.
    Webhook {
        /// HTTPS URL.
        url: String,
    },
    /// The URL is the secret.
    Slack,
    /// The URL is the secret.
    Teams,
    /// No secret.
    Email {
        /// Address of the receiver.
        to: Email,
    },
    /// The token is the secret.
    Splunk {
        /// HTTPS URL of the collector, without its path.
        url: String,
        /// Index to which events are sent; `None` for the default of the token.
        index: Option<String>,
        /// Source type of the events.
        sourcetype: Option<String>,
        /// Channel of the requests, a UUID; needed by tokens with indexer acknowledgment.
        channel: Option<String>,
    },
    /// The API key is the secret.
    Datadog {
        /// Site, for example `datadoghq.eu`.
        site: String,
        /// Name of the service.
        service: Option<String>,
        /// Tags, for example `env:production`.
        tags: Vec<String>,
    },
    /// No secret: the deliverer assumes the role, with the id of the stream as external id.
    S3 {
        /// Name of the bucket.
        bucket: String,
        /// Region of the bucket.
        region: String,
        /// Prefix of the keys, without a slash at its end; empty for none.
        prefix: String,
        /// ARN of the role.
        role_arn: String,
    },
    /// No secret: the policy of the bus allows the deliverer.
    #[serde(rename = "eventbridge")]
    EventBridge {
        /// ARN of the event bus.
        bus_arn: String,
    },
}

impl Destination {
    /// Returns the kind.
    pub fn kind(&self) -> StreamKind {
        match self {
            Self::Webhook { .. } => StreamKind::Webhook,
            Self::Slack => StreamKind::Slack,
            Self::Teams => StreamKind::Teams,
            Self::Email { .. } => StreamKind::Email,
            Self::Splunk { .. } => StreamKind::Splunk,
            Self::Datadog { .. } => StreamKind::Datadog,
            Self::S3 { .. } => StreamKind::S3,
            Self::EventBridge { .. } => StreamKind::EventBridge,
        }
    }
}

/// A secret that KMS has encrypted, bound to its organization and stream. Only the deliverer can decrypt it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ciphertext(#[serde(with = "serde_bytes")] pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ciphertext(..)")
    }
}
