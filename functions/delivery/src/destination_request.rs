//! Destinations in requests.

use event_model::StreamKind;
use event_model::json_object::Object;
use event_store::Destination;
use secrecy::SecretString;
use serde::Serialize;

use crate::destination_fields::{
    Fields, bucket, channel, index, mail_address, prefix, region, role_arn, service, sourcetype, tag,
};
use crate::destination_rules::DestinationRules;

/// Maximum tags of a destination of kind `datadog`.
const TAGS: usize = 20;

/// The members of a destination, by the kind of the stream. Every other member is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DestinationRequest)]
#[schema(example = json!({"url": "https://siem.northwind.example/activity"}))]
pub struct DestinationRequest {
    /// `webhook`, `slack`, `teams`, `splunk`: an https URL. For `slack` and `teams` it is the secret, which is never
    /// returned. Owners, admins and auditors see that of a `webhook`. For `splunk` it has no path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2048)]
    pub url: Option<String>,
    /// `email`: the address of the receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<String>,
    /// `splunk`: the token of the HTTP Event Collector. It is never returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, write_only)]
    pub token: Option<String>,
    /// `splunk`, optional: the index. Without it, Splunk uses the default of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// `splunk`, optional: the source type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sourcetype: Option<String>,
    /// `splunk`, optional: a UUID. Tokens with indexer acknowledgment need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// `datadog`: the site, such as `datadoghq.eu`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub site: Option<String>,
    /// `datadog`: the API key. It is never returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, write_only)]
    pub api_key: Option<String>,
    /// `datadog`, optional: the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `datadog`, optional: tags, such as `env:production`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20)]
    pub tags: Option<Vec<String>>,
    /// `s3`: the name of the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bucket: Option<String>,
    /// `s3`: the region of the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub region: Option<String>,
    /// `s3`, optional: the prefix of the keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// `s3`: the ARN of a role that may write to the bucket. Its trust policy must require the id of the stream as
    /// external id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role_arn: Option<String>,
    /// `eventbridge`: the ARN of the event bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub bus_arn: Option<String>,
}

/// A parsed destination.
#[derive(Debug, Clone)]
pub(crate) struct ParsedDestination {
    pub(crate) destination: Destination,
    /// The secret that the request gives; `None` for kinds without one, and if a change keeps the old one.
    pub(crate) secret: Option<SecretString>,
}

impl ParsedDestination {
    /// Parses the destination of a new stream, or the changes of `old`; `None` if a fault was found.
    ///
    /// A secret is bound to where it is sent: a change of the URL or site must give it again. Otherwise a person who does
    /// not know the secret could send it to a place of their own.
    pub(crate) fn read(
        object: &mut Object<'_, '_>,
        kind: StreamKind,
        old: Option<&Destination>,
        rules: &DestinationRules,
    ) -> Option<Self> {
        object.set_noun("a field of a destination of this kind");
        let fields = &mut Fields { object, is_new: old.is_none() };
        match kind {
            StreamKind::Webhook => {
                let old = old.and_then(|old| match old {
                    Destination::Webhook { url } => Some(url.clone()),
                    _ => None,
                });
                let url = fields.required("url", old, |text| rules.url(text))?;
                Some(Self { destination: Destination::Webhook { url }, secret: None })
            }
            StreamKind::Slack => {
                let secret = fields.secret("url", |text| rules.url(text).map(drop))?;
                Some(Self { destination: Destination::Slack, secret })
            }
            StreamKind::Teams => {
                let secret = fields.secret("url", |text| rules.url(text).map(drop))?;
                Some(Self { destination: Destination::Teams, secret })
            }
            StreamKind::Email => {
                let old = old.and_then(|old| match old {
                    Destination::Email { to } => Some(to.clone()),
                    _ => None,
                });
                let to = fields.required("to", old, mail_address)?;
                Some(Self { destination: Destination::Email { to }, secret: None })
            }
            StreamKind::Splunk => read_splunk(fields, old, rules),
            StreamKind::Datadog => read_datadog(fields, old, rules),
            StreamKind::S3 => read_s3(fields, old, rules),
            StreamKind::EventBridge => {
                let old = old.and_then(|old| match old {
                    Destination::EventBridge { bus_arn } => Some(bus_arn.clone()),
                    _ => None,
                });
                let bus_arn = fields.required("bus_arn", old, |text| rules.bus(text))?;
                Some(Self { destination: Destination::EventBridge { bus_arn }, secret: None })
            }
        }
    }
}

