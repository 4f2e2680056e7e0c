//! Incoming webhooks of Slack.

use event_store::Destination;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::answer::{Answer, Verdict};
use crate::destinations::{Notice, events_for_people, http_answer, no_secret, wrong_destination};
use crate::http::{Client, HttpAnswer};
use crate::message::Outgoing;

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    let stream = outgoing.stream;
    if stream.destination != Destination::Slack {
        return wrong_destination();
    }
    let Some(url) = &outgoing.secrets.current else { return no_secret() };
    let Some(notice) = Notice::new(outgoing.payload, stream.name.as_str()) else {
        return events_for_people();
    };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let result = http.post(url.expose_secret(), headers, message(&notice).to_string()).await;
    let answer = http_answer::read(&result, Some(url), outgoing.now);
    match result {
        Ok(result) => explain(answer, &result),
        Err(_) => answer,
    }
}

/// Adds what Slack's texts say. Only texts of this table get into the reason.
fn explain(answer: Answer, result: &HttpAnswer) -> Answer {
    let text = str::from_utf8(&result.body).unwrap_or_default().trim();
    let (verdict, meaning) = match text {
        "invalid_payload" | "invalid_blocks" | "no_text" | "too_many_attachments" => {
            (Verdict::Refused, "Slack did not accept the message")
        }
        "channel_is_archived" => (Verdict::Gone, "the channel is archived"),
        "channel_not_found" => (Verdict::RetryLoudly, "the channel does not exist"),
        "user_not_found" => (Verdict::RetryLoudly, "the person does not exist"),
        "action_prohibited" | "posting_to_general_channel_denied" => {
            (Verdict::RetryLoudly, "the workspace does not let the webhook post to this channel")
        }
        "no_service" | "no_service_id" | "no_active_hooks" | "invalid_token" => {
            (Verdict::RetryLoudly, "the webhook was removed or disabled")
        }
        "no_team" | "team_disabled" => (Verdict::RetryLoudly, "the workspace does not exist or is disabled"),
        "rollup_error" => (Verdict::Retry, "Slack had an error"),
        _ => return answer,
    };
    let reason = answer.reason.map(|reason| format!("{reason}: {meaning}"));
    Answer { verdict, reason, ..answer }
}

/// Returns blocks, and a text for notifications and for clients without blocks.
fn message(notice: &Notice) -> Value {
    let section = |text: String| json!({"type": "section", "text": {"type": "mrkdwn", "text": text}});
    let mut blocks = vec![section(format!("*{}*\n{}", escape(&notice.heading), escape(&notice.sentence)))];
    if !notice.facts.is_empty() {
        let field = |(label, value): &(&str, String)| json!({"type": "mrkdwn", "text": format!("*{label}*\n{}", escape(value))});
        blocks.push(json!({"type": "section", "fields": notice.facts.iter().map(field).collect::<Vec<_>>()}));
    }
    // A button would need an app that takes its clicks.
    blocks.extend(notice.link.as_ref().map(|(text, url)| section(format!("<{}|{text}>", escape(url)))));
    json!({"text": escape(&notice.summary()), "blocks": blocks})
}

/// Escapes the characters with which Slack marks links and mentions.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
