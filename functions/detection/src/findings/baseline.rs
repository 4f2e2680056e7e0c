//! What is usual for the person of a finding.

use detections::{DailyItems, Day, Novelty};
use event_store::{FindingRecord, StoredProfile};
use serde::Serialize;

/// What is usual for the person of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingBaseline)]
pub(crate) struct BaselineBody {
    /// What was known of the person just before the first hit; null if the rule does not look at it.
    pub before: Option<BeforeBody>,
    /// Countries of their sign-ins in the last 90 days. Empty while details are hidden.
    pub countries: Vec<UsedCountryBody>,
    /// Networks of their sign-ins in the last 90 days. Empty while details are hidden.
    pub networks: Vec<UsedNetworkBody>,
    /// Number of devices in the last 90 days.
    pub devices: usize,
    /// The first day of their known activity.
    #[schema(example = "2026-05-02")]
    pub first_day: Option<String>,
    /// The last day of their known activity.
    #[schema(example = "2026-11-21")]
    pub last_day: Option<String>,
    /// Different items that they read on the days before; null if it is not known.
    pub daily_items: Option<DailyItemsBody>,
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

/// A country that a person used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UsedCountry)]
pub(crate) struct UsedCountryBody {
    /// ISO 3166-1 alpha-2 code.
    #[schema(example = "CH")]
    pub country: String,
    /// The last day of use.
    #[schema(example = "2026-11-21")]
    pub last_day: String,
}

/// A network that a person used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UsedNetwork)]
pub(crate) struct UsedNetworkBody {
    /// Number of the autonomous system.
    #[schema(example = 64500)]
    pub asn: u32,
    /// The last day of use.
    #[schema(example = "2026-11-21")]
    pub last_day: String,
}

/// Different items that a person reads on a day, over the last 90 days with any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DailyItems)]
pub(crate) struct DailyItemsBody {
    /// Days with any.
    pub days: u16,
    /// Maximum of a day.
    pub maximum: u32,
    /// Median of the days.
    pub median: u32,
}

impl BaselineBody {
    /// Creates the baseline of a finding from the profile of its person.
    pub(crate) fn new(record: &FindingRecord, stored: &StoredProfile, show_details: bool) -> Self {
        let finding = &record.finding;
        let profile = &stored.profile;
        let is_trigger = |event| finding.triggers.contains(event);
        let mut hits = finding.evidence.iter().filter(|evidence| is_trigger(&evidence.event));
        let before = hits.find_map(|evidence| evidence.novelty).map(BeforeBody::from);
        let days = profile.days();
        let countries = profile
            .countries()
            .iter()
            .map(|(country, last)| UsedCountryBody { country: country.clone(), last_day: last.to_string() });
        let networks = profile
            .asns()
            .iter()
            .map(|(asn, last)| UsedNetworkBody { asn: *asn, last_day: last.to_string() });
        Self {
            before,
            countries: countries.filter(|_| show_details).collect(),
            networks: networks.filter(|_| show_details).collect(),
            devices: profile.devices(),
            first_day: days.map(|(first, _)| first.to_string()),
            last_day: days.map(|(_, last)| last.to_string()),
            daily_items: profile.daily_items(Day::of(finding.first_at)).map(DailyItemsBody::from),
        }
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

impl From<DailyItems> for DailyItemsBody {
    fn from(DailyItems { days, maximum, median }: DailyItems) -> Self {
        Self { days, maximum, median }
    }
}
