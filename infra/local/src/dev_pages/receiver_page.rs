//! The pages about received webhooks.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use http::StatusCode;
use serde_json::{Deserializer, Value};

use super::receiver::Received;
use super::{RECEIVER, page};
use crate::gateway::Answer;
use crate::html::escape;

/// The name in the examples.
const EXAMPLE: &str = "demo";

/// Returns the list of requests, newest first, and the forms for signing secrets.
pub(super) fn list(origin: &str, received: &[Arc<Received>], secrets: &[String]) -> Answer {
    let mut body = format!(
        "<p>These URLs receive what a stream sends:</p>\n<ul class=\"plain\">\n\
         <li>webhook, slack, teams: <code>{origin}{RECEIVER}/{EXAMPLE}</code>, or another name at its end</li>\n\
         <li>splunk: <code>{origin}</code></li>\n<li>datadog: site <code>{}</code></li>\n</ul>\n",
        origin.trim_start_matches("http://")
    );
    if !received.is_empty() {
        body.push_str(
            "<table>\n<thead><tr><th>Time</th><th>Name</th><th>Content</th><th>Id</th><th>Signature</th></tr></thead>\n<tbody>\n",
        );
        for received in received {
            let repeat = if received.is_repeat { " <strong>repeat</strong>" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(
                body,
                "<tr><td>{}</td><td>{name}</td><td><a href=\"{RECEIVER}/{name}/{}\">{}</a></td><td>{}{repeat}</td><td>{}</td></tr>",
                received.at.format("%Y-%m-%d %H:%M:%S"),
                received.number,
                escape(&summary(received)),
                escape(received.signed.id.as_deref().unwrap_or_default()),
                received.signature.text(),
                name = escape(&received.name),
            );
        }
        body.push_str("</tbody>\n</table>\n");
    }
    let names = received.iter().map(|received| received.name.as_str()).chain([EXAMPLE]);
    let names: BTreeSet<&str> = names.chain(secrets.iter().map(String::as_str)).collect();
    body.push_str("<h2>Signing secrets</h2>\n");
    for name in names {
        let has_secret = secrets.iter().any(|own| own == name);
        let state = if has_secret { "is registered" } else { "is not registered" };
        let name = escape(name);
        let _ = writeln!(
            body,
            "<form method=\"post\" action=\"{RECEIVER}/{name}/secret\"><label>The secret of {name} {state}. \
             <input name=\"secret\" required autocomplete=\"off\" placeholder=\"whsec_…\"></label>\
             <button>Register</button></form>"
        );
    }
    page(StatusCode::OK, "Webhooks", &body)
}

/// Returns one request: its headers and its body.
pub(super) fn show(received: &Received) -> Answer {
    let mut body = format!(
        "<dl>\n<dt>Time</dt><dd>{}</dd>\n<dt>Path</dt><dd>{}</dd>\n",
        received.at.to_rfc3339(),
        escape(&received.path)
    );
    for (name, value) in &received.headers {
        // Writing to a String cannot fail.
        let _ = writeln!(body, "<dt>{name}</dt><dd>{}</dd>", escape(value));
    }
    let repeat = if received.is_repeat { "yes, a request with this id arrived before" } else { "no" };
    let _ = writeln!(
        body,
        "<dt>Signature</dt><dd>{}</dd>\n<dt>Repeat</dt><dd>{repeat}</dd>\n</dl>\n<pre>{}</pre>",
        received.signature.text(),
        escape(&pretty(&received.body))
    );
    page(StatusCode::OK, &format!("Webhook to {}", received.name), &body)
}

/// Returns the body as JSON with indentation, one value after another as Splunk gets them; as text if it is no JSON.
fn pretty(body: &[u8]) -> String {
    match values(body) {
        Some(values) => values.iter().map(|value| format!("{value:#}\n")).collect(),
        None => String::from_utf8_lossy(body).into_owned(),
    }
}

fn values(body: &[u8]) -> Option<Vec<Value>> {
    Deserializer::from_slice(body).into_iter().collect::<Result<_, _>>().ok()
}

/// Returns in a few words what a body is.
fn summary(received: &Received) -> String {
    let values = values(&received.body).unwrap_or_default();
    match values.as_slice() {
        [] => "text".to_owned(),
        [Value::Array(events)] => counted(events.len()),
        [value] => match (value["type"].as_str(), value["data"]["events"].as_array()) {
            (Some(kind), Some(events)) => format!("{kind}, {}", counted(events.len())),
            (Some(kind), None) => kind.to_owned(),
            (None, _) => value["text"].as_str().unwrap_or("JSON").to_owned(),
        },
        several => counted(several.len()),
    }
}

fn counted(events: usize) -> String {
    if events == 1 { "1 event".to_owned() } else { format!("{events} events") }
}
