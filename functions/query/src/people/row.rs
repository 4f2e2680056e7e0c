//! A person with everything that a list shows of them.

use detections::SecondFactorState;
use event_model::{Timestamp, User};
use event_store::ProfileExtract;

use crate::people::activity::Activity;

/// A person with everything that a list shows of them.
#[derive(Debug)]
pub(crate) struct PersonRow {
    pub(crate) user: User,
    pub(crate) activity: Activity,
    /// The profile of the detections; `None` before the detector has seen an event of the person.
    pub(crate) profile: Option<ProfileExtract>,
    /// Number of open findings about the person.
    pub(crate) open_findings: u32,
}

impl PersonRow {
    /// Returns the time of the last known activity.
    pub(crate) fn last_seen(&self) -> Option<Timestamp> {
        let day = || self.profile.and_then(|profile| profile.last_day).map(detections::Day::start);
        self.activity.last_seen_at.or_else(day)
    }

    /// Returns what the record shows of the second factor.
    pub(crate) fn second_factor(&self) -> SecondFactorState {
        second_factor(self.profile.as_ref())
    }
}

/// Returns what the record shows of the second factor of the person of a profile.
pub(crate) fn second_factor(profile: Option<&ProfileExtract>) -> SecondFactorState {
    profile.map_or(SecondFactorState::Unknown, |profile| profile.second_factor.state())
}
