//! `GET /` and `GET /{path}`

use api::Problem;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::encoding::Encoding;
use crate::files::{File, INDEX};

/// The page of a build without the web app.
const NOT_BUILT: &str = include_str!("not_built.html");

/// `Cache-Control` of files whose name has a hash of their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of other files: browsers revalidate them at each use.
const REVALIDATE: &str = "no-cache";

/// Paths of the app: its routes (`web/src/app/routes.ts`). A segment that starts with `:` is any text.
const PAGES: [&str; 20] = [
    "overview",
    "findings",
    "findings/:id",
    "rules",
    "activity",
    "people",
    "people/:id",
    "exports",
    "streams",
    "streams/:id",
    "coverage",
    "my-account",
    "me/findings/:id",
    "me/notifications",
    "my-activity",
    "settings",
    "organizations",
    "organizations/new",
    "keys",
    "event-types",
];

/// Path of the redirect URI of the identity provider, which the app handles.
const CALLBACK: &str = "callback";

/// Returns the page.
pub(crate) async fn get_root(headers: HeaderMap) -> Response {
    page(&headers)
}

/// Returns the file of this path, or the page for a path of the app. A browser that navigates to an unknown path gets
/// the page with status 404.
pub(crate) async fn get_file(Path(path): Path<String>, mut headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(file) = File::find(&path, Encoding::accepted(&headers)) {
        return Ok(send(file, &headers));
    }
    if is_page(&path) {
        return Ok(page(&headers));
    }
    // The page must not answer a mistyped endpoint or a missing script.
    if !is_navigation(&headers) || is_endpoint(&path) {
        return Err(Problem::not_found("resource"));
    }
    // The app shows "Not found". A 304 would hide the status.
    headers.remove(header::IF_NONE_MATCH);
    let mut response = page(&headers);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// Returns `true` if the app has a page at `path`.
fn is_page(path: &str) -> bool {
    let matches = |page: &str| {
        let (mut segments, mut expected) = (path.split('/'), page.split('/'));
        loop {
            match (segments.next(), expected.next()) {
                (None, None) => return true,
                (Some(segment), Some(name))
                    if segment == name || (name.starts_with(':') && !segment.is_empty()) => {}
                _ => return false,
            }
        }
    };
    path == CALLBACK || PAGES.into_iter().any(matches)
}

/// Returns `true` if a browser asks for a page, by a link or the address bar.
fn is_navigation(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|value| value.contains("text/html"))
}

/// Returns `true` if the path looks like one of the API, such as `v1/event`, `/v1/events` or `V2`.
fn is_endpoint(path: &str) -> bool {
    let path = path.trim_start_matches('/').as_bytes();
    matches!(path, [b'v' | b'V', digit, ..] if digit.is_ascii_digit())
}

fn page(headers: &HeaderMap) -> Response {
    match File::find(INDEX, Encoding::accepted(headers)) {
        Some(file) => send(file, headers),
        None => not_built(),
    }
}

fn not_built() -> Response {
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

fn send(file: File, request: &HeaderMap) -> Response {
    let File { bytes, encoding, tag, media_type, is_hashed } = file;
    let is_known = request.get_all(header::IF_NONE_MATCH).iter().any(|value| names(value, &tag));
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(bytes)) };
    let headers = response.headers_mut();
    let kept = if is_hashed { IMMUTABLE } else { REVALIDATE };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).expect("a tag is quoted hexadecimal digits"));
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
    }
    response
}

/// Returns `true` if `If-None-Match` contains `tag` or `*`.
fn names(value: &HeaderValue, tag: &str) -> bool {
    let value = value.to_str().unwrap_or_default();
    value.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}
