use event_model::{Timestamp, json_object};
use serde_json::{Value, json};

use super::*;
use crate::Kinds;

/// A function of the account 111122223333.
const FUNCTION: &str = "arn:aws:lambda:eu-central-1:111122223333:function:deliverer:live";
const BUS: &str = "arn:aws:events:eu-central-1:111122223333:event-bus/activity";

fn rules(mail_from: Option<&str>, event_buses: Option<&str>) -> DestinationRules {
    let kinds = Kinds {
        mail_from: mail_from.map(str::to_owned),
        event_buses: event_buses.map(str::to_owned),
        allow_loopback: false,
    };
    DestinationRules::new(&kinds, FUNCTION)
}

fn read_with(rules: &DestinationRules, body: &Value) -> Result<ParsedStream, Vec<String>> {
    let read = json_object::read(&body.into(), "a field of this request", |request| {
        ParsedStream::read(request, Catalog::built_in(), rules)
    });
    read.map_err(|faults| {
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
    })
}

fn read(body: &Value) -> Result<ParsedStream, Vec<String>> {
    let buses = format!("arn:aws:events:eu-central-1:111122223333:event-bus/other, {BUS}");
    read_with(&rules(Some("monitor@northwind.example"), Some(&buses)), body)
}

/// Returns a valid request of a kind.
fn request(kind: StreamKind) -> Value {
    let destination = match kind {
        StreamKind::Webhook => json!({ "url": "https://siem.northwind.example/a?b=c" }),
        StreamKind::Slack => json!({ "url": "https://hooks.slack.com/services/T0/B0/secret" }),
        StreamKind::Teams => json!({ "url": "https://northwind.webhook.office.com/webhookb2/secret" }),
        StreamKind::Email => json!({ "to": "security@northwind.example" }),
        StreamKind::Splunk => json!({ "url": "https://hec.northwind.example:8088/", "token": "secret" }),
        StreamKind::Datadog => json!({ "site": "datadoghq.eu", "api_key": "secret" }),
        StreamKind::S3 => json!({
            "bucket": "northwind-audit", "region": "eu-central-1",
            "role_arn": "arn:aws:iam::123456789012:role/activity",
        }),
        StreamKind::EventBridge => json!({ "bus_arn": BUS }),
    };
    json!({ "name": "A stream", "kind": kind, "destination": destination })
}

#[test]
fn stream_request_has_defaults_of_its_kind() {
    for kind in StreamKind::ALL {
        let parsed = read(&request(kind)).expect("a request");
        assert_eq!(parsed.destination.kind(), kind);
        assert_eq!((parsed.format, &parsed.filters), (StreamFormat::Native, &EventQuery::default()));
        assert_eq!(parsed.start, StreamStart::Feed(FeedStart::Now));
        let is_for_people = matches!(kind, StreamKind::Slack | StreamKind::Teams | StreamKind::Email);
        assert_eq!(parsed.minimum_severity, is_for_people.then_some(Severity::High), "{kind}");
        let has_secret =
            matches!(kind, StreamKind::Slack | StreamKind::Teams | StreamKind::Splunk | StreamKind::Datadog);
        assert_eq!(parsed.secret.is_some(), has_secret, "{kind}");
        assert!(!format!("{parsed:?}").contains("secret\""), "{parsed:?}");
    }
    let splunk = read(&request(StreamKind::Splunk)).expect("a request").destination;
    let Destination::Splunk { url, .. } = splunk else { panic!("{splunk:?}") };
    assert_eq!(url, "https://hec.northwind.example:8088");
}

#[test]
fn stream_request_fields_are_parsed() {
    let mut body = request(StreamKind::Webhook);
    body["format"] = json!("cloudevents");
    body["minimum_severity"] = json!("low");
    body["filters"] = json!({ "type": "pass.item.*" });
    for (text, start) in [
        ("beginning", StreamStart::Feed(FeedStart::Beginning)),
        ("2026-11-21T19:23:11Z", {
            let time = Timestamp::parse("2026-11-21T19:23:11.000Z").expect("a time");
            StreamStart::Feed(FeedStart::RecordedSince(time))
        }),
        ("a-cursor", StreamStart::Cursor("a-cursor".to_owned())),
    ] {
        body["start"] = json!(text);
        let parsed = read(&body).expect("a request");
        assert_eq!((parsed.start, parsed.format), (start, StreamFormat::CloudEvents));
        assert_eq!(parsed.minimum_severity, Some(Severity::Low));
        assert_eq!(parsed.filters.include.types.len(), 1);
    }
}

