//! The pages of the provider: HTML that works without scripts, by keyboard and with a screen reader.

use std::collections::BTreeMap;
use std::fmt::Write;

use http::StatusCode;
use url::Url;

use super::people::PEOPLE;
use crate::gateway::Answer;
use crate::html::{self, Page, escape};

/// The fields for a person of another organization.
const OTHER: &str = r#"<fieldset>
<legend>Another organization</legend>
<label>Organization id <input name="organization" required pattern="[A-Za-z0-9_\-]{1,64}" placeholder="org_acme"></label>
<label>Role <select name="role"><option>owner<option>admin<option>auditor<option>member</select></label>
<button name="person" value="other"><strong>Sign in</strong></button>
</fieldset>
</form>
"#;

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
    let policy = format!("form-action 'self' {form_action}");
    html::page(
        status,
        &Page { title, site: "Development sign-in", navigation: "", body, policy: policy.trim_end() },
    )
}

fn hidden(body: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(body, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
}
