//! The pages about mail.

use std::fmt::Write;

use http::StatusCode;

use super::{MAIL, page};
use crate::emulators::Mail;
use crate::gateway::Answer;
use crate::html::{self, escape};

/// Of the HTML part: no scripts and no requests, whatever is in it. Links open in a new window.
const PART_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
                           style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'self'";

/// Returns the list of messages, newest first.
pub(super) fn list(mails: &[Mail]) -> Answer {
    if mails.is_empty() {
        let body =
            "<p>No message was sent yet. Messages to people appear here instead of in a mailbox.</p>\n";
        return page(StatusCode::OK, "Mail", body);
    }
    let mut body =
        "<table>\n<thead><tr><th>Time</th><th>To</th><th>Subject</th></tr></thead>\n<tbody>\n".to_owned();
    for mail in mails.iter().rev() {
        // Writing to a String cannot fail.
        let _ = writeln!(
            body,
            "<tr><td>{}</td><td>{}</td><td><a href=\"{MAIL}/{}\">{}</a></td></tr>",
            mail.sent_at.format("%Y-%m-%d %H:%M:%S"),
            escape(&mail.to.join(", ")),
            mail.id,
            escape(&mail.subject),
        );
    }
    body.push_str("</tbody>\n</table>\n");
    page(StatusCode::OK, "Mail", &body)
}

/// Returns one message: its headers, its HTML part in a frame, its text part.
pub(super) fn show(mail: &Mail) -> Answer {
    let joined = |addresses: &[String]| addresses.join(", ");
    let fields = [
        ("Time", mail.sent_at.to_rfc3339()),
        ("From", mail.from.clone()),
        ("To", joined(&mail.to)),
        ("Cc", joined(&mail.cc)),
        ("Bcc", joined(&mail.bcc)),
        ("Reply-To", joined(&mail.reply_to)),
    ];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let headers = mail.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut body = String::from("<dl>\n");
    for (name, value) in fields.chain(headers).filter(|(_, value)| !value.is_empty()) {
        // Writing to a String cannot fail.
        let _ = writeln!(body, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    body.push_str("</dl>\n");
    if mail.html.is_some() {
        let _ = writeln!(
            body,
            "<h2>HTML</h2>\n<iframe title=\"HTML part\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\" \
             src=\"{MAIL}/{}/html\"></iframe>",
            mail.id
        );
    }
    if let Some(text) = &mail.text {
        let _ = writeln!(body, "<h2>Text</h2>\n<pre>{}</pre>", escape(text));
    }
    page(StatusCode::OK, &mail.subject, &body)
}

/// Returns the HTML part as it was sent, except that its links open in a new window; `None` if there is none.
pub(super) fn html_part(mail: &Mail) -> Option<Answer> {
    let html = mail.html.as_ref()?.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Some(html::answer(StatusCode::OK, html, PART_POLICY))
}
