//! Streams: deliveries of an organization's events to one destination.

crate::wire_enum! {
    /// The kind of the destination of a stream.
    pub enum StreamKind {
        /// An HTTPS endpoint that receives Standard Webhooks.
        Webhook = "webhook",
        /// An incoming webhook of Slack. Only findings are sent.
        Slack = "slack",
        /// An incoming webhook of Microsoft Teams. Only findings are sent.
        Teams = "teams",
        /// An e-mail address. Only findings are sent.
        Email = "email",
        /// An HTTP Event Collector of Splunk.
        Splunk = "splunk",
        /// The logs intake of Datadog.
        Datadog = "datadog",
        /// A bucket of Amazon S3.
        S3 = "s3",
        /// An event bus of Amazon EventBridge.
        EventBridge = "eventbridge",
    }
}

impl StreamKind {
    /// Returns `true` if messages are written for people: one finding each, of at least a minimum severity. They never
    /// have an address or a place.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Slack | Self::Teams | Self::Email)
    }

    /// Returns the forms of events that destinations of this kind can get.
    pub const fn formats(self) -> &'static [StreamFormat] {
        match self {
            Self::Webhook => &StreamFormat::ALL,
            Self::Splunk | Self::Datadog | Self::S3 | Self::EventBridge => {
                &[StreamFormat::Native, StreamFormat::Ocsf]
            }
            Self::Slack | Self::Teams | Self::Email => &[StreamFormat::Native],
        }
    }
}

crate::wire_enum! {
    /// The form of the events of a stream.
    pub enum StreamFormat {
        /// The form of the API.
        Native = "native",
        /// Open Cybersecurity Schema Framework 1.5.0.
        Ocsf = "ocsf",
        /// CloudEvents 1.0 in JSON, with the form of the API as `data`.
        CloudEvents = "cloudevents",
    }
}

crate::wire_enum! {
    /// The state of a stream.
    pub enum StreamState {
        /// The destination has not yet proved that it wants the events. Nothing is sent.
        Verifying = "verifying",
        /// Events are sent.
        Active = "active",
        /// The last attempts failed. Events wait, and the next attempt has a time.
        Failing = "failing",
        /// A person stopped it. Events wait while they are retained.
        Paused = "paused",
        /// It failed for too long, or its destination is gone. A person must resume it.
        Disabled = "disabled",
    }
}

impl StreamState {
    /// Returns `true` if events are sent.
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::Active | Self::Failing)
    }
}
