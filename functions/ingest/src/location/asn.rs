//! Records of networks. All layouts have the same field names.

use event_model::Network;
use maxminddb::MaxMindDbError;
use serde::Deserialize;

use super::database::{Found, text};

#[derive(Deserialize)]
struct Record<'a> {
    autonomous_system_number: Option<u32>,
    autonomous_system_organization: Option<&'a str>,
    /// The provider that the users pay, if it is not the operator of the network. Only in MaxMind's ISP
    /// database.
    isp: Option<&'a str>,
}

/// Returns the network that a record describes.
pub(super) fn network(found: &Found<'_>) -> Result<Option<Network>, MaxMindDbError> {
    let Some(Record { autonomous_system_number: asn, autonomous_system_organization, isp }) =
        found.decode()?
    else {
        return Ok(None);
    };
    let isp = text(isp).or_else(|| text(autonomous_system_organization));
    // 0 is reserved (RFC 7607): no network announces it.
    let network = Network { isp, asn: asn.filter(|asn| *asn != 0) };
    Ok((network != Network::default()).then_some(network))
}

/// Returns the reason if a file of this type has no networks.
pub(super) fn refuse(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase();
    let other = kind.contains("city") || kind.contains("country");
    other.then_some("is a database of places, which belongs in CITY_DATABASE")
}
