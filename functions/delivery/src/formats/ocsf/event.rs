//! An event of OCSF 1.5.0.

use std::collections::BTreeMap;

use event_model::{ClientBody, DetailsState, Ocsf, TargetBody};
use serde::Serialize;

use super::class::{Severity, Status};
use super::objects::{Actor, Device, Endpoint, HttpRequest, Metadata, Observable, Session};
use super::subject::Subject;

/// An event of any class. An attribute that the class lacks is `None`.
#[derive(Debug, Serialize)]
pub(crate) struct OcsfEvent<'a> {
    #[serde(flatten)]
    pub(super) described: Described<'a>,
    /// Milliseconds since 1970; 0 for a row that could not be read.
    pub(super) time: i64,
    #[serde(flatten)]
    pub(super) severity: Severity,
    #[serde(flatten)]
    pub(super) status: Status<'a>,
    /// Outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'a str>,
    pub(super) metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) actor: Option<Actor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device: Option<Device<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) src_endpoint: Option<Endpoint<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) http_request: Option<HttpRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<Session<'a>>,
    #[serde(flatten)]
    pub(super) subject: Subject<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) observables: Vec<Observable<'a>>,
    pub(super) unmapped: Unmapped<'a>,
}

/// Numbers and names of category, class and activity.
#[derive(Debug, Serialize)]
pub(super) struct Described<'a> {
    category_uid: u16,
    category_name: &'static str,
    class_uid: u16,
    class_name: &'static str,
    activity_id: u8,
    activity_name: &'a str,
    type_uid: u32,
    type_name: String,
}

impl<'a> Described<'a> {
    /// Creates the description of a place in OCSF. `label` is the name of an activity for which OCSF has no number.
    pub(super) fn new(ocsf: Ocsf, label: &'a str) -> Self {
        let activity_name = if ocsf.activity_id == Ocsf::OTHER { label } else { ocsf.activity_name() };
        Self {
            category_uid: ocsf.category_uid(),
            category_name: ocsf.category_name(),
            class_uid: ocsf.class_uid,
            class_name: ocsf.class_name(),
            activity_id: ocsf.activity_id,
            activity_name,
            type_uid: ocsf.type_uid(),
            type_name: format!("{}: {}", ocsf.class_name(), ocsf.activity_name()),
        }
    }
}

/// The members of an event for which its class has no attribute, in the form of the API.
#[derive(Debug, Serialize)]
pub(super) struct Unmapped<'a> {
    pub(super) sequence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) details: Option<DetailsState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<ClientBody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) targets: Vec<&'a TargetBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<&'a BTreeMap<String, String>>,
}
