//! Which URLs can be destinations.

use url::{Host, Url};

use crate::http::policy::Policy;

/// Maximum bytes of a URL.
const URL_BYTES: usize = 2_048;

/// Ports that are allowed: that of https, its usual alternative, and that of Splunk's HTTP Event Collector. Other ports
/// belong to services that no destination is.
const PORTS: [u16; 3] = [443, 8_443, 8_088];

/// Names that never leave an internal network, with every name below them: special-use names (RFC 6761 and others), what
/// networks, clusters and clouds use by custom, and names of metadata services and private endpoints that look public.
const INTERNAL: [&str; 20] = [
    "alt",
    "arpa",
    "cluster",
    "consul",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "metadata.goog",
    "onion",
    "private",
    "svc",
    "test",
    "vpce.amazonaws.com",
    "workgroup",
];

/// Why a URL cannot be a destination. The text says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    /// Another scheme, or no URL.
    #[error("must be an https URL such as https://siem.northwind.example/events")]
    NotHttps,
    /// A parser could read it in another way than this one.
    #[error("must not contain spaces, control characters or backslashes")]
    Characters,
    /// Longer than 2,048 bytes.
    #[error("must have at most {URL_BYTES} bytes")]
    TooLong,
    /// A user name or a password.
    #[error("must not contain a user name or a password")]
    UserInfo,
    /// A part after `#`, which is never sent.
    #[error("must not contain a fragment")]
    Fragment,
    /// A port that is not for destinations.
    #[error("must use port 443, 8443 or 8088")]
    Port,
    /// An address, in any spelling.
    #[error("must name a host, not an IP address")]
    Address,
    /// A name that is not of the internet.
    #[error("must name a host of the internet, not of an internal network")]
    Internal,
}

/// Checks a URL before anything is resolved or sent.
///
/// # Errors
///
/// Returns why the URL can never be a destination under `policy`.
pub fn check_url(text: &str, policy: Policy) -> Result<Url, UrlFault> {
    if text.len() > URL_BYTES {
        return Err(UrlFault::TooLong);
    }
    // The parser would drop or convert them, so that text and URL would differ.
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(UrlFault::Characters);
    }
    // Also refuses "https:host" and "https:/host", which the parser accepts.
    let (scheme, rest) = text.split_once("://").ok_or(UrlFault::NotHttps)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // The parser would skip slashes until it finds a host.
    if authority.is_empty() {
        return Err(UrlFault::NotHttps);
    }
    if authority.contains('@') {
        return Err(UrlFault::UserInfo);
    }
    let url = Url::parse(text).map_err(|_| UrlFault::NotHttps)?;
    if url.fragment().is_some() {
        return Err(UrlFault::Fragment);
    }
    let host = url.host().ok_or(UrlFault::NotHttps)?;
    if policy.allows_loopback(&host) && matches!(url.scheme(), "https" | "http") {
        return Ok(url);
    }
    if !scheme.eq_ignore_ascii_case("https") {
        return Err(UrlFault::NotHttps);
    }
    // The parser has read decimal, octal, hexadecimal, short and percent-encoded spellings.
    let Host::Domain(name) = host else { return Err(UrlFault::Address) };
    if is_internal(name) {
        return Err(UrlFault::Internal);
    }
    let port = url.port_or_known_default();
    if !port.is_some_and(|port| PORTS.contains(&port)) {
        return Err(UrlFault::Port);
    }
    Ok(url)
}

/// `name` is in lower case, and its labels are in ASCII: the parser made them so. A name with a dot at its end is refused,
/// since servers and certificates do not know it.
fn is_internal(name: &str) -> bool {
    let below =
        |parent: &str| name.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || name.ends_with('.') || INTERNAL.into_iter().any(below)
}
