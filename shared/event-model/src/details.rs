//! What is known of the network that an event came from.

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
}

/// The network of an address, as the ASN database has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Name of the internet service provider.
    pub isp: Option<String>,
    /// Number of the autonomous system.
    pub asn: Option<u32>,
}

/// IP address, ISP and location: the part of an event that an organization may choose not to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Details {
    /// The organization did not collect details when the event was recorded.
    NotCollected,
    /// The organization collected details; each is there where it was known.
    Collected {
        /// The address, IPv4-mapped ones as IPv4.
        ip: Option<IpAddr>,
        /// The network that the address belonged to when the event was recorded.
        network: Network,
        /// The place that the address belonged to when the event was recorded.
        location: Option<Location>,
    },
}
