//! Looks up the location and the network of an address.

mod asn;
mod city;
mod database;
mod not_public;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use event_model::{Location, Network, canonical_ip};
use lambda::env::EnvError;

use crate::config::DatabasesConfig;
use database::Databases;

/// The databases of locations and networks, in MaxMind's format.
///
/// The function reads the files completely at its start and keeps them in memory for all requests. They use
/// about as much memory as the size of the files. A look-up takes a few microseconds.
///
/// The files are not memory-mapped. A mapping would share their pages with the kernel, but a file that is
/// replaced in place would change during a read. Safe Rust cannot rule this out.
#[derive(Debug)]
pub struct Locations {
    city: Databases,
    asn: Databases,
}

impl Locations {
    /// Opens the databases. Some providers have one file for IPv4 and one for IPv6.
    ///
    /// Fails if a configured file cannot be opened.
    pub fn load(config: &DatabasesConfig) -> Result<Self, EnvError> {
        let city = Databases::load("CITY_DATABASE", config.city.as_deref(), city::refuse)?;
        let asn = Databases::load("ASN_DATABASE", config.asn.as_deref(), asn::refuse)?;
        Ok(Self { city, asn })
    }

    /// Returns the network and the location of an address. An address that no database knows is not an error:
    /// both are empty.
    pub fn lookup(&self, ip: IpAddr) -> (Network, Option<Location>) {
        let ip = canonical_ip(ip);
        if not_public::is_not_public(ip) {
            return (Network::default(), None);
        }
        let network = self.asn.find(ip, asn::network).unwrap_or_default();
        (network, self.city.find(ip, city::location))
    }
}
