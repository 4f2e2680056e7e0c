//! What waits in a mailbox, and what is mailed next. Pure: the worker stores the result.
//!
//! Each finding that is put into a mailbox leaves it once: with a mail of its own, in a digest, or counted in one of the two
//! mails that count findings.

use std::cmp::max;
use std::time::Duration as StdDuration;

use chrono::{Duration, NaiveTime};
use event_model::Timestamp;
use event_store::{FeedMark, HourCount, MailStop, Mailbox, MoreFindings, WaitingFinding};

use crate::retry;

/// Mails that a person gets in an hour. The next one counts the other findings.
pub(crate) const MAILS_PER_HOUR: u32 = 20;
/// Findings that a digest lists. It counts the others.
pub(crate) const DIGEST_LISTED: usize = 50;
/// Time of day of digests, in UTC.
const DIGEST_TIME: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("a time of day");
/// Time for which nothing is sent to an address that was refused.
const STOPPED: Duration = Duration::days(1);
const HOUR_MILLIS: i64 = 3_600_000;

/// How a finding reaches a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// With a mail of its own.
    AtOnce,
    /// In the next digest.
    Digest,
}

/// The next mail of a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextMail {
    /// The first finding that waits.
    Finding,
    /// The number of findings above the maximum of an hour.
    More,
    /// The digest.
    Digest,
}

/// Puts a finding into a mailbox. `mark` is the place of its event: an event that was put before changes nothing.
///
/// A finding that still waits is replaced: a person does not get two mails about it at once.
pub(crate) fn put(
    mailbox: &mut Mailbox,
    finding: WaitingFinding,
    route: Route,
    mark: FeedMark,
    now: Timestamp,
) {
    if !take(mailbox, mark) {
        return;
    }
    if let Some(waiting) = mailbox.waiting.iter_mut().find(|waiting| waiting.id == finding.id) {
        *waiting = finding;
        return;
    }
    match route {
        Route::AtOnce => {
            mailbox.digest.retain(|listed| listed.id != finding.id);
            // Those that are counted are newer than those that wait. Without the first condition, a later finding would
            // overtake them.
            let is_full = mailbox.more.is_some()
                || mailbox.waiting.len() + mails_in_hour(mailbox, now) >= MAILS_PER_HOUR as usize;
            match is_full {
                true => count_more(mailbox, &finding, now),
                false => mailbox.waiting.push(finding),
            }
        }
        Route::Digest => {
            mailbox.digest_at.get_or_insert(next_digest(now));
            if let Some(listed) = mailbox.digest.iter_mut().find(|listed| listed.id == finding.id) {
                *listed = finding;
            } else if mailbox.digest.len() < DIGEST_LISTED {
                mailbox.digest.push(finding);
            } else {
                mailbox.digest_more += 1;
            }
        }
    }
    drop_empty_digest(mailbox);
}

/// Returns the time from which the mailbox has something to send; `None` if it is empty.
pub(crate) fn due_at(mailbox: &Mailbox) -> Option<Timestamp> {
    let wanted = match next(mailbox)? {
        NextMail::Finding | NextMail::More => Timestamp::MIN,
        NextMail::Digest => mailbox.digest_at?,
    };
    let HourCount { hour, count } = mailbox.hour;
    let hour_is_free = match count >= MAILS_PER_HOUR {
        true => Timestamp::from_millis(i64::from(hour + 1) * HOUR_MILLIS)?,
        false => Timestamp::MIN,
    };
    let retry_at = mailbox.retry_at.unwrap_or(Timestamp::MIN);
    let is_open = mailbox.stopped.as_ref().map_or(Timestamp::MIN, |stop| stop.until);
    Some([hour_is_free, retry_at, is_open].into_iter().fold(wanted, max))
}

/// Returns the next mail, whenever it is due; `None` if the mailbox is empty.
pub(crate) fn next(mailbox: &Mailbox) -> Option<NextMail> {
    if !mailbox.waiting.is_empty() {
        Some(NextMail::Finding)
    } else if mailbox.more.is_some() {
        Some(NextMail::More)
    } else {
        mailbox.digest_at.map(|_| NextMail::Digest)
    }
}

