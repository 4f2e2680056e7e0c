//! Hostile URLs.

use crate::http::tests::listener::{Answers, Listener, PUBLIC_ONLY, WITH_LOOPBACK, client, ip, post};
use crate::http::{HttpFault, UrlFault, check_url};

/// URLs that are refused before anything is resolved. `PORT` is that of a listener on the loopback interface.
const HOSTILE: [(&str, UrlFault); 99] = [
    // Other schemes, and texts that a parser repairs.
    ("", UrlFault::NotHttps),
    ("northwind.example", UrlFault::NotHttps),
    ("//northwind.example/", UrlFault::NotHttps),
    ("http://northwind.example/", UrlFault::NotHttps),
    ("http://127.0.0.1:PORT/", UrlFault::NotHttps),
    ("http://localhost:PORT/", UrlFault::NotHttps),
    ("ftp://northwind.example/", UrlFault::NotHttps),
    ("file:///etc/passwd", UrlFault::NotHttps),
    ("gopher://127.0.0.1:PORT/_", UrlFault::NotHttps),
    ("data:text/plain,hello", UrlFault::NotHttps),
    ("ws://northwind.example/", UrlFault::NotHttps),
    ("https:northwind.example", UrlFault::NotHttps),
    ("https:/northwind.example", UrlFault::NotHttps),
    ("https://", UrlFault::NotHttps),
    ("https:///northwind.example@127.0.0.1/", UrlFault::NotHttps),
    ("https:////127.0.0.1:PORT/", UrlFault::NotHttps),
    ("https://:443/", UrlFault::NotHttps),
    ("https://?x", UrlFault::NotHttps),
    // Characters that parsers read in different ways.
    (" https://northwind.example/", UrlFault::Characters),
    ("https://northwind.example/ ", UrlFault::Characters),
    ("https://northwind.example\t/", UrlFault::Characters),
    ("https://northwind.example/\r\nhost: 127.0.0.1", UrlFault::Characters),
    ("https://127.0.0.1\n:PORT/", UrlFault::Characters),
    ("https://127.0.0.1:PORT\\@northwind.example/", UrlFault::Characters),
    ("https:\\\\127.0.0.1:PORT\\", UrlFault::Characters),
    ("https://northwind.example/\0", UrlFault::Characters),
    ("https://northwind.example/\u{a0}", UrlFault::Characters),
    ("https://127.0.0.1%00.northwind.example/", UrlFault::NotHttps),
    ("https://127.0.0.1%0a.northwind.example/", UrlFault::NotHttps),
    ("https://[::1/", UrlFault::NotHttps),
    ("https://[fe80::1%25eth0]/", UrlFault::NotHttps),
    ("https://northwind.example:PORT:443/", UrlFault::NotHttps),
    ("https://northwind.example:99999/", UrlFault::NotHttps),
    // User names and passwords.
    ("https://user@northwind.example/", UrlFault::UserInfo),
    ("https://user:password@northwind.example/", UrlFault::UserInfo),
    ("https://:@northwind.example/", UrlFault::UserInfo),
    ("https://@northwind.example/", UrlFault::UserInfo),
    ("https://northwind.example@127.0.0.1:PORT/", UrlFault::UserInfo),
    ("https://northwind.example:443@127.0.0.1:PORT/", UrlFault::UserInfo),
    ("https://127.0.0.1:PORT#@northwind.example/", UrlFault::Fragment),
    // Fragments.
    ("https://northwind.example/#", UrlFault::Fragment),
    ("https://northwind.example/events#part", UrlFault::Fragment),
    // Addresses in every spelling, also public ones.
    ("https://127.0.0.1:PORT/", UrlFault::Address),
    ("https://127.0.0.1/", UrlFault::Address),
    ("https://127.1:PORT/", UrlFault::Address),
    ("https://127.0.1:PORT/", UrlFault::Address),
    ("https://2130706433:PORT/", UrlFault::Address),
    ("https://2130706433/", UrlFault::Address),
    ("https://0x7f000001:PORT/", UrlFault::Address),
    ("https://0x7f.1:PORT/", UrlFault::Address),
    ("https://0x7f.0x0.0x0.0x1:PORT/", UrlFault::Address),
    ("https://017700000001:PORT/", UrlFault::Address),
    ("https://0177.0.0.1:PORT/", UrlFault::Address),
    ("https://0177.0.0.0x1:PORT/", UrlFault::Address),
    ("https://127.0.0.1.:PORT/", UrlFault::Address),
    ("https://127。0。0。1:PORT/", UrlFault::Address),
    ("https://127．0．0．1:PORT/", UrlFault::Address),
    ("https://127｡0｡0｡1:PORT/", UrlFault::Address),
    ("https://①②⑦.⓪.⓪.①:PORT/", UrlFault::Address),
    ("https://１２７.0.0.1:PORT/", UrlFault::Address),
    ("https://%31%32%37.0.0.1:PORT/", UrlFault::Address),
    ("https://127%2e0%2e0%2e1:PORT/", UrlFault::Address),
    ("https://0:PORT/", UrlFault::Address),
    ("https://0.0.0.0:PORT/", UrlFault::Address),
    ("https://169.254.169.254/latest/meta-data/", UrlFault::Address),
    ("https://2852039166/", UrlFault::Address),
    ("https://0xa9fea9fe/", UrlFault::Address),
    ("https://10.0.0.1/", UrlFault::Address),
    ("https://8.8.8.8/", UrlFault::Address),
    ("https://[::]:PORT/", UrlFault::Address),
    ("https://[::1]:PORT/", UrlFault::Address),
    ("https://[0:0:0:0:0:0:0:1]:PORT/", UrlFault::Address),
    ("https://[::ffff:127.0.0.1]:PORT/", UrlFault::Address),
    ("https://[::ffff:7f00:1]:PORT/", UrlFault::Address),
    ("https://[::127.0.0.1]:PORT/", UrlFault::Address),
    ("https://[::ffff:169.254.169.254]/", UrlFault::Address),
    ("https://[64:ff9b::7f00:1]/", UrlFault::Address),
    ("https://[fd00:ec2::254]/", UrlFault::Address),
    ("https://[2606:4700:4700::1111]/", UrlFault::Address),
    // Names of internal networks.
    ("https://localhost:PORT/", UrlFault::Internal),
    ("https://LOCALHOST:PORT/", UrlFault::Internal),
    ("https://localhost.:PORT/", UrlFault::Internal),
    ("https://localhost。:PORT/", UrlFault::Internal),
    ("https://loc%61lhost:PORT/", UrlFault::Internal),
    ("https://ｌocalhost:PORT/", UrlFault::Internal),
    ("https://api.localhost:PORT/", UrlFault::Internal),
    ("https://siem/", UrlFault::Internal),
    ("https://siem.local/", UrlFault::Internal),
    ("https://siem.lan/", UrlFault::Internal),
    ("https://router.home.arpa/", UrlFault::Internal),
    ("https://ip-10-0-0-1.eu-west-1.compute.internal/", UrlFault::Internal),
    ("https://metadata.google.internal/", UrlFault::Internal),
    ("https://kubernetes.default.svc/", UrlFault::Internal),
    ("https://vpce-0a1b.execute-api.eu-west-1.vpce.amazonaws.com/", UrlFault::Internal),
    ("https://northwind.example./", UrlFault::Internal),
    // Ports of other services.
    ("https://northwind.example:22/", UrlFault::Port),
    ("https://northwind.example:80/", UrlFault::Port),
    ("https://northwind.example:PORT/", UrlFault::Port),
    ("https://northwind.example:0/", UrlFault::Port),
];

