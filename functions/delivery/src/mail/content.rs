//! The content of a mail as text and as HTML.

use std::fmt::Write;

use crate::destinations::Notice;

/// The content of a mail, without markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailContent {
    /// The subject.
    pub subject: String,
    /// The messages, in the order in which they are shown.
    pub notices: Vec<Notice>,
    /// Lines at the end that say why the mail was sent.
    pub footer: Vec<String>,
}

/// Colors are those of the reader: the page sets none, so it can be read on light and on dark ground.
const HEAD: &str = "<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n\
    <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
    <style>:root { color-scheme: light dark; }</style>";
const BODY: &str =
    "margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const COLUMN: &str = "max-width:600px;margin:0 auto";
const HEADING: &str = "margin:0 0 8px;font-size:20px;line-height:1.3";
const LABEL: &str =
    "padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:normal;opacity:.75";
const VALUE: &str = "padding:2px 0;vertical-align:top;overflow-wrap:anywhere";
const FOOTER: &str = "margin:24px 0 0;padding:12px 0 0;border-top:1px solid;font-size:13px;opacity:.75";

impl MailContent {
    /// Returns the content as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for Notice { heading, sentence, facts, link } in &self.notices {
            let _ = write!(text, "{heading}\n\n{sentence}\n");
            if !facts.is_empty() {
                text.push('\n');
            }
            for (label, value) in facts {
                let _ = writeln!(text, "{label}: {value}");
            }
            if let Some((label, url)) = link {
                let _ = write!(text, "\n{label}: {url}\n");
            }
            text.push('\n');
        }
        // Mail programs take this line for the start of a signature.
        let _ = write!(text, "-- \n{}\n", self.footer.join("\n"));
        text
    }

    /// Returns the content as a page without images, scripts and links to other sites than those of its notices.
    pub fn html(&self) -> String {
        let notices: Vec<String> = self.notices.iter().map(html_of).collect();
        let footer: Vec<String> = self.footer.iter().map(|line| escape(line)).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n{HEAD}\n<title>{}</title>\n</head>\n\
             <body style=\"{BODY}\">\n<div style=\"{COLUMN}\">\n{}<p style=\"{FOOTER}\">{}</p>\n</div>\n</body>\n</html>\n",
            escape(&self.subject),
            notices.concat(),
            footer.join("<br>"),
        )
    }
}

fn html_of(notice: &Notice) -> String {
    let Notice { heading, sentence, facts, link } = notice;
    let mut html = format!(
        "<h1 style=\"{HEADING}\">{}</h1>\n<p style=\"margin:0 0 16px\">{}</p>\n",
        escape(heading),
        escape(sentence)
    );
    if !facts.is_empty() {
        html.push_str("<table style=\"border-collapse:collapse;margin:0 0 16px\">\n");
        for (label, value) in facts {
            let (label, value) = (escape(label), escape(value));
            let _ = writeln!(
                html,
                "<tr><th scope=\"row\" style=\"{LABEL}\">{label}</th><td style=\"{VALUE}\">{value}</td></tr>"
            );
        }
        html.push_str("</table>\n");
    }
    if let Some((label, url)) = link {
        let _ = writeln!(
            html,
            "<p style=\"margin:0 0 24px\"><a href=\"{}\">{}</a></p>",
            escape(url),
            escape(label)
        );
    }
    html
}

/// Escapes the characters that have a meaning in text and in attributes with double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(name: &str) -> MailContent {
        let notice = Notice {
            heading: "Account takeover".to_owned(),
            sentence: format!(
                "{name} signed in from a new country and a new device and changed 2 proofs of the account."
            ),
            facts: vec![("Severity", "High".to_owned()), ("Person", name.to_owned())],
            link: Some((
                "Open the finding",
                "https://activity.northwind.example/findings/5f0c?a=1&b=2".to_owned(),
            )),
        };
        let footer = vec!["Sent by the activity monitor of org_northwind.".to_owned()];
        MailContent { subject: "High: Account takeover".to_owned(), notices: vec![notice], footer }
    }

    #[test]
    fn content_text_and_html_match_snapshots() {
        insta::assert_snapshot!("text", content("Ada Lovelace").text());
        insta::assert_snapshot!("html", content("Ada Lovelace").html());
    }

    #[test]
    fn html_escapes_names() {
        let html = content("<img src=//evil.example/x onerror='a()'>\" &amp;").html();
        assert!(html.contains("&lt;img src=//evil.example/x onerror=&#39;a()&#39;&gt;&quot; &amp;amp;"));
        assert!(!html.contains("<img") && !html.contains("onerror='"));
    }

    #[test]
    fn html_loads_nothing() {
        let html = content("Ada").html();
        for loading in ["<img", "<script", "<link", "url(", "src=", "@import"] {
            assert!(!html.contains(loading), "{loading}");
        }
    }
}