/// Takes out what was mailed.
pub(crate) fn sent(mailbox: &mut Mailbox, mail: NextMail, now: Timestamp) {
    match mail {
        NextMail::Finding => drop(mailbox.waiting.remove(0)),
        NextMail::More => mailbox.more = None,
        NextMail::Digest => clear_digest(mailbox),
    }
    let hour = hour_of(now);
    let count = if mailbox.hour.hour == hour { mailbox.hour.count } else { 0 };
    mailbox.hour = HourCount { hour, count: count + 1 };
    mailbox.failures = 0;
    mailbox.retry_at = None;
    mailbox.stopped = None;
}

/// Plans the next attempt after one that failed. `random` is from 0 to 1.
pub(crate) fn failed(mailbox: &mut Mailbox, now: Timestamp, retry_after: Option<StdDuration>, random: f64) {
    mailbox.failures = mailbox.failures.saturating_add(1);
    let wait = retry::wait(mailbox.failures, retry_after, random);
    mailbox.retry_at = Some(now.plus(Duration::from_std(wait).expect("a wait is at most an hour")));
}

/// Stops a mailbox whose address was refused. After a day, one mail counts the findings that waited: their own mails would
/// be old.
pub(crate) fn stop(mailbox: &mut Mailbox, now: Timestamp, reason: String) {
    for finding in std::mem::take(&mut mailbox.waiting) {
        count_more(mailbox, &finding, now);
    }
    mailbox.failures = 0;
    mailbox.retry_at = None;
    mailbox.stopped = Some(MailStop { at: now, until: now.plus(STOPPED), reason });
}

/// Takes out everything that must not be sent: nobody knows an address.
pub(crate) fn clear(mailbox: &mut Mailbox) {
    mailbox.waiting.clear();
    mailbox.more = None;
    clear_digest(mailbox);
}

/// Notes that the person was removed from the organization, and takes out everything.
pub(crate) fn remove(mailbox: &mut Mailbox, at: Timestamp, mark: FeedMark) {
    if take(mailbox, mark) {
        mailbox.removed_at = Some(at);
        clear(mailbox);
    }
}

/// Notes that a person who was removed is back, with a role that is not known.
pub(crate) fn add(mailbox: &mut Mailbox, at: Timestamp, mark: FeedMark) {
    if take(mailbox, mark) && mailbox.removed_at.take().is_some() {
        mailbox.role_changed_at = Some(at);
    }
}

/// Notes that the person got another role, and takes out the findings that are not about their account.
pub(crate) fn change_role(mailbox: &mut Mailbox, at: Timestamp, mark: FeedMark) {
    if take(mailbox, mark) {
        mailbox.role_changed_at = Some(at);
        mailbox.waiting.retain(|finding| finding.own_account);
        mailbox.more = None;
        clear_digest(mailbox);
    }
}

/// Returns `true` if an event was not taken before. Otherwise, an event that is read again would undo what later ones did.
fn take(mailbox: &mut Mailbox, mark: FeedMark) -> bool {
    let is_new = mailbox.taken.is_none_or(|taken| taken < mark);
    if is_new {
        mailbox.taken = Some(mark);
    }
    is_new
}

/// Takes out the digest.
pub(crate) fn clear_digest(mailbox: &mut Mailbox) {
    mailbox.digest.clear();
    mailbox.digest_more = 0;
    mailbox.digest_at = None;
}

/// Returns the first time of digests after `now`.
pub(crate) fn next_digest(now: Timestamp) -> Timestamp {
    let today = Timestamp::from_datetime(now.datetime().date_naive().and_time(DIGEST_TIME).and_utc());
    if now < today { today } else { today.plus(Duration::days(1)) }
}

fn drop_empty_digest(mailbox: &mut Mailbox) {
    if mailbox.digest.is_empty() && mailbox.digest_more == 0 {
        mailbox.digest_at = None;
    }
}

fn count_more(mailbox: &mut Mailbox, finding: &WaitingFinding, now: Timestamp) {
    let more = mailbox.more.get_or_insert(MoreFindings { count: 0, since: now, highest: finding.severity });
    more.count = more.count.saturating_add(1);
    more.highest = more.highest.max(finding.severity);
}

fn mails_in_hour(mailbox: &Mailbox, now: Timestamp) -> usize {
    let HourCount { hour, count } = mailbox.hour;
    if hour == hour_of(now) { count as usize } else { 0 }
}

fn hour_of(at: Timestamp) -> u32 {
    u32::try_from(at.millis() / HOUR_MILLIS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
