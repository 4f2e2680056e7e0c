//! Addresses, in any spelling, alone or as a network.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// Returns `ip`, an IPv4-mapped IPv6 address as the IPv4 address that it stands for.
pub fn canonical_ip(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

/// The text is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or 2001:db8::/32")]
pub struct InvalidIpFilter;

/// One address, or every address of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IpFilter {
    /// One address, in its canonical form.
    Address(IpAddr),
    /// A network, its host bits cleared; never of a single address.
    Network(IpNet),
}

impl IpFilter {
    /// Tells whether `ip` is this address or in this network.
    pub fn contains(&self, ip: IpAddr) -> bool {
        match self {
            Self::Address(address) => *address == canonical_ip(ip),
            Self::Network(network) => network.contains(&canonical_ip(ip)),
        }
    }
}

impl FromStr for IpFilter {
    type Err = InvalidIpFilter;

    fn from_str(text: &str) -> Result<Self, InvalidIpFilter> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Address(canonical_ip(address)));
        }
        let network = text.parse::<IpNet>().map_err(|_| InvalidIpFilter)?.trunc();
        // ::ffff:192.0.2.0/120 is 192.0.2.0/24: recorded addresses are canonical, so networks must be.
        let network = match (canonical_ip(network.network()), network.prefix_len()) {
            (IpAddr::V4(v4), prefix) if network.network().is_ipv6() => {
                let prefix = prefix.checked_sub(96).ok_or(InvalidIpFilter)?;
                IpNet::new(IpAddr::V4(v4), prefix).map_err(|_| InvalidIpFilter)?
            }
            _ => network,
        };
        Ok(if network.prefix_len() == network.max_prefix_len() {
            Self::Address(network.addr())
        } else {
            Self::Network(network)
        })
    }
}

impl fmt::Display for IpFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Network(network) => network.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> IpFilter {
        text.parse().unwrap_or_else(|_| panic!("{text} is a filter"))
    }

    #[test]
    fn spellings_of_one_address_are_one_filter() {
        assert_eq!(filter("::ffff:192.0.2.7"), filter("192.0.2.7"));
        assert_eq!(filter("2001:DB8:0:0::0007"), filter("2001:db8::7"));
        assert_eq!(filter("192.0.2.7/32"), filter("192.0.2.7"));
        assert_eq!(filter("::ffff:192.0.2.0/120"), filter("192.0.2.99/24"));
    }

    #[test]
    fn networks_contain_their_addresses_and_no_others() {
        let cases = [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "::ffff:192.0.2.1", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
        ];
        for (network, address, expected) in cases {
            let address = address.parse().expect("the case has an address");
            assert_eq!(filter(network).contains(address), expected, "{network} {address}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "1"] {
            assert_eq!(text.parse::<IpFilter>(), Err(InvalidIpFilter), "{text:?}");
        }
    }
}
