//! Answers, and their absence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::http::HttpFault;
use crate::http::tests::listener::{Answers, Listener, PUBLIC_ONLY, WITH_LOOPBACK, client, post};

async fn fault(url: &str) -> HttpFault {
    post(&client(WITH_LOOPBACK, Answers::default()), url).await.expect_err("no answer")
}

#[tokio::test]
async fn answer_is_read_up_to_16_kilobytes() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n".to_vec();
    answer.resize(1_000_000, b'a');
    let listener = Listener::start(Some(answer)).await;
    let sent = post(&client(WITH_LOOPBACK, Answers::default()), &listener.url()).await.expect("an answer");
    assert_eq!((sent.status.as_u16(), sent.body.len()), (200, 16_384));
}

#[tokio::test]
async fn compressed_answer_stays_compressed() {
    let answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\x1f\x8b\x08";
    let listener = Listener::start(Some(answer.to_vec())).await;
    let sent = post(&client(WITH_LOOPBACK, Answers::default()), &listener.url()).await.expect("an answer");
    assert_eq!(sent.body, b"\x1f\x8b\x08");
}

#[tokio::test]
async fn answer_that_does_not_come_times_out() {
    let listener = Listener::start(None).await;
    let start = Instant::now();
    assert_eq!(fault(&listener.url()).await, HttpFault::AnswerTimeout);
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn answer_that_is_cut_off_is_a_fault() {
    for answer in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"] {
        let listener = Listener::start(Some(answer.into())).await;
        assert_eq!(fault(&listener.url()).await, HttpFault::Cut, "{answer:?}");
    }
}

#[tokio::test]
async fn name_that_does_not_resolve_is_a_fault() {
    let sent = post(&client(PUBLIC_ONLY, Answers::default()), "https://siem.northwind.example/").await;
    assert_eq!(sent.map(|answer| answer.status), Err(HttpFault::Dns));
}

#[tokio::test]
async fn closed_port_is_a_fault() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(fault(&url).await, HttpFault::Connect);
}

#[tokio::test]
async fn server_without_tls_is_a_fault() {
    let listener = Listener::ok().await;
    assert_eq!(fault(&listener.url().replace("http:", "https:")).await, HttpFault::Tls);
}

#[tokio::test]
async fn server_without_handshake_times_out() {
    let listener = Listener::start(None).await;
    assert_eq!(fault(&listener.url().replace("http:", "https:")).await, HttpFault::ConnectTimeout);
}

#[tokio::test]
async fn self_signed_certificate_is_refused() {
    let key =
        rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("a key");
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![key.cert.der().clone()], private).expect("a certificate");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("https://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.expect("a connection");
        // The client ends the handshake.
        let _ = TlsAcceptor::from(Arc::new(config)).accept(socket).await;
    });
    assert_eq!(fault(&url).await, HttpFault::Certificate);
}
