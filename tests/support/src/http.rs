//! A client that sends any bytes.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Maximum time until the response.
const PATIENCE: Duration = Duration::from_secs(35);
/// Time after which the request is ended, as it may have announced more bytes than it has.
const END: Duration = Duration::from_secs(2);
/// Maximum size of a response: the limit of API Gateway.
const ANSWER_BYTES: u64 = 10 * 1024 * 1024;

/// A response.
#[derive(Debug)]
pub struct RawAnswer {
    pub status: u16,
    pub text: String,
}

/// Sends `request` on a new connection and reads the response. Returns `None` if the connection is closed without one,
/// which is right for bytes that are not HTTP.
pub async fn exchange(address: &str, request: &[u8]) -> Option<RawAnswer> {
    let mut socket = TcpStream::connect(address).await.expect("the server accepts connections");
    let _ = socket.set_nodelay(true);
    // The server may answer and close before it has read everything.
    let _ = socket.write_all(request).await;
    answer(&mut socket).await
}

/// Reads the one answer that is expected on `socket`.
pub async fn answer(socket: &mut TcpStream) -> Option<RawAnswer> {
    let (reading, mut writing) = socket.split();
    let mut reading = reading.take(ANSWER_BYTES);
    let mut bytes = Vec::new();
    // A reset after the answer is no fault: the server did not want the rest.
    if tokio::time::timeout(END, reading.read_to_end(&mut bytes)).await.is_err() {
        let _ = writing.shutdown().await;
        let rest = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut bytes));
        let _ = rest.await.expect("the server answers or closes in time");
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.strip_prefix("HTTP/1.1 ").or_else(|| text.strip_prefix("HTTP/1.0 "));
    let status = status.and_then(|rest| rest.get(..3)).and_then(|status| status.parse().ok());
    assert!(status.is_some() || text.is_empty(), "an answer that is not HTTP: {text:?}");
    Some(RawAnswer { status: status?, text })
}

/// Writes a whole request; its connection ends with it.
pub fn request(method: &str, path: &str, authorization: &str, body: Option<&[u8]>) -> Vec<u8> {
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: {authorization}\r\n"
    );
    if let Some(body) = body {
        request.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    let mut request = request.into_bytes();
    request.extend(body.unwrap_or_default());
    request
}
