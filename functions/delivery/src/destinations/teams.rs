//! Webhooks of Microsoft Teams: workflows ("Post to a channel when a webhook request is received") and the connectors that
//! they replaced.

use event_store::Destination;
use serde_json::{Value, json};

use crate::answer::{Answer, Verdict};
use crate::destinations::{Notice, chat, http_answer};
use crate::http::{Client, HttpAnswer};
use crate::message::Outgoing;

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    let explain = |answer: Answer, result: &HttpAnswer| match answer.verdict {
        Verdict::Delivered => connector_error(result).unwrap_or(answer),
        _ => answer,
    };
    chat::post(http, outgoing, &Destination::Teams, message, explain).await
}

/// Returns the error that a connector hides in an answer of status 200: "Webhook message delivery failed with error:
/// Microsoft Teams endpoint returned HTTP error 429 …". A workflow answers 202, and a connector that succeeds "1".
fn connector_error(result: &HttpAnswer) -> Option<Answer> {
    let text = str::from_utf8(&result.body).ok()?;
    if !text.contains("Webhook message delivery failed") {
        return None;
    }
    let inner =
        text.split_once("HTTP error ").and_then(|(_, rest)| rest.get(..3)).and_then(|code| code.parse().ok());
    Some(http_answer::hidden_error(result, inner))
}

/// Returns an Adaptive Card in the envelope that workflows take. Texts of others are text runs, which have no markup: in a
/// text block, a name could be a link.
fn message(notice: &Notice) -> Value {
    let run = |text: &str| json!({"type": "TextRun", "text": text});
    let bold = |text: &str| json!({"type": "TextRun", "text": text, "weight": "Bolder"});
    let block = |runs: Vec<Value>| json!({"type": "RichTextBlock", "inlines": runs});
    let mut body = vec![
        block(vec![json!({"type": "TextRun", "text": notice.heading, "weight": "Bolder", "size": "Medium"})]),
        block(vec![run(&notice.sentence)]),
    ];
    body.extend(
        notice.facts.iter().map(|(label, value)| block(vec![bold(&format!("{label}: ")), run(value)])),
    );
    let action = |(text, url): &(&str, String)| json!({"type": "Action.OpenUrl", "title": text, "url": url});
    let card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": notice.summary(),
        "body": body,
        "actions": notice.link.iter().map(action).collect::<Vec<_>>(),
    });
    json!({
        "type": "message",
        "summary": notice.summary(),
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": card,
        }],
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    #[test]
    fn error_in_a_success_is_found() {
        let failed = "Webhook message delivery failed with error: ";
        let endpoint = "Microsoft Teams endpoint returned HTTP error ";
        for (body, expected) in [
            ("1".to_owned(), None),
            (String::new(), None),
            (format!("{failed}{endpoint}429 with ContextId tcid=0"), Some(Verdict::Retry)),
            (format!("{failed}{endpoint}413 with ContextId tcid=0"), Some(Verdict::Refused)),
            (format!("{failed}{endpoint}404 with ContextId tcid=0"), Some(Verdict::RetryLoudly)),
            (format!("{failed}{endpoint}200"), Some(Verdict::Retry)),
            (format!("{failed}Error contacting Microsoft Teams endpoint"), Some(Verdict::Retry)),
        ] {
            let result =
                HttpAnswer { status: StatusCode::OK, headers: HeaderMap::new(), body: body.clone().into() };
            assert_eq!(connector_error(&result).map(|answer| answer.verdict), expected, "{body}");
        }
    }

    #[test]
    fn reason_names_the_hidden_status() {
        let body =
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429.";
        let result = HttpAnswer { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into() };
        let reason = connector_error(&result).and_then(|answer| answer.reason);
        assert_eq!(reason.as_deref(), Some("the destination answered 200 with the error 429"));
    }
}
