//! What requests may reach.

use std::net::IpAddr;

use url::Host;

use crate::http::address::is_public;

/// What requests may reach besides public addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    /// Allows loopback addresses and the name `localhost`, on any port and also over http. Only for one machine.
    pub allow_loopback: bool,
}

impl Policy {
    /// Returns `true` if a URL names the loopback interface, and that is allowed.
    pub(crate) fn allows_loopback(self, host: &Host<&str>) -> bool {
        self.allow_loopback
            && match host {
                Host::Domain(name) => is_localhost(name),
                Host::Ipv4(address) => address.is_loopback(),
                Host::Ipv6(address) => address.is_loopback(),
            }
    }

    /// Returns `true` if a connection to an address is allowed that `name` was resolved to.
    ///
    /// A name of the internet must not lead to the loopback interface even where that is allowed.
    pub(super) fn allows_address(self, name: &str, address: IpAddr) -> bool {
        if self.allow_loopback && is_localhost(name) { address.is_loopback() } else { is_public(address) }
    }
}

fn is_localhost(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
}
