//! Addresses that are not public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns `true` if the address means a different machine in each network (RFC 6890): private, shared by a
/// carrier (CGNAT), loopback, link-local, multicast, or reserved.
///
/// Such addresses are not looked up, even if a database has them: the location would be that of another
/// network. Addresses for documentation are not among them: no real database has them, but the database of
/// the demonstration in infra/local does.
pub(super) fn is_not_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_not_public_v4(ip),
        IpAddr::V6(ip) => is_not_public_v6(ip),
    }
}

fn is_not_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        // "This network"; 240.0.0.0/4, reserved, with broadcast at its end.
        || a == 0
        || a >= 240
        // 100.64.0.0/10, shared address space (RFC 6598).
        || (a == 100 && b & 0xc0 == 64)
        // 192.0.0.0/24, protocol assignments; 198.18.0.0/15, benchmarks.
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && b & 0xfe == 18)
}

fn is_not_public_v6(ip: Ipv6Addr) -> bool {
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        // 100::/64, discard-only; fec0::/10, deprecated site-local addresses.
        || ip.segments()[..4] == [0x100, 0, 0, 0]
        || ip.segments()[0] & 0xffc0 == 0xfec0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_not_public_matches_range_edges() {
        for (ranges, expected) in [
            (
                "0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 \
                 169.254.0.0 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255 192.168.0.0 \
                 192.168.255.255 198.18.0.0 198.19.255.255 224.0.0.0 239.255.255.255 240.0.0.0 \
                 255.255.255.255 :: ::1 100::1 fc00:: fdff:ffff:: fe80:: febf:ffff:: fec0:: ff02::1",
                true,
            ),
            (
                "1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 \
                 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 \
                 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 100:0:0:1:: 2001:4860:: fbff:: fe00::",
                false,
            ),
        ] {
            for ip in ranges.split_whitespace() {
                assert_eq!(is_not_public(ip.parse().expect("the case is an address")), expected, "{ip}");
            }
        }
    }
}
