//! Links to other pages (RFC 8288).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use form_urlencoded::Serializer;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Uri};

use crate::Problem;
use crate::ProblemCode::Internal;

/// Internal header with the origin under which API Gateway received the request. [`service`](fn@crate::service) sets it, so
/// a client cannot.
pub(crate) const ORIGIN: HeaderName = HeaderName::from_static("x-activity-monitor-origin");

/// The URL of a request, from which the URL of the next page is made.
#[derive(Debug, Clone)]
pub struct NextLink {
    origin: String,
    uri: Uri,
}

impl NextLink {
    /// Returns the value of a `Link` header: the URL of the request with this cursor, without the parameters `cursor`
    /// and `start`.
    ///
    /// It is absolute, since collectors request it as it is.
    pub fn to(&self, cursor: &str) -> Result<HeaderValue, Problem> {
        let Self { origin, uri } = self;
        let mut query = Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            if !matches!(&*name, "cursor" | "start") {
                query.append_pair(&name, &value);
            }
        }
        let query = query.append_pair("cursor", cursor).finish();
        HeaderValue::try_from(format!("<{origin}{}?{query}>; rel=\"next\"", uri.path()))
            .map_err(|error| Problem::new(Internal, "something went wrong").with_cause(error))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NextLink {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let origin = parts.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        Ok(Self { origin: origin.unwrap_or_default().to_owned(), uri: parts.uri.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_link_keeps_filters_and_replaces_cursor() {
        let link = |uri: &str| {
            let link = NextLink { origin: "https://a.example".to_owned(), uri: uri.parse().expect("a URI") };
            link.to("new").expect("a link")
        };
        assert_eq!(
            link("/v1/feed?start=now&type=pass.*&limit=7&user=a%26b%20c"),
            "<https://a.example/v1/feed?type=pass.*&limit=7&user=a%26b+c&cursor=new>; rel=\"next\""
        );
        assert_eq!(link("/v1/feed?cursor=old"), "<https://a.example/v1/feed?cursor=new>; rel=\"next\"");
    }
}
