//! Security headers: no code of other sites, and no frames in other sites.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};

use crate::config::Config;

/// Two years: the minimum for browsers' preload lists.
const TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// Returns the policy: all content comes from this origin, and only sign-in connects to others.
pub(crate) fn content_security_policy(config: &Config) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' {}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        config.connect_origins().collect::<Vec<_>>().join(" ")
    );
    HeaderValue::from_str(&policy).expect("origins are letters, digits and marks that a header may hold")
}

/// Adds the headers to a response.
pub(crate) async fn protect(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT_SECURITY));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    let permissions =
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    headers.insert("permissions-policy", permissions);
    response
}
