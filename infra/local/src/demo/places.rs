//! The cities and networks of the demo. Addresses are reserved for documentation (RFC 5737, RFC 3849), so no real
//! address is accused of anything.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use chrono_tz::Tz;

/// `scripts/location/fixtures.py` reads the same file.
pub(super) const TABLE: &str = include_str!("places.tsv");

/// Every city, in the order of `places.tsv`.
pub(super) static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| Place::read(row).expect("a test reads every row")).collect()
});

/// A city with its two networks.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) key: &'static str,
    pub(super) time_zone: Tz,
    pub(super) has_office: bool,
    fixed: Ipv4Addr,
    fixed_v6: Ipv6Addr,
    mobile: Ipv4Addr,
}

/// How a member is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Office,
    Home,
    Mobile,
}

impl Place {
    fn read(row: &'static str) -> Option<Self> {
        let cells: Vec<&str> = row.split('\t').collect();
        let [key, _, _, _, _, _, zone, office, _, _, fixed, fixed_v6, _, _, mobile] = cells[..] else {
            return None;
        };
        let network = |cidr: &'static str| cidr.split_once('/').map(|(address, _)| address);
        Some(Self {
            key,
            time_zone: zone.parse().ok()?,
            has_office: office == "yes",
            fixed: network(fixed)?.parse().ok()?,
            fixed_v6: network(fixed_v6)?.parse().ok()?,
            mobile: network(mobile)?.parse().ok()?,
        })
    }

    /// Returns the address of a member. IPv4 addresses are shared; an IPv6 address is the member's own.
    pub(super) fn address(&self, line: Line, member: usize) -> IpAddr {
        let host = |network: Ipv4Addr, number: usize| {
            // A network has 16 addresses, so the number is small.
            IpAddr::V4(Ipv4Addr::from_bits(network.to_bits() + u32::try_from(number).unwrap_or(0)))
        };
        match line {
            Line::Office => host(self.fixed, 1 + member % 2),
            // Two of three homes have IPv6.
            Line::Home if member.is_multiple_of(3) => host(self.fixed, 3 + member % 12),
            Line::Home => {
                let subnet = u128::try_from(member).unwrap_or(0) << 64;
                IpAddr::V6(Ipv6Addr::from_bits(self.fixed_v6.to_bits() | subnet | 0x10))
            }
            Line::Mobile => host(self.mobile, 1 + member % 14),
        }
    }
}
