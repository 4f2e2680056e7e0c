//! Incoming webhooks of Slack.

use event_store::Destination;
use serde_json::{Value, json};

use crate::answer::{Answer, Verdict};
use crate::destinations::{Notice, chat};
use crate::http::{Client, HttpAnswer};
use crate::message::Outgoing;

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    chat::post(http, outgoing, &Destination::Slack, message, explain).await
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

#[cfg(test)]
mod tests {
    use event_model::Timestamp;
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::destinations::http_answer;

    /// The errors of Slack's documentation.
    #[test]
    fn every_error_has_its_verdict() {
        for (status, body, verdict) in [
            (200, "ok", Verdict::Delivered),
            (400, "invalid_payload", Verdict::Refused),
            (400, "user_not_found", Verdict::RetryLoudly),
            (400, "no_text", Verdict::Refused),
            (403, "action_prohibited", Verdict::RetryLoudly),
            (403, "invalid_token", Verdict::RetryLoudly),
            (404, "channel_not_found", Verdict::RetryLoudly),
            (404, "no_service", Verdict::RetryLoudly),
            (404, "no_team", Verdict::RetryLoudly),
            (410, "channel_is_archived", Verdict::Gone),
            (429, "rate_limited", Verdict::Retry),
            (500, "rollup_error", Verdict::Retry),
            (400, "something else", Verdict::Refused),
        ] {
            let result = || HttpAnswer {
                status: StatusCode::from_u16(status).expect("a status"),
                headers: HeaderMap::new(),
                body: body.into(),
            };
            let answer = explain(http_answer::read(&Ok(result()), None, Timestamp::MIN), &result());
            assert_eq!(answer.verdict, verdict, "{body}");
            assert_eq!(answer.reason.is_none(), verdict == Verdict::Delivered, "{body}");
            assert!(!answer.reason.unwrap_or_default().contains("something else"));
        }
    }

    #[test]
    fn texts_of_others_have_no_markup() {
        let notice = Notice {
            heading: "<!channel> & <http://evil.example|link>".to_owned(),
            sentence: "<@U1>".to_owned(),
            facts: vec![("Person", "<a>".to_owned())],
            link: None,
        };
        let message = message(&notice).to_string();
        assert!(!message.contains(['<', '>']), "{message}");
        assert!(message.contains("&lt;!channel&gt; &amp; &lt;http://evil.example|link&gt;"), "{message}");
    }
}
