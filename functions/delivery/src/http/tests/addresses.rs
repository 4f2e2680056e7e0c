//! Answers of resolvers.

use std::net::IpAddr;

use crate::http::HttpFault;
use crate::http::address::is_public;
use crate::http::tests::listener::{Answers, Listener, PUBLIC_ONLY, WITH_LOOPBACK, client, ip, post};

/// Addresses that no name may lead to: both ends of each range, and known targets.
const NOT_PUBLIC: [&str; 92] = [
    // IPv4. Linux connects 0.0.0.0 to the loopback interface.
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "100.100.100.200",
    "127.0.0.0",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.0",
    "169.254.169.253",
    "169.254.169.254",
    "169.254.170.2",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.192",
    "192.0.0.255",
    "192.0.2.0",
    "192.0.2.255",
    "192.31.196.0",
    "192.31.196.255",
    "192.52.193.0",
    "192.52.193.255",
    "192.88.99.0",
    "192.88.99.255",
    "192.168.0.0",
    "192.168.255.255",
    "192.175.48.0",
    "192.175.48.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.0",
    "198.51.100.255",
    "203.0.113.0",
    "203.0.113.255",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.254",
    "255.255.255.255",
    // Unspecified, loopback, v4-compatible, v4-mapped and v4-translated.
    "::",
    "::1",
    "::2",
    "::127.0.0.1",
    "::169.254.169.254",
    "::8.8.8.8",
    "::ffff:0.0.0.0",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    // NAT64, discard, dummy prefix.
    "64:ff9b::",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::",
    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
    "100::",
    "100::ffff:ffff:ffff:ffff",
    "100:0:0:1::1",
    // Protocol assignments: Teredo, benchmarks, AMT, ORCHID; documentation; 6to4; AS112.
    "2001::",
    "2001::7f00:1",
    "2001:2::1",
    "2001:3::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::",
    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "2002::",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2620:4f:8000::1",
    "3fff::",
    "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
    // Not assigned, SRv6.
    "4000::1",
    "5f00::",
    "5f00:ffff::1",
    // Unique local, with the metadata of AWS; link-local; site-local; multicast.
    "fc00::",
    "fd00:ec2::254",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ffff::1",
];

/// Addresses beside the ranges, and known public ones.
const PUBLIC: [&str; 36] = [
    "1.0.0.0",
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "52.94.236.248",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.0.3.0",
    "192.88.98.255",
    "192.88.100.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "198.51.101.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2600:1f18::1",
    "2606:4700:4700::1111",
    "3ffe::1",
];

#[test]
fn public_addresses_are_told_from_others() {
    for address in NOT_PUBLIC {
        assert!(!is_public(ip(address)), "{address}");
    }
    for address in PUBLIC {
        assert!(is_public(ip(address)), "{address}");
    }
}

/// Asserts that every answer is refused under both policies, and that no connection was made.
async fn all_refused(answers: &[&[IpAddr]]) {
    let listener = Listener::ok().await;
    for policy in [PUBLIC_ONLY, WITH_LOOPBACK] {
        let resolver = Answers::new(answers, listener.address.port());
        let client = client(policy, resolver.clone());
        for answer in answers {
            let sent = post(&client, "https://siem.northwind.example/").await;
            assert_eq!(sent.map(|answer| answer.status), Err(HttpFault::NotPublic), "{answer:?}");
        }
        assert_eq!(resolver.left(), 0);
    }
    assert_eq!(listener.connections(), 0);
    println!("{} of {} hostile answers refused, 0 connections", answers.len(), answers.len());
}

#[tokio::test]
async fn hostile_answers_92_of_92_refused_nothing_sent() {
    let addresses = NOT_PUBLIC.map(ip);
    all_refused(&addresses.each_ref().map(std::slice::from_ref)).await;
}

#[tokio::test]
async fn one_private_address_refuses_all() {
    all_refused(&[
        &[ip("1.1.1.1"), ip("127.0.0.1")],
        &[ip("127.0.0.1"), ip("1.1.1.1")],
        &[ip("2606:4700:4700::1111"), ip("1.1.1.1"), ip("fd00:ec2::254")],
    ])
    .await;
}
