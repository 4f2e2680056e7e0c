//! Where browsers are sent: to this machine, and nowhere else.

use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderValue, Response, StatusCode};
use url::{Host, Url};

use super::page;
use crate::gateway::Answer;

/// Reads an address on this machine, on any port: the dashboard may be served by its own development server.
pub(super) fn parse(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (here && plain && ["http", "https"].contains(&url.scheme())).then_some(url)
}

/// Sends the browser there with these parameters, of which those without a value are left out.
pub(super) fn to(mut url: Url, parameters: &[(&str, Option<&str>)]) -> Answer {
    for (name, value) in parameters {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    let Ok(location) = HeaderValue::from_str(url.as_str()) else {
        return page::refusal(StatusCode::BAD_REQUEST, "The address to go back to cannot be sent.");
    };
    let mut answer: Answer = Response::default();
    // 303: the browser came with a form, and goes on with a plain request.
    *answer.status_mut() = StatusCode::SEE_OTHER;
    answer.headers_mut().insert(LOCATION, location);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_this_machine_will_do() {
        for there in ["http://localhost:3000/callback", "http://127.0.0.1:5173/?a=b", "https://[::1]:8443/"] {
            assert!(parse(there).is_some(), "{there}");
        }
        for elsewhere in [
            "http://example.com/",
            "http://localhost.example.com/",
            "http://localhost@example.com/",
            "http://me@localhost/",
            "http://localhost/#fragment",
            "javascript:alert(1)",
            "/callback",
        ] {
            assert!(parse(elsewhere).is_none(), "{elsewhere}");
        }
    }
}