fn read_splunk(
    fields: &mut Fields<'_, '_, '_>,
    old: Option<&Destination>,
    rules: &DestinationRules,
) -> Option<ParsedDestination> {
    let (old_url, old_index, old_sourcetype, old_channel) = match old {
        Some(Destination::Splunk { url, index, sourcetype, channel }) => {
            (Some(url.clone()), index.clone(), sourcetype.clone(), channel.clone())
        }
        _ => (None, None, None, None),
    };
    let url = fields.required("url", old_url.clone(), |text| rules.url_without_path(text));
    let token = fields.secret("token", token_text);
    let index = fields.optional("index", old_index, index);
    let sourcetype = fields.optional("sourcetype", old_sourcetype, sourcetype);
    let channel = fields.optional("channel", old_channel, channel);
    let (url, token) = (url?, token?);
    if token.is_none() && old_url.is_some_and(|old| old != url) {
        fields.object.fault("token", "must be given again with another url, because it is sent there");
        return None;
    }
    let destination = Destination::Splunk { url, index: index?, sourcetype: sourcetype?, channel: channel? };
    Some(ParsedDestination { destination, secret: token })
}

fn read_datadog(
    fields: &mut Fields<'_, '_, '_>,
    old: Option<&Destination>,
    rules: &DestinationRules,
) -> Option<ParsedDestination> {
    let (old_site, old_service, old_tags) = match old {
        Some(Destination::Datadog { site, service, tags }) => {
            (Some(site.clone()), service.clone(), tags.clone())
        }
        _ => (None, None, Vec::new()),
    };
    let site = fields.required("site", old_site.clone(), |text| rules.site(text));
    let api_key = fields.secret("api_key", token_text);
    let service = fields.optional("service", old_service, service);
    let tags = fields.texts("tags", old_tags, TAGS, tag);
    let (site, api_key) = (site?, api_key?);
    if api_key.is_none() && old_site.is_some_and(|old| old != site) {
        fields.object.fault("api_key", "must be given again with another site, because it is sent there");
        return None;
    }
    let destination = Destination::Datadog { site, service: service?, tags: tags? };
    Some(ParsedDestination { destination, secret: api_key })
}

fn read_s3(
    fields: &mut Fields<'_, '_, '_>,
    old: Option<&Destination>,
    rules: &DestinationRules,
) -> Option<ParsedDestination> {
    let (old_bucket, old_region, old_prefix, old_role) = match old {
        Some(Destination::S3 { bucket, region, prefix, role_arn }) => {
            let prefix = Some(prefix.clone()).filter(|prefix| !prefix.is_empty());
            (Some(bucket.clone()), Some(region.clone()), prefix, Some(role_arn.clone()))
        }
        _ => (None, None, None, None),
    };
    let bucket = fields.required("bucket", old_bucket, bucket);
    let region = fields.required("region", old_region, region);
    let prefix = fields.optional("prefix", old_prefix, prefix);
    let role_arn = fields.required("role_arn", old_role, |text| {
        let role = role_arn(text)?;
        rules.allow_role(&role).map(|()| role)
    });
    let destination = Destination::S3 {
        bucket: bucket?,
        region: region?,
        prefix: prefix?.unwrap_or_default(),
        role_arn: role_arn?,
    };
    Some(ParsedDestination { destination, secret: None })
}

/// Checks a token or an API key, which becomes the value of a header.
fn token_text(text: &str) -> Result<(), &'static str> {
    const BYTES: usize = 512;
    match text.len() <= BYTES && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(()),
        false => Err("must have at most 512 characters, without spaces"),
    }
}
