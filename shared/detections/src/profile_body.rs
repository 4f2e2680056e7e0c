//! What is usual for a person on the wire.

use serde::Serialize;

use crate::{DailyItems, Day, Profile};

/// What is usual for a person. Days are of the last 90 days with any, except the first and the last day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Profile)]
pub struct ProfileBody {
    /// Countries of their sign-ins in the last 90 days. Empty while details are hidden.
    pub countries: Vec<UsedCountryBody>,
    /// Networks of their sign-ins in the last 90 days. Empty while details are hidden.
    pub networks: Vec<UsedNetworkBody>,
    /// Number of devices in the last 90 days.
    pub devices: usize,
    /// The first day of their known activity.
    #[schema(example = "2026-05-02")]
    pub first_day: Option<String>,
    /// The last day of their known activity. The true day can be up to two days later: a use of the same places is
    /// recorded every three days.
    #[schema(example = "2026-11-21")]
    pub last_day: Option<String>,
    /// Different items that they read on the days before; null if it is not known.
    pub daily_items: Option<DailyItemsBody>,
}

/// A country that a person used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UsedCountry)]
pub struct UsedCountryBody {
    /// ISO 3166-1 alpha-2 code.
    #[schema(example = "CH")]
    pub country: String,
    /// The last day of use, up to two days before the true day.
    #[schema(example = "2026-11-21")]
    pub last_day: String,
}

/// A network that a person used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UsedNetwork)]
pub struct UsedNetworkBody {
    /// Number of the autonomous system.
    #[schema(example = 64500)]
    pub asn: u32,
    /// The last day of use, up to two days before the true day.
    #[schema(example = "2026-11-21")]
    pub last_day: String,
}

/// Different items that a person reads on a day, over the last 90 days with any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DailyItems)]
pub struct DailyItemsBody {
    /// Days with any.
    pub days: u16,
    /// Maximum of a day.
    pub maximum: u32,
    /// Median of the days.
    pub median: u32,
}

impl ProfileBody {
    /// Creates the body of a profile, with the items that were read on the days before `day`.
    pub fn new(profile: &Profile, day: Day, show_details: bool) -> Self {
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
            countries: countries.filter(|_| show_details).collect(),
            networks: networks.filter(|_| show_details).collect(),
            devices: profile.devices(),
            first_day: days.map(|(first, _)| first.to_string()),
            last_day: days.map(|(_, last)| last.to_string()),
            daily_items: profile.daily_items(day).map(DailyItemsBody::from),
        }
    }
}

impl From<DailyItems> for DailyItemsBody {
    fn from(DailyItems { days, maximum, median }: DailyItems) -> Self {
        Self { days, maximum, median }
    }
}
