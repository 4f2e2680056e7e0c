//! Pages that show what left the functions: messages of SES, and what a built-in receiver of webhooks got.

mod mail;
mod receiver;
mod receiver_page;
mod signature;

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, StatusCode};
use lambda::clock::Clock;

use crate::data_dir::{DataDir, DataDirError};
use crate::emulators::Apis;
use crate::gateway::Answer;
use crate::html::{self, Page};
use crate::loopback;
use receiver::Receiver;

/// The path of the pages about mail.
const MAIL: &str = "/dev/mail";
/// The path of the receiver and of its pages.
const RECEIVER: &str = "/dev/receiver";
/// The paths of Splunk's HTTP Event Collector and of Datadog's intake, whose destinations have no path of their own. Their
/// requests go to the receiver of this name.
const FIXED: [(&str, &str); 2] = [("/services/collector/event", "splunk"), ("/api/v2/logs", "datadog")];

const NAVIGATION: &str = "<nav><a href=\"/\">Dashboard</a> <a href=\"/dev/mail\">Mail</a> \
                          <a href=\"/dev/receiver\">Webhooks</a></nav>\n";

/// The pages and the receiver.
pub(crate) struct DevPages {
    origin: String,
    apis: Arc<Apis>,
    receiver: Receiver,
}

impl DevPages {
    pub(crate) fn open(
        origin: &str,
        apis: &Arc<Apis>,
        data_dir: &Arc<DataDir>,
        clock: Clock,
    ) -> Result<Self, DataDirError> {
        let receiver = Receiver::open(data_dir, clock)?;
        Ok(Self { origin: origin.to_owned(), apis: Arc::clone(apis), receiver })
    }

    /// Returns `true` if a path belongs to these pages and not to the API.
    pub(crate) fn owns(path: &str) -> bool {
        let is_below =
            |own: &str| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below(MAIL) || is_below(RECEIVER) || FIXED.iter().any(|(own, _)| path == *own)
    }

    /// Answers one request.
    pub(crate) fn answer(&self, parts: &Parts, body: &Bytes) -> Answer {
        // Protects against DNS rebinding: another site's name could point to this address.
        if !loopback::is_addressed(parts, &self.origin) {
            return refusal(StatusCode::FORBIDDEN, "These pages answer on localhost only.");
        }
        let path = parts.uri.path();
        let segments = |prefix| path.strip_prefix(prefix).map(|rest| rest.trim_start_matches('/').split('/'));
        let found = if let Some(segments) = segments(MAIL) {
            self.mail(&parts.method, &segments.collect::<Vec<_>>())
        } else if let Some(segments) = segments(RECEIVER) {
            self.receiver(parts, body, &segments.collect::<Vec<_>>())
        } else {
            let fixed = FIXED.iter().find(|(own, _)| path == *own && parts.method == Method::POST);
            Ok(fixed.map(|(_, name)| self.receiver.receive(name, parts, body)))
        };
        match found {
            Ok(Some(answer)) => answer,
            Ok(None) => refusal(StatusCode::NOT_FOUND, "Not found"),
            Err(error) => {
                tracing::error!(%error, "the data folder cannot be used");
                refusal(StatusCode::INTERNAL_SERVER_ERROR, "The data folder cannot be used.")
            }
        }
    }

    /// Returns `None` for a path or method without an answer.
    fn mail(&self, method: &Method, segments: &[&str]) -> Result<Option<Answer>, DataDirError> {
        let mailbox = &self.apis.mailbox;
        let get = |id: &str| id.parse().map_or(Ok(None), |id| mailbox.get(id));
        Ok(match segments {
            _ if method != Method::GET => None,
            [""] => Some(mail::list(&mailbox.all()?)),
            [id] => get(id)?.map(|mail| mail::show(&mail)),
            [id, "html"] => get(id)?.and_then(|mail| mail::html_part(&mail)),
            _ => None,
        })
    }

    /// Returns `None` for a path or method without an answer.
    fn receiver(
        &self,
        parts: &Parts,
        body: &Bytes,
        segments: &[&str],
    ) -> Result<Option<Answer>, DataDirError> {
        let receiver = &self.receiver;
        Ok(match (&parts.method, segments) {
            (&Method::GET, [""]) => {
                Some(receiver_page::list(&self.origin, &receiver.all(), &receiver.secrets()))
            }
            (&Method::GET, [_, number]) => {
                let received = number.parse().ok().and_then(|number| receiver.get(number));
                received.map(|received| receiver_page::show(&received))
            }
            (&Method::POST, [name, "secret"]) if receiver::is_name(name) => {
                Some(receiver.set_secret(name, body)?)
            }
            (&Method::POST, [name, ..]) if receiver::is_name(name) => {
                Some(receiver.receive(name, parts, body))
            }
            _ => None,
        })
    }
}

fn refusal(status: StatusCode, text: &str) -> Answer {
    let body = format!("<p>{}</p>\n", html::escape(text));
    page(status, "Something went wrong", &body)
}

fn page(status: StatusCode, title: &str, body: &str) -> Answer {
    let policy = "form-action 'self'; frame-src 'self'";
    html::page(status, &Page { title, site: "Development", navigation: NAVIGATION, body, policy })
}

#[cfg(test)]
mod tests;