/// URLs that stay refused where the loopback interface is allowed.
const HOSTILE_WITH_LOOPBACK: [(&str, UrlFault); 13] = [
    ("http://10.0.0.1/", UrlFault::NotHttps),
    ("http://169.254.169.254/", UrlFault::NotHttps),
    ("http://northwind.example/", UrlFault::NotHttps),
    ("http://0.0.0.0:PORT/", UrlFault::NotHttps),
    ("http://[::ffff:127.0.0.1]:PORT/", UrlFault::NotHttps),
    ("http://[::]:PORT/", UrlFault::NotHttps),
    ("http://localhost.northwind.example:PORT/", UrlFault::NotHttps),
    ("https://0.0.0.0:PORT/", UrlFault::Address),
    ("https://192.168.0.1/", UrlFault::Address),
    ("https://api.localhost:PORT/", UrlFault::Internal),
    ("https://northwind.example:PORT/", UrlFault::Port),
    ("http://user@127.0.0.1:PORT/", UrlFault::UserInfo),
    ("ftp://127.0.0.1:PORT/", UrlFault::NotHttps),
];

/// Asserts that every URL is refused when it is checked, and when it is sent, and that no connection was made.
async fn all_refused(table: &[(&str, UrlFault)], policy: crate::http::Policy) {
    let listener = Listener::ok().await;
    let port = listener.address.port();
    // A resolver that leads to the listener: a URL that got through would reach it.
    let resolver = Answers::new(&[&[ip("127.0.0.1")]], port);
    let client = client(policy, resolver.clone());
    for (url, fault) in table {
        let url = url.replace("PORT", &port.to_string());
        assert_eq!(check_url(&url, policy).map(String::from), Err(*fault), "{url}");
        let sent = post(&client, &url).await;
        assert_eq!(sent.map(|answer| answer.status), Err(HttpFault::Url(*fault)), "{url}");
        assert_eq!(resolver.left(), 1, "{url} was resolved");
    }
    assert_eq!(listener.connections(), 0);
    println!("{} of {} hostile URLs refused, 0 connections", table.len(), table.len());
}

