//! The Open Cybersecurity Schema Framework (OCSF), version 1.5.0.
//!
//! The catalog decides the class and the activity of a type; this module fills in the attributes of the class. Members of
//! an event for which its class has no attribute are in `unmapped`, in the form of the API. tests/template/test_ocsf.py
//! compares events of every type with the schema.

mod class;
mod event;
mod finding;
mod objects;
mod subject;

use event_model::{
    CatalogEntry, ClientBody, EventBody, FeedEntryBody, Ocsf, OrganizationId, Timestamp, UnreadableEventBody,
};

pub(super) use self::event::OcsfEvent;
use self::event::{Described, Unmapped};
use self::objects::{Actor, Device, Endpoint, HttpRequest, Metadata, NamedObject, Observable, Session};
use self::subject::{Subject, Targets};

/// Version of the schema.
const VERSION: &str = "1.5.0";
/// The profile with the device and, for classes without one, the actor.
const PROFILES: [&str; 1] = ["host"];
/// The service that wrote the log.
const LOG_PROVIDER: &str = "activity-monitor";
/// Message of a row that cannot be read.
const UNREADABLE: &str = "A recorded event could not be read.";

/// The times of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) occurred_at: Timestamp,
    pub(super) recorded_at: Timestamp,
}

/// An entry of the feed, with the names that its form has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) body: &'a FeedEntryBody,
    /// `None` for a row that could not be read.
    pub(super) times: Option<Times>,
    pub(super) organization: &'a OrganizationId,
    /// `None` if the catalog lacks the type.
    pub(super) entry: Option<&'a CatalogEntry>,
    pub(super) source_label: &'a str,
    pub(super) dashboard_url: &'a str,
}

/// Returns an entry of the feed in OCSF.
pub(super) fn event<'a>(row: &Row<'a>) -> OcsfEvent<'a> {
    match row.body {
        FeedEntryBody::Event(entry) => readable(row, &entry.sequence, &entry.event),
        FeedEntryBody::Unreadable(entry) => unreadable(row, entry),
    }
}

fn readable<'a>(row: &Row<'a>, sequence: &'a str, event: &'a EventBody) -> OcsfEvent<'a> {
    let EventBody {
        id,
        organization_id: _,
        kind,
        source,
        occurred_at,
        // A number: `logged_time`.
        recorded_at: _,
        outcome,
        actor,
        targets,
        client,
        details,
        session_id,
        metadata,
    } = event;
    let ocsf = row.entry.map_or(Ocsf::UNKNOWN_TYPE, |entry| entry.ocsf);
    let label = row.entry.map_or(kind.as_str(), |entry| entry.label.as_str());
    let mut targets = Targets::new(targets);
    let subject = Subject::new(row, ocsf, event, &mut targets);
    let session = session_id.as_deref().map(|uid| Session { uid });
    let src_endpoint = Some(client).filter(|_| class::has_endpoint(ocsf)).and_then(Endpoint::of);
    let user_agent = client.user_agent.as_deref().filter(|_| class::has_request(ocsf));
    OcsfEvent {
        described: Described::new(ocsf, label),
        time: row.times.map_or(0, |times| times.occurred_at.millis()),
        severity: finding::severity(ocsf, metadata),
        status: if class::is_finding(ocsf) {
            finding::status(kind, metadata)
        } else {
            class::status(ocsf, outcome)
        },
        status_code: Some(outcome),
        message: row.entry.map(|entry| entry.description.as_str()),
        metadata: Metadata {
            version: VERSION,
            profiles: PROFILES,
            product: NamedObject::new(source, row.source_label),
            uid: id,
            event_code: Some(kind),
            tenant_uid: row.organization.as_str(),
            log_provider: LOG_PROVIDER,
            logged_time: row.times.map(|times| times.recorded_at.millis()),
            original_time: Some(occurred_at),
        },
        actor: Some(Actor { user: actor.into(), session }),
        device: client.device.as_deref().map(|name| Device { name, type_id: 0 }),
        http_request: user_agent.map(|user_agent| HttpRequest { user_agent }),
        session: session.filter(|_| class::has_session(ocsf)),
        subject,
        observables: observables(src_endpoint.as_ref(), actor.email.as_deref()),
        unmapped: Unmapped {
            sequence,
            details: Some(*details),
            client: unmapped_client(client, src_endpoint.is_some(), user_agent.is_some()),
            targets: targets.into_rest(),
            metadata: Some(metadata).filter(|metadata| !metadata.is_empty()),
        },
        src_endpoint,
    }
}

fn unreadable<'a>(row: &Row<'a>, entry: &'a UnreadableEventBody) -> OcsfEvent<'a> {
    let UnreadableEventBody { sequence, source, id, unreadable: _ } = entry;
    OcsfEvent {
        described: Described::new(Ocsf::UNREADABLE, Ocsf::UNREADABLE.activity_name()),
        time: 0,
        severity: class::INFORMATIONAL,
        status: class::UNKNOWN,
        status_code: None,
        message: Some(UNREADABLE),
        metadata: Metadata {
            version: VERSION,
            profiles: PROFILES,
            product: NamedObject::new(source, row.source_label),
            uid: id,
            event_code: None,
            tenant_uid: row.organization.as_str(),
            log_provider: LOG_PROVIDER,
            logged_time: None,
            original_time: None,
        },
        actor: None,
        device: None,
        src_endpoint: None,
        http_request: None,
        session: None,
        subject: Subject::default(),
        observables: Vec::new(),
        unmapped: Unmapped { sequence, details: None, client: None, targets: Vec::new(), metadata: None },
    }
}

/// Returns the members of a client that the class of its event has no attribute for.
fn unmapped_client(client: &ClientBody, has_endpoint: bool, has_request: bool) -> Option<ClientBody> {
    let mut rest = ClientBody { device: None, ..client.clone() };
    if has_endpoint {
        rest = ClientBody { ip: None, isp: None, asn: None, location: None, ..rest };
    }
    if has_request {
        rest.user_agent = None;
    }
    Some(rest).filter(|rest| *rest != ClientBody::default())
}

fn observables<'a>(endpoint: Option<&Endpoint<'a>>, email: Option<&'a str>) -> Vec<Observable<'a>> {
    let ip = endpoint.map(|endpoint| Observable {
        name: "src_endpoint.ip",
        kind: "IP Address",
        type_id: 2,
        value: endpoint.ip,
    });
    let email =
        email.map(|value| Observable { name: "actor.user.name", kind: "User Name", type_id: 4, value });
    ip.into_iter().chain(email).collect()
}
