//! The pages of the provider: HTML that works without scripts, by keyboard and with a screen reader.

use std::collections::BTreeMap;
use std::fmt::Write;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use url::Url;

use super::people::PEOPLE;
use crate::gateway::Answer;

/// The fields for a person of another organization.
const OTHER: &str = r#"<fieldset>
<legend>Another organization</legend>
<label>Organization id <input name="organization" required pattern="[A-Za-z0-9_\-]{1,64}" placeholder="org_acme"></label>
<label>Role <select name="role"><option>owner<option>admin<option>auditor<option>member</select></label>
<button name="person" value="other"><strong>Sign in</strong></button>
</fieldset>
</form>
"#;

const STYLE: &str = include_str!("page.css");

/// Returns the page with the choice of persons. The form carries the request, so no state is needed.
pub(super) fn choose(parameters: &BTreeMap<String, String>, back: &Url) -> Answer {
    let mut body =
        String::from("<p>This sign-in is for development on this machine. There are no passwords.</p>\n");
    let mut form = String::from("<form method=\"post\" action=\"authorize\">\n");
    let chosen = ["person", "organization", "role"];
    for (name, value) in parameters.iter().filter(|(name, _)| !chosen.contains(&name.as_str())) {
        hidden(&mut form, name, value);
    }
    body.push_str(&form);
    body.push_str("<ul>\n");
    for person in &PEOPLE {
        let place = match person.organization {
            Some(organization) => format!("{}, {}", person.role, organization.name),
            None => person.role.to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            body,
            "<li><button name=\"person\" value=\"{key}\"><strong>{name}</strong> <span>{place}</span> <small>{hint}</small></button></li>",
            key = escape(person.key),
            name = escape(person.name),
            place = escape(&place),
            hint = escape(person.hint),
        );
    }
    body.push_str("</ul>\n</form>\n");
    body.push_str(&form);
    body.push_str(OTHER);
    // Browsers check redirects against form-action too.
    page(StatusCode::OK, "Choose a person", &body, &back.origin().ascii_serialization())
}

/// Returns a page with one text.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Answer {
    page(status, title, &format!("<p>{}</p>\n", escape(text)), "")
}

/// Returns a page with an error.
pub(super) fn refusal(status: StatusCode, text: &str) -> Answer {
    message(status, "Something went wrong", text)
}

fn page(status: StatusCode, title: &str, body: &str, form_action: &str) -> Answer {
    let title = escape(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · Development sign-in</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {form_action}"
    );
    let mut answer = Response::new(Full::new(Bytes::from(html)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // An origin is always a valid header value.
    if let Ok(policy) = HeaderValue::from_str(policy.trim_end()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

fn hidden(body: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(body, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
}

fn escape(text: &str) -> String {
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
