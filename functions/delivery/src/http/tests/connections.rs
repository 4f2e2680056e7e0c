//! The checked address is the connected one.

use std::sync::Arc;

use reqwest::dns::{Name, Resolve};

use crate::http::HttpFault;
use crate::http::resolver::CheckedResolver;
use crate::http::tests::listener::{Answers, Listener, PUBLIC_ONLY, WITH_LOOPBACK, client, ip, post};

/// The control of the tests that count no connections: an address that is allowed reaches the listener.
#[tokio::test]
async fn allowed_address_is_connected() {
    let listener = Listener::ok().await;
    let resolver = Answers::new(&[&[ip("127.0.0.1")]], listener.address.port());
    let sent = post(&client(WITH_LOOPBACK, resolver), "http://localhost/").await;
    assert_eq!(sent.map(|answer| answer.status.as_u16()), Ok(200));
    assert_eq!(listener.connections(), 1);
}

#[tokio::test]
async fn rebinding_name_is_checked_at_each_connection() {
    let listener = Listener::ok().await;
    let answers: [&[_]; 4] =
        [&[ip("127.0.0.1")], &[ip("169.254.169.254")], &[ip("0.0.0.0")], &[ip("127.0.0.1")]];
    let resolver = Answers::new(&answers, listener.address.port());
    let client = client(WITH_LOOPBACK, resolver.clone());
    let mut results = Vec::new();
    for _ in answers {
        results.push(post(&client, "http://localhost/").await.map(|answer| answer.status.as_u16()));
    }
    assert_eq!(results, [Ok(200), Err(HttpFault::NotPublic), Err(HttpFault::NotPublic), Ok(200)]);
    assert_eq!((listener.connections(), resolver.left()), (2, 0));
}

/// A second resolution for the connection would take the private answer.
#[tokio::test]
async fn connection_resolves_its_name_once() {
    let listener = Listener::ok().await;
    let resolver = Answers::new(&[&[ip("127.0.0.1")], &[ip("10.0.0.1")]], listener.address.port());
    let sent = post(&client(WITH_LOOPBACK, resolver.clone()), "http://localhost/").await;
    assert_eq!(sent.map(|answer| answer.status.as_u16()), Ok(200));
    assert_eq!(resolver.left(), 1);
}

#[tokio::test]
async fn public_name_that_turns_private_is_refused() {
    let answers = Answers::new(&[&[ip("1.1.1.1")], &[ip("127.0.0.1")], &[ip("1.1.1.1")]], 0);
    let resolver = CheckedResolver::new(Arc::new(answers), PUBLIC_ONLY);
    let mut allowed = Vec::new();
    for _ in 0..3 {
        let name: Name = "siem.northwind.example".parse().expect("a name");
        allowed.push(resolver.resolve(name).await.map(|addresses| addresses.count()).ok());
    }
    assert_eq!(allowed, [Some(1), None, Some(1)]);
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let inside = Listener::ok().await;
    for target in [inside.url(), "http://169.254.169.254/latest/meta-data/".to_owned()] {
        for status in
            ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
        {
            let answer = format!("HTTP/1.1 {status}\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n");
            let outside = Listener::start(Some(answer.into_bytes())).await;
            let sent =
                post(&client(WITH_LOOPBACK, Answers::default()), &outside.url()).await.expect("an answer");
            assert_eq!(sent.status.as_str(), &status[..3]);
            assert_eq!(outside.connections(), 1);
        }
    }
    assert_eq!(inside.connections(), 0);
}

#[tokio::test]
async fn name_of_the_internet_does_not_lead_to_loopback() {
    let listener = Listener::ok().await;
    let resolver = Answers::new(&[&[ip("127.0.0.1")]], listener.address.port());
    let sent = post(&client(WITH_LOOPBACK, resolver), "https://siem.northwind.example/").await;
    assert_eq!(sent.map(|answer| answer.status), Err(HttpFault::NotPublic));
    assert_eq!(listener.connections(), 0);
}
