use event_model::{QueryUsers, StreamKind, Timestamp, json_object};
use event_store::Destination;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::*;
use crate::Kinds;

fn stream(destination: Destination) -> Stream {
    Stream {
        id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
        organization_id: "org_a".parse().expect("an id"),
        name: "SIEM".to_owned().try_into().expect("a name"),
        format: StreamFormat::Native,
        filters: EventQuery::default(),
        users: QueryUsers::default(),
        minimum_severity: default_severity(destination.kind()),
        destination,
        secret: None,
        previous_secret: None,
        created_at: Timestamp::MIN,
        created_by: "u_ada".parse().expect("an id"),
        changed_at: Timestamp::MIN,
        version: 1,
    }
}

fn splunk() -> Destination {
    Destination::Splunk {
        url: "https://hec.northwind.example".to_owned(),
        index: Some("main".to_owned()),
        sourcetype: None,
        channel: None,
    }
}

fn datadog() -> Destination {
    Destination::Datadog {
        site: "datadoghq.eu".to_owned(),
        service: None,
        tags: vec!["env:production".to_owned()],
    }
}

fn read(stream: &Stream, body: &Value) -> Result<ParsedPatch, Vec<String>> {
    let kinds = Kinds { mail_from: None, event_buses: None, allow_loopback: false };
    let rules = DestinationRules::new(&kinds, "deliverer");
    let read = json_object::read(&body.into(), "a field of this request", |request| {
        ParsedPatch::read(request, stream, Catalog::built_in(), &rules)
    });
    read.map_err(|faults| {
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
    })
}

fn apply(stream: &Stream, body: &Value) -> Stream {
    read(stream, body).expect("a patch").apply(stream)
}

#[test]
fn stream_patch_empty_changes_nothing() {
    for destination in [splunk(), datadog(), Destination::Slack] {
        let stream = stream(destination);
        assert_eq!(apply(&stream, &json!({})), stream);
        assert_eq!(apply(&stream, &json!({ "destination": {} })), stream);
    }
}

#[test]
fn stream_patch_null_sets_the_default() {
    let mut changed = stream(Destination::Slack);
    changed.minimum_severity = Some(Severity::Low);
    changed.filters.include.types = ["pass.*".parse().expect("a selector")].into();
    let reset = apply(&changed, &json!({ "minimum_severity": null, "filters": null }));
    assert_eq!(reset, stream(Destination::Slack));
    for member in ["name", "format", "destination"] {
        assert_eq!(
            read(&changed, &json!({ member: null })).map(drop).expect_err("a fault").len(),
            1,
            "{member}"
        );
    }
}

#[test]
fn stream_patch_merges_the_destination() {
    let changed = apply(&stream(splunk()), &json!({ "destination": { "index": null, "sourcetype": "a:b" } }));
    let Destination::Splunk { url, index, sourcetype, .. } = changed.destination else {
        panic!("another kind")
    };
    assert_eq!(
        (url.as_str(), index, sourcetype),
        ("https://hec.northwind.example", None, Some("a:b".to_owned()))
    );
    let changed = apply(&stream(datadog()), &json!({ "destination": { "tags": null, "service": "a" } }));
    let expected = Destination::Datadog {
        site: "datadoghq.eu".to_owned(),
        service: Some("a".to_owned()),
        tags: Vec::new(),
    };
    assert_eq!(changed.destination, expected);
}

#[test]
fn stream_patch_other_receiver_needs_the_secret() {
    // Otherwise an admin who does not know the token could send it to a server of their own.
    for (destination, to, secret, of) in [
        (splunk(), json!({ "url": "https://hec.other.example" }), "token", "url"),
        (datadog(), json!({ "site": "datadoghq.com" }), "api_key", "site"),
    ] {
        let stream = stream(destination);
        let fault =
            format!("/destination/{secret} must be given again with another {of}, because it is sent there");
        assert_eq!(read(&stream, &json!({ "destination": to })).map(drop).expect_err("a fault"), [fault]);
        let mut with_secret = to.clone();
        with_secret[secret] = json!("new");
        let patch = read(&stream, &json!({ "destination": with_secret })).expect("a patch");
        let parsed = patch.destination.as_ref().expect("a destination");
        assert_eq!(parsed.secret.as_ref().expect("a secret").expose_secret(), "new");
        assert_ne!(patch.apply(&stream).destination, stream.destination);
    }
}

#[test]
fn stream_patch_cannot_change_kind_or_start() {
    let stream = stream(Destination::Slack);
    for (member, value) in [("kind", json!("webhook")), ("start", json!("now")), ("state", json!("active"))] {
        let fault = format!("/{member} is not a field of this request");
        assert_eq!(read(&stream, &json!({ member: value })).map(drop).expect_err("a fault"), [fault]);
    }
    let formats = read(&stream, &json!({ "format": "ocsf" })).map(drop).expect_err("a fault");
    assert_eq!(formats, [format!("/format must be native for {}", StreamKind::Slack)]);
}