#[test]
fn stream_request_formats_depend_on_kind() {
    for kind in StreamKind::ALL {
        for format in StreamFormat::ALL {
            let mut body = request(kind);
            body["format"] = json!(format);
            let is_allowed = match kind {
                StreamKind::Webhook => true,
                StreamKind::Splunk | StreamKind::Datadog | StreamKind::S3 | StreamKind::EventBridge => {
                    format != StreamFormat::CloudEvents
                }
                StreamKind::Slack | StreamKind::Teams | StreamKind::Email => format == StreamFormat::Native,
            };
            assert_eq!(read(&body).is_ok(), is_allowed, "{kind} {format}");
        }
    }
    let mut body = request(StreamKind::S3);
    body["format"] = json!("cloudevents");
    assert_eq!(read(&body).expect_err("a fault"), ["/format must be native or ocsf for s3"]);
}

#[test]
fn stream_request_missing_members_are_named() {
    assert_eq!(
        read(&json!({})).expect_err("faults"),
        ["/name is missing", "/kind is missing", "/destination is missing"]
    );
    for (kind, faults) in [
        (StreamKind::Webhook, &["/destination/url is missing"][..]),
        (StreamKind::Slack, &["/destination/url is missing"]),
        (StreamKind::Teams, &["/destination/url is missing"]),
        (StreamKind::Email, &["/destination/to is missing"]),
        (StreamKind::Splunk, &["/destination/url is missing", "/destination/token is missing"]),
        (StreamKind::Datadog, &["/destination/site is missing", "/destination/api_key is missing"]),
        (
            StreamKind::S3,
            &[
                "/destination/bucket is missing",
                "/destination/region is missing",
                "/destination/role_arn is missing",
            ],
        ),
        (StreamKind::EventBridge, &["/destination/bus_arn is missing"]),
    ] {
        let mut body = request(kind);
        body["destination"] = json!({});
        assert_eq!(read(&body).expect_err("faults"), faults, "{kind}");
    }
}

#[test]
fn stream_request_faults_name_the_member() {
    let with = |kind, pointer: &str, value: Value| {
        let mut body = request(kind);
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("an object")[name] = value;
        read(&body).expect_err("a fault").join("; ")
    };
    let webhook = StreamKind::Webhook;
    for (kind, pointer, value, fault) in [
        (webhook, "/destination/url", json!("http://siem.northwind.example"), "must be an https URL"),
        (webhook, "/destination/url", json!("https://127.0.0.1/"), "must name a host, not an IP address"),
        (webhook, "/destination/url", json!("https://localhost/"), "must name a host of the internet"),
        (webhook, "/destination/secret", json!("x"), "is not a field of a destination of this kind"),
        (webhook, "/destination/token", json!("x"), "is not a field of a destination of this kind"),
        (
            StreamKind::Splunk,
            "/destination/url",
            json!("https://a.example/b"),
            "must end after the host or port",
        ),
        (StreamKind::Splunk, "/destination/token", json!(""), "is empty"),
        (StreamKind::Splunk, "/destination/token", json!("a b"), "must have at most 512 characters"),
        (StreamKind::Datadog, "/destination/site", json!("datadoghq.example"), "must be a site of Datadog"),
        (StreamKind::Datadog, "/destination/tags", json!("env:a"), "is not an array"),
        (
            StreamKind::S3,
            "/destination/role_arn",
            json!("arn:aws:iam::111122223333:role/own"),
            "must be a role of your own AWS account",
        ),
        (
            StreamKind::EventBridge,
            "/destination/bus_arn",
            json!("arn:aws:events:eu-central-1:999999999999:event-bus/x"),
            "is not an event bus of this installation",
        ),
        (webhook, "/filters", json!({ "from": "2026-01-01T00:00:00Z" }), "is not a filter of a stream"),
        (webhook, "/filters", json!({ "to": "2026-01-01T00:00:00Z" }), "is not a filter of a stream"),
        (webhook, "/filters", json!({ "color": "red" }), "/filters/color is not a filter"),
        (webhook, "/start", json!(""), INVALID_START),
        (webhook, "/kind", json!("ftp"), "must be one of webhook, slack"),
        (webhook, "/minimum_severity", json!("huge"), "must be one of info"),
        (webhook, "/secret", json!("x"), "is not a field of this request"),
    ] {
        let faults = with(kind, pointer, value.clone());
        assert!(faults.starts_with(pointer) && faults.contains(fault), "{pointer} {value}: {faults}");
    }
}

#[test]
fn stream_request_kind_not_available_is_refused() {
    let none = rules(None, None);
    for (kind, parameter) in [(StreamKind::Email, "MailFrom"), (StreamKind::EventBridge, "EventBusArns")] {
        let faults = read_with(&none, &request(kind)).expect_err("a fault");
        let expected = format!(
            "/kind is not available: the operator must set the parameter {parameter} of the installation"
        );
        assert_eq!(faults[0], expected);
    }
    read_with(&none, &request(StreamKind::S3)).expect("a request");
}
