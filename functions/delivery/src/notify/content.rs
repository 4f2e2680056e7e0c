//! The texts of mails to persons.
//!
//! A mail names rules, severities, persons, times and numbers, never an address or a place, whatever the organization
//! shows: a mailbox keeps what it got.

use event_store::{MoreFindings, WaitingFinding};

use crate::destinations::Notice;
use crate::mail::MailContent;
use crate::message::FindingNotice;
use crate::notify::links::Links;

/// Returns the mail about one finding.
pub(crate) fn of_finding(finding: &FindingNotice, own_account: bool, links: Links<'_>) -> MailContent {
    let mut notice = Notice::of_finding(finding);
    let subject = if own_account {
        notice.sentence += " This is about your account: open the finding and say whether it was you.";
        notice.link = Some(("Say whether it was you", links.own_finding(&finding.finding_id)));
        format!("Your account: {}", notice.heading)
    } else {
        notice.title()
    };
    MailContent { subject, notices: vec![notice], footer: vec![preferences(links)] }
}

/// Returns the mail that counts findings without a mail of their own. `reads_findings` is `true` for a person who may read
/// the findings of the organization.
pub(crate) fn of_more(more: &MoreFindings, reads_findings: bool, links: Links<'_>) -> MailContent {
    let MoreFindings { count, since, highest } = more;
    let heading = format!("{count} more {}", noun(*count));
    let sentence = format!(
        "{heading} since {} got no mail of their own. The highest severity is {highest}.",
        time(*since)
    );
    let url = if reads_findings { links.findings() } else { links.own_findings() };
    let notice = Notice {
        heading: heading.clone(),
        sentence,
        facts: Vec::new(),
        link: Some(("Open the findings", url)),
    };
    MailContent { subject: heading, notices: vec![notice], footer: vec![preferences(links)] }
}

/// Returns a digest of `listed` findings, with the names of their persons, and of `more` that are only counted.
pub(crate) fn digest(
    listed: &[(&WaitingFinding, Option<String>)],
    more: u32,
    unsubscribe_url: &str,
    links: Links<'_>,
) -> MailContent {
    let count = u32::try_from(listed.len()).unwrap_or(u32::MAX).saturating_add(more);
    let heading = format!("{count} {}", noun(count));
    let others = match more {
        0 => String::new(),
        more => format!(" The first {} are listed here, and {more} more are in the dashboard.", listed.len()),
    };
    let summary = Notice {
        sentence: format!("{heading} of the last day got no mail of their own.{others}"),
        heading: heading.clone(),
        facts: Vec::new(),
        link: Some(("Open the findings", links.findings())),
    };
    let entries = listed.iter().map(|(finding, person)| entry(finding, person.as_deref(), links));
    MailContent {
        subject: format!("Daily digest: {heading}"),
        notices: std::iter::once(summary).chain(entries).collect(),
        footer: vec![preferences(links), format!("Get no more digests: {unsubscribe_url}")],
    }
}

fn entry(finding: &WaitingFinding, person: Option<&str>, links: Links<'_>) -> Notice {
    let WaitingFinding { id, news, title, severity, first_at, last_at, hits, .. } = finding;
    Notice::of_finding(&FindingNotice {
        finding_id: id.to_string(),
        change: news.to_string(),
        title: title.clone(),
        severity: *severity,
        sentence: String::new(),
        person: person.map(str::to_owned),
        first_at: *first_at,
        last_at: *last_at,
        hits: *hits,
        url: links.finding(&id.to_string()),
    })
}

fn preferences(links: Links<'_>) -> String {
    format!("Choose which mails you get: {}", links.preferences())
}

fn noun(count: u32) -> &'static str {
    if count == 1 { "finding" } else { "findings" }
}

fn time(time: event_model::Timestamp) -> String {
    time.datetime().format("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests;
