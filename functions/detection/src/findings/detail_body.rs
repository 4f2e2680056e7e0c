//! One finding on the wire, with what an investigation needs.

use std::collections::BTreeMap;

use event_model::{Event, EventBody};
use serde::Serialize;

use crate::findings::baseline::BaselineBody;
use crate::findings::body::FindingBody;

/// A finding with its evidence and its surroundings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = FindingDetails)]
pub(crate) struct FindingDetailsBody {
    /// The finding.
    #[serde(flatten)]
    pub finding: FindingBody,
    /// The events that show it, in order of time: at most 100. They alone give the finding again.
    pub evidence: Vec<EventBody>,
    /// Number of events of the evidence that are no longer stored.
    pub missing: usize,
    /// The parameters of the rule with which it was found.
    #[schema(example = json!({"minutes": 60}))]
    pub parameters: BTreeMap<String, u32>,
    /// What is usual for the person; null if it is not known, or if the finding is not about a person.
    pub baseline: Option<BaselineBody>,
    /// The first events of the person in the hour after the last hit: at most 50.
    pub followed_by: Vec<EventBody>,
    /// Other findings about the same person or address, within a day: at most 20.
    pub neighbors: Vec<FindingBody>,
}

/// Returns events on the wire.
pub(crate) fn event_bodies(events: Vec<Event>, show_details: bool) -> Vec<EventBody> {
    events.into_iter().map(|event| EventBody::new(event, show_details)).collect()
}