#[tokio::test]
async fn hostile_urls_99_of_99_refused_nothing_sent() {
    all_refused(&HOSTILE, PUBLIC_ONLY).await;
}

#[tokio::test]
async fn loopback_policy_allows_nothing_else() {
    all_refused(&HOSTILE_WITH_LOOPBACK, WITH_LOOPBACK).await;
}

#[test]
fn check_url_accepts_names_of_the_internet() {
    for (url, normalized) in [
        ("https://siem.northwind.example/events", "https://siem.northwind.example/events"),
        ("https://northwind.example", "https://northwind.example/"),
        ("HTTPS://Northwind.Example:443/a?b=c@d", "https://northwind.example/a?b=c@d"),
        ("https://northwind.example:8443/", "https://northwind.example:8443/"),
        ("https://splunk.northwind.example:8088/", "https://splunk.northwind.example:8088/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://local.northwind.example/", "https://local.northwind.example/"),
        ("https://mylocalhost.example/", "https://mylocalhost.example/"),
    ] {
        assert_eq!(check_url(url, PUBLIC_ONLY).map(String::from), Ok(normalized.to_owned()), "{url}");
    }
}

#[test]
fn check_url_accepts_loopback_if_allowed() {
    for url in [
        "http://127.0.0.1:8080/hook",
        "https://127.0.0.1:8080/hook",
        "http://127.3.2.1/",
        "http://localhost:3000/",
        "http://[::1]:3000/",
        "http://2130706433:3000/",
        "https://siem.northwind.example/",
    ] {
        assert!(check_url(url, WITH_LOOPBACK).is_ok(), "{url}");
    }
}

#[test]
fn check_url_longer_than_2048_bytes_is_refused() {
    let base = "https://northwind.example/";
    let fits = format!("{base}{}", "a".repeat(2_048 - base.len()));
    assert!(check_url(&fits, PUBLIC_ONLY).is_ok());
    assert_eq!(check_url(&format!("{fits}a"), PUBLIC_ONLY), Err(UrlFault::TooLong));
}
