//! Destinations on the wire.

use event_store::Destination;
use serde::Serialize;

/// Where the events of a stream are sent, without its secret. Its members depend on the kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Destination)]
#[schema(example = json!({"url": "https://siem.northwind.example/activity"}))]
pub struct DestinationBody {
    /// `webhook`, `splunk`: the URL. That of `slack` and `teams` is a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
    /// `email`: the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<String>,
    /// `splunk`: the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub index: Option<String>,
    /// `splunk`: the source type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sourcetype: Option<String>,
    /// `splunk`: the channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub channel: Option<String>,
    /// `datadog`: the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub site: Option<String>,
    /// `datadog`: the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub service: Option<String>,
    /// `datadog`: the tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tags: Option<Vec<String>>,
    /// `s3`: the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bucket: Option<String>,
    /// `s3`: the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub region: Option<String>,
    /// `s3`: the prefix of the keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub prefix: Option<String>,
    /// `s3`: the ARN of the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role_arn: Option<String>,
    /// `eventbridge`: the ARN of the event bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bus_arn: Option<String>,
}

impl From<&Destination> for DestinationBody {
    fn from(destination: &Destination) -> Self {
        let body = Self::default();
        match destination.clone() {
            Destination::Webhook { url } => Self { url: Some(url), ..body },
            Destination::Slack | Destination::Teams => body,
            Destination::Email { to } => Self { to: Some(to.into()), ..body },
            Destination::Splunk { url, index, sourcetype, channel } => {
                Self { url: Some(url), index, sourcetype, channel, ..body }
            }
            Destination::Datadog { site, service, tags } => {
                Self { site: Some(site), service, tags: Some(tags), ..body }
            }
            Destination::S3 { bucket, region, prefix, role_arn } => Self {
                bucket: Some(bucket),
                region: Some(region),
                prefix: Some(prefix).filter(|prefix| !prefix.is_empty()),
                role_arn: Some(role_arn),
                ..body
            },
            Destination::EventBridge { bus_arn } => Self { bus_arn: Some(bus_arn), ..body },
        }
    }
}
