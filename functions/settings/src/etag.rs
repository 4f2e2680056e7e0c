//! Versions on the wire: the `ETag` header, and the request headers that depend on it.

use std::convert::Infallible;

use api::{Problem, ProblemCode};
use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};

/// Returns the `ETag` header of a response with this version.
pub(crate) fn etag(version: u64) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"v{version}\""))]
}

/// The conditions of a request on the current version (RFC 9110, section 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    if_match: Option<Vec<String>>,
    if_none_match: Option<Vec<String>>,
}

impl Conditions {
    fn new(headers: &HeaderMap) -> Self {
        let tags = |name: HeaderName| {
            let values: Vec<String> = headers
                .get_all(name)
                .iter()
                .flat_map(|value| value.to_str().unwrap_or_default().split(','))
                .map(|tag| tag.trim().to_owned())
                .collect();
            (!values.is_empty()).then_some(values)
        };
        Self { if_match: tags(header::IF_MATCH), if_none_match: tags(header::IF_NONE_MATCH) }
    }

    /// Refuses the request unless the current version `there` meets its conditions. `there` is `None` if the resource
    /// does not exist yet.
    pub(crate) fn check(&self, there: Option<u64>) -> Result<(), Problem> {
        // A weak tag never matches: a request must replace exactly the version that its client read.
        let tag = there.map(|version| format!("\"v{version}\""));
        let named = |tags: &[String]| {
            tag.as_ref().is_some_and(|tag| tags.iter().any(|named| named == "*" || named == tag))
        };
        let kept = self.if_match.as_deref().is_none_or(named)
            && self.if_none_match.as_deref().is_none_or(|tags| !named(tags));
        if kept {
            return Ok(());
        }
        let detail = match there {
            Some(_) => "it was changed since you read it; read it again",
            None => "there is nothing yet that could be changed",
        };
        Err(Problem::new(ProblemCode::PreconditionFailed, detail))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Conditions {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::new(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(name: &HeaderName, values: &[&str], there: Option<u64>) -> bool {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), value.parse().expect("a header value"));
        }
        Conditions::new(&headers).check(there).is_ok()
    }

    #[test]
    fn if_match_other_version_is_refused() {
        let matches = |values: &[&str], there| holds(&header::IF_MATCH, values, there);
        assert!(matches(&[], Some(3)) && matches(&[], None));
        assert!(matches(&["\"v3\""], Some(3)));
        assert!(matches(&["\"v1\", \"v3\""], Some(3)) && matches(&["\"v1\"", "\"v3\""], Some(3)));
        assert!(matches(&["*"], Some(0)));
        for stale in ["\"v2\"", "v3", "W/\"v3\"", "\"\"", "nonsense"] {
            assert!(!matches(&[stale], Some(3)), "{stale}");
        }
        assert!(!matches(&["*"], None) && !matches(&["\"v0\""], None));
    }

    #[test]
    fn if_none_match_creates_only() {
        let creates = |there| holds(&header::IF_NONE_MATCH, &["*"], there);
        assert!(creates(None) && !creates(Some(1)));
    }
}
