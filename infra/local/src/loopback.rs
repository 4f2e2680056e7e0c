//! Checks that a request names this machine.

use http::header::HOST;
use http::request::Parts;

/// Returns `true` if the host of a request is this machine, with the port of `origin`.
pub(crate) fn is_addressed(parts: &Parts, origin: &str) -> bool {
    let Some(host) = parts.headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let port = origin.rsplit_once(':').map_or("80", |(_, port)| port);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host == format!("{name}:{port}"))
}
