//! Redirects of the browser, to this machine only.

use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderValue, Response, StatusCode};
use url::{Host, Url};

use super::page;
use crate::gateway::Answer;

/// Parses a URL on this machine, on any port: a development server may serve the dashboard.
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

/// Redirects the browser with these parameters. Those without a value are omitted.
pub(super) fn to(mut url: Url, parameters: &[(&str, Option<&str>)]) -> Answer {
    for (name, value) in parameters {
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    let Ok(location) = HeaderValue::from_str(url.as_str()) else {
        return page::refusal(StatusCode::BAD_REQUEST, "The redirect URI is not valid.");
    };
    let mut answer: Answer = Response::default();
    // 303: the browser follows a POST with a GET.
    *answer.status_mut() = StatusCode::SEE_OTHER;
    answer.headers_mut().insert(LOCATION, location);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn redirect_to_other_machine_is_refused() {
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
