//! Datadog: logs intake.

use std::io::Write;

use chrono::Duration;
use event_model::Timestamp;
use event_store::Destination;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::answer::Answer;
use crate::destinations::{http_answer, no_secret, statement, wrong_destination};
use crate::http::{Client, Policy, check_url};
use crate::message::{EncodedEvent, Outgoing, Payload};

const API_KEY: HeaderName = HeaderName::from_static("dd-api-key");
/// Path of the intake.
const PATH: &str = "/api/v2/logs";
/// Sites of Datadog.
const SITES: [&str; 9] = [
    "datadoghq.com",
    "us3.datadoghq.com",
    "us5.datadoghq.com",
    "datadoghq.eu",
    "ap1.datadoghq.com",
    "ap2.datadoghq.com",
    "uk1.datadoghq.com",
    "ddog-gov.com",
    "us2.ddog-gov.com",
];
/// Source of the logs, by which Datadog chooses a pipeline; and the service, if the stream has none.
const SOURCE: &str = "activity-monitor";
/// Age up to which an event is sent with its time. Datadog drops logs whose time is more than 18 hours ago; without one they
/// get the time of their arrival. The event inside has its time in any case.
const TIMESTAMP_AGE_MAX: Duration = Duration::hours(17);

/// The site is none of Datadog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be a site of Datadog: {}", SITES.join(", "))]
pub struct SiteFault;

/// Checks the site of a destination.
///
/// # Errors
///
/// Returns an error if Datadog has no such site.
pub fn check_site(site: &str, policy: Policy) -> Result<(), SiteFault> {
    intake(site, policy).map(drop)
}

/// Returns the URL of the intake of a site. Where loopback is allowed, `localhost` or a loopback address with a port is a
/// site, too.
fn intake(site: &str, policy: Policy) -> Result<String, SiteFault> {
    if SITES.contains(&site) {
        return Ok(format!("https://http-intake.logs.{site}{PATH}"));
    }
    let url = format!("http://{site}{PATH}");
    match check_url(&url, policy) {
        Ok(_) => Ok(url),
        Err(_) => Err(SiteFault),
    }
}

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    let Destination::Datadog { site, service, tags } = &outgoing.stream.destination else {
        return wrong_destination();
    };
    let Some(key) = &outgoing.secrets.current else { return no_secret() };
    let Ok(mut api_key) = HeaderValue::try_from(key.expose_secret()) else { return no_secret() };
    api_key.set_sensitive(true);
    let Ok(url) = intake(site, http.policy()) else { return wrong_destination() };
    let headers = HeaderMap::from_iter([
        (API_KEY, api_key),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_ENCODING, HeaderValue::from_static("gzip")),
    ]);
    let body = body(outgoing, service.as_deref().unwrap_or(SOURCE), tags);
    let result = http.post(&url, headers, compress(&body)).await;
    http_answer::read(&result, Some(key), outgoing.now)
}

/// One log.
#[derive(Serialize)]
struct Log<'a> {
    ddsource: &'static str,
    ddtags: &'a str,
    service: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<Timestamp>,
    message: String,
}

fn body(outgoing: &Outgoing<'_>, service: &str, tags: &[String]) -> Vec<u8> {
    let stream = outgoing.stream;
    let base = format!("organization:{},stream:{}", stream.organization_id, stream.id);
    let ddtags = tags.iter().fold(base, |tags, tag| format!("{tags},{tag}"));
    let of_event = |event: &EncodedEvent| (event.occurred_at, event.body.get().to_owned());
    let messages: Vec<_> = match outgoing.payload {
        Payload::Events(events) => events.iter().map(of_event).collect(),
        Payload::Finding(event, _) => vec![of_event(event)],
        Payload::Overflow { .. } | Payload::Test => {
            vec![(Some(outgoing.made_at), statement(outgoing).to_string())]
        }
    };
    let oldest = outgoing.now.minus(TIMESTAMP_AGE_MAX);
    let log = |(occurred_at, message): (Option<Timestamp>, String)| Log {
        ddsource: SOURCE,
        ddtags: &ddtags,
        service,
        timestamp: occurred_at.filter(|at| *at >= oldest),
        message,
    };
    let logs: Vec<Log<'_>> = messages.into_iter().map(log).collect();
    serde_json::to_vec(&logs).expect("texts are JSON")
}

fn compress(body: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body).and_then(|()| gzip.finish()).expect("a write to memory does not fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC_ONLY: Policy = Policy { allow_loopback: false };
    const WITH_LOOPBACK: Policy = Policy { allow_loopback: true };

    #[test]
    fn intake_of_every_site_is_an_allowed_url() {
        for site in SITES {
            let url = intake(site, PUBLIC_ONLY).expect("a site");
            assert_eq!(url, format!("https://http-intake.logs.{site}/api/v2/logs"));
            assert_eq!(check_url(&url, PUBLIC_ONLY).map(String::from), Ok(url));
        }
    }

    #[test]
    fn other_sites_are_refused() {
        let hosts =
            ["", "datadoghq.org", "DATADOGHQ.COM", "datadoghq.com/x", "northwind.example", "datadoghq.com#"];
        for site in hosts {
            assert_eq!(check_site(site, PUBLIC_ONLY), Err(SiteFault), "{site}");
            assert_eq!(check_site(site, WITH_LOOPBACK), Err(SiteFault), "{site}");
        }
        for site in ["127.0.0.1:8080", "localhost:8080"] {
            assert_eq!(check_site(site, PUBLIC_ONLY), Err(SiteFault), "{site}");
            assert_eq!(intake(site, WITH_LOOPBACK), Ok(format!("http://{site}/api/v2/logs")));
        }
    }
}
