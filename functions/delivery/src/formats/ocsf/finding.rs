//! Detection Finding (2004): the events of findings.

use std::collections::BTreeMap;

use detections::RuleId;
use event_model::{EventBody, Ocsf, Timestamp};
use serde::Serialize;

use super::Row;
use super::class::{INFORMATIONAL, Severity, Status, is_finding};
use super::objects::{NamedObject, User};
use super::subject::Targets;

/// A finding, and the person of its evidence.
#[derive(Debug, Serialize)]
pub(super) struct Finding<'a> {
    finding_info: FindingInfo<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidences: Option<[Evidence<'a>; 1]>,
    /// Whether someone must look at it.
    is_alert: bool,
}

#[derive(Debug, Serialize)]
struct Evidence<'a> {
    user: User<'a>,
}

#[derive(Debug, Serialize)]
struct FindingInfo<'a> {
    uid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    desc: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    analytic: Option<Analytic<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attacks: Vec<Attack>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_events_count: Option<u64>,
    /// URL of the finding in the dashboard.
    src_url: String,
}

/// The rule.
#[derive(Debug, Serialize)]
struct Analytic<'a> {
    #[serde(flatten)]
    rule: NamedObject<'a>,
    type_id: u8,
}

/// Number of the type of an analytic that is a rule.
const RULE: u8 = 1;

/// A technique of MITRE ATT&CK.
#[derive(Debug, Serialize)]
struct Attack {
    technique: Technique,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_technique: Option<Technique>,
}

#[derive(Debug, Serialize)]
struct Technique {
    uid: &'static str,
}

impl Attack {
    /// Returns the technique with an id such as `T1110` or `T1110.003`.
    fn new(id: &'static str) -> Self {
        let (technique, rest) =
            id.split_once('.').map_or((id, None), |(technique, rest)| (technique, Some(rest)));
        Self { technique: Technique { uid: technique }, sub_technique: rest.map(|_| Technique { uid: id }) }
    }
}

impl<'a> Finding<'a> {
    /// Creates the finding of an event. A rule of a newer version has no description here.
    pub(super) fn new(row: &Row<'a>, event: &'a EventBody, targets: &mut Targets<'a>) -> Self {
        let fact = |name: &str| event.metadata.get(name).map(String::as_str);
        let time = |name| Some(Timestamp::parse(fact(name)?).ok()?.millis());
        let target = targets.take("finding");
        let uid = target.map_or(event.id.as_str(), |target| target.id.as_str());
        let title = target.and_then(|target| target.name.as_deref());
        let rule = fact("rule").and_then(|rule| rule.parse::<RuleId>().ok());
        let about = rule.map(|rule| rule.rule().about());
        let attacks = about.map_or(&[][..], |about| about.attack);
        Self {
            finding_info: FindingInfo {
                uid,
                title,
                desc: about.map(|about| about.description),
                analytic: fact("rule").map(|rule| Analytic {
                    rule: NamedObject { uid: Some(rule), name: title, kind: None },
                    type_id: RULE,
                }),
                attacks: attacks.iter().copied().map(Attack::new).collect(),
                first_seen_time: time("first_at"),
                last_seen_time: time("last_at"),
                related_events_count: fact("hits").and_then(|hits| hits.parse().ok()),
                src_url: format!("{}/findings/{uid}", row.dashboard_url.trim_end_matches('/')),
            },
            evidences: targets.take("user").map(|user| [Evidence { user: user.into() }]),
            is_alert: fact("late").is_none() && fact("muted_by").is_none(),
        }
    }
}

/// Returns the severity of an event: that of its finding, if it is about one.
pub(super) fn severity(ocsf: Ocsf, metadata: &BTreeMap<String, String>) -> Severity {
    let severity = metadata.get("severity").filter(|_| is_finding(ocsf));
    match severity.and_then(|severity| severity.parse().ok()) {
        None | Some(detections::Severity::Info) => INFORMATIONAL,
        Some(detections::Severity::Low) => Severity { id: 2, name: "Low" },
        Some(detections::Severity::Medium) => Severity { id: 3, name: "Medium" },
        Some(detections::Severity::High) => Severity { id: 4, name: "High" },
        Some(detections::Severity::Critical) => Severity { id: 5, name: "Critical" },
    }
}

/// Returns the status of a finding after an event. The events of a higher severity and of an answer do not tell whether
/// someone handles it.
pub(super) fn status(kind: &str, metadata: &BTreeMap<String, String>) -> Status<'static> {
    match kind.rsplit('.').next() {
        _ if metadata.contains_key("muted_by") => Status { id: 3, name: "Suppressed" },
        Some("opened" | "reopened") => Status { id: 1, name: "New" },
        Some("assigned") => Status { id: 2, name: "In Progress" },
        Some("closed") => Status { id: 4, name: "Resolved" },
        _ => Status::other("Open"),
    }
}
