//! Which destinations the installation allows.

use std::collections::BTreeSet;

use event_model::StreamKind;
use event_store::Destination;
use url::Url;

use crate::Kinds;
use crate::destinations::check_site;
use crate::http::{Policy, check_url};

/// Rules of the installation for destinations.
#[derive(Debug, Clone)]
pub(crate) struct DestinationRules {
    policy: Policy,
    sends_mail: bool,
    buses: BTreeSet<String>,
    /// The AWS account of the installation; `None` if it is not on AWS.
    account: Option<String>,
}

impl DestinationRules {
    /// Creates the rules of an installation. `function` is the name or ARN of one of its functions.
    pub(crate) fn new(kinds: &Kinds, function: &str) -> Self {
        let Kinds { mail_from, event_buses, allow_loopback } = kinds;
        let buses = event_buses.iter().flat_map(|buses| buses.split(','));
        let buses = buses.map(|bus| bus.trim().to_owned()).filter(|bus| !bus.is_empty());
        let account = function.starts_with("arn:").then(|| function.split(':').nth(4)).flatten();
        Self {
            policy: Policy { allow_loopback: *allow_loopback },
            sends_mail: mail_from.is_some(),
            buses: buses.collect(),
            account: account.map(str::to_owned),
        }
    }

    /// Returns `true` if the installation sends e-mail.
    pub(crate) fn sends_mail(&self) -> bool {
        self.sends_mail
    }

    /// Refuses a kind that the installation does not have.
    pub(crate) fn allow_kind(&self, kind: StreamKind) -> Result<(), &'static str> {
        match kind {
            StreamKind::Email if !self.sends_mail => {
                Err("is not available: the operator must set the parameter MailFrom of the installation")
            }
            StreamKind::EventBridge if self.buses.is_empty() => {
                Err("is not available: the operator must set the parameter EventBusArns of the installation")
            }
            _ => Ok(()),
        }
    }

    /// Checks a URL.
    pub(crate) fn url(&self, text: &str) -> Result<String, String> {
        check_url(text, self.policy).map(|_| text.to_owned()).map_err(|fault| fault.to_string())
    }

    /// Checks a URL to which a path is added.
    pub(crate) fn url_without_path(&self, text: &str) -> Result<String, String> {
        let url = check_url(text, self.policy).map_err(|fault| fault.to_string())?;
        match (url.path(), url.query()) {
            ("" | "/", None) => Ok(text.trim_end_matches('/').to_owned()),
            _ => Err("must end after the host or port".to_owned()),
        }
    }

    /// Checks a site of Datadog.
    pub(crate) fn site(&self, text: &str) -> Result<String, String> {
        check_site(text, self.policy).map(|()| text.to_owned()).map_err(|fault| fault.to_string())
    }

    /// Checks an event bus.
    pub(crate) fn bus(&self, text: &str) -> Result<String, &'static str> {
        match self.buses.contains(text) {
            true => Ok(text.to_owned()),
            false => Err(
                "is not an event bus of this installation: the operator must add its ARN to the parameter EventBusArns",
            ),
        }
    }

    /// Refuses a role of the account of the installation: its policies are not meant for the data of organizations.
    pub(crate) fn allow_role(&self, arn: &str) -> Result<(), &'static str> {
        match self.account.as_deref().is_some_and(|own| arn.split(':').nth(4) == Some(own)) {
            true => Err("must be a role of your own AWS account"),
            false => Ok(()),
        }
    }
}

/// Returns where events go, without paths and names of people, for audit events; `None` if only a secret tells it.
pub(crate) fn host(destination: &Destination) -> Option<String> {
    let host = |url: &String| Url::parse(url).ok()?.host_str().map(str::to_owned);
    match destination {
        Destination::Webhook { url } | Destination::Splunk { url, .. } => host(url),
        Destination::Slack | Destination::Teams => None,
        Destination::Email { to } => to.as_str().rsplit_once('@').map(|(_, domain)| domain.to_owned()),
        Destination::Datadog { site, .. } => Some(site.clone()),
        Destination::S3 { bucket, .. } => Some(bucket.clone()),
        Destination::EventBridge { bus_arn } => Some(bus_arn.clone()),
    }
}
