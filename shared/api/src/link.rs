//! Links to other pages (RFC 8288).

use form_urlencoded::Serializer;
use http::{HeaderValue, Uri};

use crate::Problem;
use crate::ProblemCode::Internal;

/// Returns the value of a `Link` header to the next page: the request's URL with this cursor, without the parameters
/// `cursor` and `start`.
pub fn next_link(uri: &Uri, cursor: &str) -> Result<HeaderValue, Problem> {
    let mut query = Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if !matches!(&*name, "cursor" | "start") {
            query.append_pair(&name, &value);
        }
    }
    let query = query.append_pair("cursor", cursor).finish();
    let origin = match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
        // A reader resolves the link against the URL that it requested.
        _ => String::new(),
    };
    let link = format!("<{origin}{}?{query}>; rel=\"next\"", uri.path());
    HeaderValue::try_from(link)
        .map_err(|error| Problem::new(Internal, "something went wrong").with_cause(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_link_keeps_filters_and_replaces_cursor() {
        let link = |uri: &str| next_link(&uri.parse().expect("a URI"), "new").expect("a link");
        assert_eq!(
            link("https://api.example/v1/feed?start=now&type=pass.*&limit=7&user=a%26b%20c"),
            "<https://api.example/v1/feed?type=pass.*&limit=7&user=a%26b+c&cursor=new>; rel=\"next\""
        );
        assert_eq!(link("/v1/feed?cursor=old"), "</v1/feed?cursor=new>; rel=\"next\"");
    }
}
