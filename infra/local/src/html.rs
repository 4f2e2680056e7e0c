//! Pages of development: HTML that works without scripts, by keyboard and with a screen reader.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

use crate::gateway::Answer;

const STYLE: &str = include_str!("html.css");

/// A page.
pub(crate) struct Page<'a> {
    /// Title, as text.
    pub(crate) title: &'a str,
    /// Name of the site, after the title in the tab, as text.
    pub(crate) site: &'a str,
    /// HTML before the title.
    pub(crate) navigation: &'a str,
    /// HTML after the title.
    pub(crate) body: &'a str,
    /// Directives of the content security policy besides those of every page.
    pub(crate) policy: &'a str,
}

/// Returns a page as an answer that no browser stores.
pub(crate) fn page(status: StatusCode, page: &Page<'_>) -> Answer {
    let Page { title, site, navigation, body, policy } = page;
    let (title, site) = (escape(title), escape(site));
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · {site}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n{navigation}<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; {policy}"
    );
    answer(status, html, &policy)
}

/// Returns HTML as an answer with a content security policy.
pub(crate) fn answer(status: StatusCode, html: String, policy: &str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(html)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Directives and origins are always a valid header value.
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// Returns a text as HTML, also for the value of an attribute in quotation marks.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
