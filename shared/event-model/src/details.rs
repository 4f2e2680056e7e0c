//! Details of the network of an event's client.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// The place of an address, as the City database has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Location {
    /// ISO 3166-1 alpha-2 code of the country.
    #[schema(example = "CH")]
    pub country: String,
    /// Name of the city in English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Zürich")]
    pub city: Option<String>,
    /// Geohash of the city, 5 characters: a cell of about 5 km. Only for distances between places, never shown.
    #[serde(skip)]
    pub geohash: Option<String>,
}

/// The network of an address, from the ASN database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Name of the internet service provider.
    pub isp: Option<String>,
    /// Number of the autonomous system.
    pub asn: Option<u32>,
}

/// IP address, ISP and location. An organization can choose not to collect these details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Details {
    /// The organization did not collect details at the time of recording.
    NotCollected,
    /// The organization collected details. A detail is absent if it was unknown.
    Collected {
        /// The address. An IPv4-mapped address has its IPv4 form.
        ip: Option<IpAddr>,
        /// The network of the address at the time of recording.
        network: Network,
        /// The location of the address at the time of recording.
        location: Option<Location>,
    },
}
