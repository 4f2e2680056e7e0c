//! Where the people of the demo are: each network is a block of documentation addresses (RFC 5737 and RFC 3849), so
//! that nobody's real address is ever accused of anything, and each has its place and its provider.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono_tz::Tz;

/// Hosts of a block of 16 IPv4 addresses.
const BLOCK: usize = 16;

const TABLE: &str = include_str!("places.tsv");

/// The city of the servers that nobody of the organisation uses.
pub(super) const DATACENTRE: &str = "datacentre";

/// The city that nobody of the organisation goes to.
pub(super) const FARAWAY: &str = "faraway";

/// A city.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) key: &'static str,
    pub(super) country_code: &'static str,
    pub(super) country: &'static str,
    pub(super) city: &'static str,
    pub(super) time_zone: Tz,
    pub(super) has_office: bool,
    fixed: Provider,
    mobile: Provider,
}

/// An internet service provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provider {
    pub(super) name: &'static str,
    pub(super) asn: u32,
}

/// How somebody is connected in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    Office,
    Fixed,
    Mobile,
}

/// A block of addresses that belong to one provider in one place.
#[derive(Debug)]
pub(super) struct Network<'a> {
    pub(super) address: IpAddr,
    pub(super) prefix: u8,
    pub(super) place: &'a Place,
    pub(super) provider: &'a Provider,
}

/// Every place.
#[derive(Debug)]
pub(super) struct Places(Vec<Place>);

impl Places {
    pub(super) fn load() -> Self {
        Self(TABLE.lines().filter(|line| !line.starts_with('#')).map(Place::read).collect())
    }

    pub(super) fn get(&self, index: usize) -> &Place {
        &self.0[index]
    }

    pub(super) fn find(&self, key: &str) -> usize {
        let found = self.0.iter().position(|place| place.key == key);
        found.expect("the tables are part of the program, and a test reads them all")
    }

    /// The places that people of the organisation may be in.
    pub(super) fn visited(&self) -> usize {
        self.find(DATACENTRE)
    }

    /// Returns the address of a host in a place: on IPv4 one of a few that many share, on IPv6 the host's own.
    pub(super) fn address(&self, place: usize, line: Line, host: usize) -> IpAddr {
        // Offices and mobile networks here share IPv4 addresses; two of three homes have IPv6.
        if line == Line::Fixed && !host.is_multiple_of(3) {
            return IpAddr::V6(v6(place, host));
        }
        let host = match line {
            Line::Office => 1 + host % 2,
            Line::Fixed => 3 + host % (BLOCK - 4),
            Line::Mobile => 1 + host % (BLOCK - 2),
        };
        IpAddr::V4(v4(block(place, line), host))
    }

    /// Returns every block with its place and its provider.
    pub(super) fn networks(&self) -> impl Iterator<Item = Network<'_>> {
        let fourth = self.0.iter().enumerate().flat_map(|(index, place)| {
            [(Line::Fixed, &place.fixed), (Line::Mobile, &place.mobile)].map(|(line, provider)| Network {
                address: IpAddr::V4(v4(block(index, line), 0)),
                prefix: 28,
                place,
                provider,
            })
        });
        let sixth = self.0.iter().enumerate().map(|(index, place)| Network {
            address: IpAddr::V6(v6(index, 0)),
            prefix: 48,
            place,
            provider: &place.fixed,
        });
        fourth.chain(sixth)
    }
}

impl Place {
    fn read(line: &'static str) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let [key, country_code, country, city, zone, office, fixed, fixed_asn, mobile, mobile_asn] =
            cells[..]
        else {
            unreachable!("the tables are part of the program, and a test reads them all: {line}")
        };
        Self {
            key,
            country_code,
            country,
            city,
            time_zone: zone.parse().unwrap_or(Tz::UTC),
            has_office: office == "yes",
            fixed: Provider { name: fixed, asn: fixed_asn.parse().unwrap_or(0) },
            mobile: Provider { name: mobile, asn: mobile_asn.parse().unwrap_or(0) },
        }
    }
}

/// Returns the number of a block: each place has one for its offices and homes, and one for mobile networks.
fn block(place: usize, line: Line) -> usize {
    place * 2 + usize::from(line == Line::Mobile)
}

/// Returns an address of a block of 16 in the three documentation networks, which have 48 of them.
fn v4(block: usize, host: usize) -> Ipv4Addr {
    let networks = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
    let [a, b, c] = networks[block / BLOCK];
    Ipv4Addr::new(a, b, c, u8::try_from(block % BLOCK * BLOCK + host).unwrap_or(u8::MAX))
}

fn v6(place: usize, host: usize) -> Ipv6Addr {
    let word = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    let interface = if host == 0 { 0 } else { 0x10 + word(host % 97) };
    Ipv6Addr::new(0x2001, 0xdb8, 0x100 + word(place), word(host), 0, 0, 0, interface)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono_tz::Tz;

    use super::{Line, Places};

    #[test]
    fn the_table_is_whole_and_blocks_do_not_overlap() {
        let places = Places::load();
        assert_eq!(places.0.len(), 19);
        for place in &places.0 {
            assert!(place.time_zone != Tz::UTC && place.country_code.len() == 2, "{place:?}");
            assert!(place.fixed.asn > 0 && place.mobile.asn > 0, "{place:?}");
        }
        let blocks: HashSet<_> = places.networks().map(|network| network.address).collect();
        assert_eq!(blocks.len(), places.networks().count());
        for index in 0..places.0.len() {
            for (line, host) in [(Line::Office, 5), (Line::Fixed, 3), (Line::Fixed, 4), (Line::Mobile, 119)] {
                let address = places.address(index, line, host);
                assert_eq!(address, places.address(index, line, host));
                let holds = |network: &super::Network<'_>| match (network.address, address) {
                    (std::net::IpAddr::V4(own), std::net::IpAddr::V4(other)) => {
                        u32::from(own) >> 4 == u32::from(other) >> 4
                    }
                    (std::net::IpAddr::V6(own), std::net::IpAddr::V6(other)) => {
                        u128::from(own) >> 80 == u128::from(other) >> 80
                    }
                    _ => false,
                };
                let network = places.networks().find(holds).unwrap();
                assert_eq!(network.place.key, places.0[index].key);
            }
        }
    }
}
