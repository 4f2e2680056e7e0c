use detections::Severity;
use event_model::Timestamp;
use event_store::FindingNews;

use super::*;

const LINKS: Links<'static> = Links("https://activity.northwind.example/");

fn time() -> Timestamp {
    Timestamp::parse("2026-11-21T19:23:11.123Z").expect("a time")
}

fn notice() -> FindingNotice {
    FindingNotice {
        finding_id: "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29".to_owned(),
        change: "raised".to_owned(),
        title: "Account takeover".to_owned(),
        severity: Severity::Critical,
        sentence: "Ada Lovelace signed in from a new country and changed 2 proofs.".to_owned(),
        person: Some("Ada Lovelace".to_owned()),
        first_at: time(),
        last_at: time(),
        hits: 2,
        url: LINKS.finding("5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29"),
    }
}

fn finding(nth: u128) -> WaitingFinding {
    WaitingFinding {
        id: format!("{nth:032x}").parse().expect("an id"),
        news: FindingNews::Opened,
        rule: "account.guessing".to_owned(),
        title: "Password guessing".to_owned(),
        severity: Severity::Medium,
        person: None,
        first_at: time(),
        last_at: time(),
        hits: 12,
        own_account: false,
    }
}

#[test]
fn mail_of_finding_has_rule_person_and_links() {
    let mail = of_finding(&notice(), false, LINKS);
    assert_eq!(mail.subject, "Critical: Raised: Account takeover");
    insta::assert_snapshot!("finding", mail.text());
}

#[test]
fn mail_of_own_finding_asks_the_person() {
    let mail = of_finding(&notice(), true, LINKS);
    assert_eq!(mail.subject, "Your account: Raised: Account takeover");
    insta::assert_snapshot!("own_finding", mail.text());
}

#[test]
fn mail_of_more_counts_findings() {
    let more = MoreFindings { count: 37, since: time(), highest: Severity::Critical };
    let mail = of_more(&more, true, LINKS);
    assert_eq!(mail.subject, "37 more findings");
    let text = mail.text();
    assert!(text.contains("37 more findings since 2026-11-21 19:23 UTC got no mail of their own."), "{text}");
    assert!(text.contains("https://activity.northwind.example/findings\n"), "{text}");
    let one = of_more(&MoreFindings { count: 1, ..more }, false, LINKS);
    assert_eq!(one.subject, "1 more finding");
    assert!(one.text().contains("https://activity.northwind.example/me/findings\n"));
}

#[test]
fn mail_of_digest_lists_50_and_counts_others() {
    let findings: Vec<WaitingFinding> = (0..50).map(finding).collect();
    let listed: Vec<_> = findings.iter().map(|finding| (finding, Some("Ada".to_owned()))).collect();
    let unsubscribe = LINKS.unsubscribe("token");
    let mail = digest(&listed, 7, &unsubscribe, LINKS);
    assert_eq!(mail.subject, "Daily digest: 57 findings");
    let text = mail.text();
    assert_eq!(text.matches("Password guessing").count(), 50);
    assert!(text.contains("The first 50 are listed here, and 7 more are in the dashboard."), "{text}");
    assert!(text.contains("https://activity.northwind.example/v1/unsubscribe/token"), "{text}");
    let small = digest(&listed[..1], 0, &unsubscribe, LINKS);
    assert_eq!(small.subject, "Daily digest: 1 finding");
    assert!(!small.text().contains("more are in"), "{}", small.text());
}

#[test]
fn mail_text_and_html_say_the_same() {
    let findings: Vec<WaitingFinding> = (0..3).map(finding).collect();
    let listed: Vec<_> = findings.iter().map(|finding| (finding, Some("<Ada>".to_owned()))).collect();
    let mails = [of_finding(&notice(), true, LINKS), digest(&listed, 0, &LINKS.unsubscribe("token"), LINKS)];
    for mail in mails {
        let (text, html) = (mail.text(), mail.html().replace("&lt;", "<").replace("&gt;", ">"));
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("--")) {
            for part in line.split(": ").filter(|part| !part.is_empty()) {
                assert!(html.contains(part), "{part:?} is missing in {html}");
            }
        }
    }
}
