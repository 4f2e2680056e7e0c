//! Where an address is, and whose network it belongs to.

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

/// The databases of places and networks, in MaxMind's format.
///
/// They are read whole when the function starts and stay in memory: about as many megabytes as the files
/// have, shared by all requests, and a look-up is a walk through memory of a few microseconds. (Mapping the
/// files would share their pages with the kernel, but a file that is replaced in place would then change
/// under a reader, which safe Rust cannot rule out.)
#[derive(Debug)]
pub struct Locations {
    city: Databases,
    asn: Databases,
}

impl Locations {
    /// Opens the databases. Some providers have a file for IPv4 and one for IPv6.
    ///
    /// A file that is configured and cannot be opened fails the start.
    pub fn load(config: &DatabasesConfig) -> Result<Self, EnvError> {
        let city = Databases::load("CITY_DATABASE", config.city.as_deref(), city::refuse)?;
        let asn = Databases::load("ASN_DATABASE", config.asn.as_deref(), asn::refuse)?;
        Ok(Self { city, asn })
    }

    /// Returns what is known of an address; nothing, never an error, for one that no database knows.
    pub fn lookup(&self, ip: IpAddr) -> (Network, Option<Location>) {
        let ip = canonical_ip(ip);
        if not_public::is_not_public(ip) {
            return (Network::default(), None);
        }
        let network = self.asn.find(ip, asn::network).unwrap_or_default();
        (network, self.city.find(ip, city::location))
    }
}
