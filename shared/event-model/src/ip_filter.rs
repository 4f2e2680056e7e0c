//! Filters by IP address or network.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Returns the canonical form of `ip`: an IPv4-mapped IPv6 address becomes the IPv4 address.
pub fn canonical_ip(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

/// A text that is neither an IP address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or 2001:db8::/32")]
pub struct InvalidIpFilter;

/// One IP address, or all addresses of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum IpFilter {
    /// One address, in its canonical form.
    Address(IpAddr),
    /// A network of at least two addresses, with its host bits cleared.
    Network(IpNet),
}

impl IpFilter {
    /// Returns `true` if `ip` is this address or in this network.
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
        // ::ffff:192.0.2.0/120 is 192.0.2.0/24: recorded addresses are canonical, so networks must be
        // canonical too.
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

impl TryFrom<String> for IpFilter {
    type Error = InvalidIpFilter;

    fn try_from(text: String) -> Result<Self, InvalidIpFilter> {
        text.parse()
    }
}

impl From<IpFilter> for String {
    fn from(filter: IpFilter) -> String {
        filter.to_string()
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
    fn ip_filter_spellings_of_one_address_are_equal() {
        assert_eq!(filter("::ffff:192.0.2.7"), filter("192.0.2.7"));
        assert_eq!(filter("2001:DB8:0:0::0007"), filter("2001:db8::7"));
        assert_eq!(filter("192.0.2.7/32"), filter("192.0.2.7"));
        assert_eq!(filter("::ffff:192.0.2.0/120"), filter("192.0.2.99/24"));
    }

    #[test]
    fn ip_filter_network_contains_only_its_addresses() {
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
    fn ip_filter_invalid_text_is_refused() {
        for text in ["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "1"] {
            assert_eq!(text.parse::<IpFilter>(), Err(InvalidIpFilter), "{text:?}");
        }
    }
}
