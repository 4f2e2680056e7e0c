//! Texts of messages that people read.

use detections::Severity;
use event_model::Timestamp;

use crate::message::{FindingNotice, Payload};

/// Maximum characters of a text in a message. Slack and Teams refuse messages that are too large.
const TEXT_CHARS: usize = 1_000;

/// The parts of a message that people read, without the markup of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The heading.
    pub heading: String,
    /// One or two sentences.
    pub sentence: String,
    /// Facts with their labels, in the order in which they are shown.
    pub facts: Vec<(&'static str, String)>,
    /// Text and URL of a link.
    pub link: Option<(&'static str, String)>,
}

impl Notice {
    /// Returns the texts of a message; `None` for events, which are not sent to people. `stream` is the name of the stream.
    pub fn new(payload: &Payload, stream: &str) -> Option<Self> {
        Some(match payload {
            Payload::Events(_) => return None,
            Payload::Finding(_, finding) => Self::of_finding(finding),
            Payload::Overflow { count, since, url } => Self {
                heading: format!("{count} more"),
                sentence: format!(
                    "{count} more findings since {} have no message of their own.",
                    time(*since)
                ),
                facts: Vec::new(),
                link: Some(("Open the findings", url.clone())),
            },
            Payload::Test => Self {
                heading: "Test message".to_owned(),
                sentence: format!(
                    "The stream \"{}\" of the activity monitor sends its findings here.",
                    shorten(stream)
                ),
                facts: Vec::new(),
                link: None,
            },
        })
    }

    /// Returns the texts of a message about one finding.
    pub fn of_finding(finding: &FindingNotice) -> Self {
        let mut facts = vec![("Severity", severity(finding.severity).to_owned())];
        facts.extend(finding.person.as_deref().map(|person| ("Person", shorten(person))));
        facts.push(("First seen", time(finding.first_at)));
        if finding.last_at != finding.first_at {
            facts.push(("Last seen", time(finding.last_at)));
        }
        facts.push(("Hits", finding.hits.to_string()));
        let prefix = match finding.change.as_str() {
            "raised" => "Raised: ",
            "reopened" => "Reopened: ",
            _ => "",
        };
        Self {
            heading: format!("{prefix}{}", shorten(&finding.title)),
            sentence: shorten(&finding.sentence),
            facts,
            link: Some(("Open the finding", finding.url.clone())),
        }
    }

    /// Returns the heading with the severity of a finding before it, for the subject of a mail.
    pub fn title(&self) -> String {
        match self.facts.first() {
            Some((_, severity)) => format!("{severity}: {}", self.heading),
            None => self.heading.clone(),
        }
    }

    /// Returns the message in one line, for previews and for readers without markup.
    pub fn summary(&self) -> String {
        format!("{}. {}", self.title(), self.sentence)
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "Info",
        Severity::Low => "Low",
        Severity::Medium => "Medium",
        Severity::High => "High",
        Severity::Critical => "Critical",
    }
}

fn time(time: Timestamp) -> String {
    time.datetime().format("%Y-%m-%d %H:%M UTC").to_string()
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shortened() {
        assert_eq!(shorten(&"é".repeat(1_000)), "é".repeat(1_000));
        assert_eq!(shorten(&"é".repeat(1_001)), format!("{}…", "é".repeat(1_000)));
    }

    #[test]
    fn overflow_says_how_many() {
        let since = Timestamp::parse("2026-11-21T19:00:00Z").expect("a time");
        let payload = Payload::Overflow {
            count: 37,
            since,
            url: "https://activity.northwind.example/findings".to_owned(),
        };
        let notice = Notice::new(&payload, "Security").expect("a notice");
        assert_eq!(
            notice.summary(),
            "37 more. 37 more findings since 2026-11-21 19:00 UTC have no message of their own."
        );
    }
}
