//! What is usual for the person of a finding.

use detections::{Day, Novelty, ProfileBody};
use event_store::{FindingRecord, StoredProfile};
use serde::Serialize;

/// What is usual for the person of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingBaseline)]
pub(crate) struct BaselineBody {
    /// What was known of the person just before the first hit; null if the rule does not look at it.
    pub before: Option<BeforeBody>,
    /// What is usual for them now. The items are of the days before the finding.
    #[serde(flatten)]
    pub profile: ProfileBody,
}

/// What was known of a person just before an event. Ages are in days; null means never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingBefore)]
pub(crate) struct BeforeBody {
    /// Earlier sign-ins.
    pub sign_ins: u16,
    /// Days with earlier sign-ins.
    pub sign_in_days: u16,
    /// Days since the country was last used.
    pub country_age: Option<u16>,
    /// Days since the network was last used.
    pub network_age: Option<u16>,
    /// Days since the device was last used.
    pub device_age: Option<u16>,
    /// Days since the last activity.
    pub silent_days: Option<u16>,
    /// Days since the first activity.
    pub account_days: Option<u16>,
}

impl BaselineBody {
    /// Creates the baseline of a finding from the profile of its person.
    pub(crate) fn new(record: &FindingRecord, stored: &StoredProfile, show_details: bool) -> Self {
        let finding = &record.finding;
        let is_trigger = |event| finding.triggers.contains(event);
        let mut hits = finding.evidence.iter().filter(|evidence| is_trigger(&evidence.event));
        let before = hits.find_map(|evidence| evidence.novelty).map(BeforeBody::from);
        Self { before, profile: ProfileBody::new(&stored.profile, Day::of(finding.first_at), show_details) }
    }
}

impl From<Novelty> for BeforeBody {
    fn from(novelty: Novelty) -> Self {
        let Novelty { sign_ins, sign_in_days, country_age, asn_age, device_age, silent_days, account_days } =
            novelty;
        Self {
            sign_ins,
            sign_in_days,
            country_age,
            network_age: asn_age,
            device_age,
            silent_days,
            account_days,
        }
    }
}
