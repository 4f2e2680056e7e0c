//! Sends what is due from the mailboxes of an organization.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use detections::Naming;
use event_model::{Email, Timestamp, User, UserId};
use event_store::{Mailbox, WaitingFinding, notifications_id};

use crate::answer::{Answer, Verdict};
use crate::deliverer::DeliverError;
use crate::finding::FindingEvent;
use crate::mail::{Mail, MailContent, MailResult};
use crate::notify::content;
use crate::notify::links::Links;
use crate::notify::mailbox::{self, NextMail};
use crate::notify::recipients::Directory;
use crate::notify::run::Run;

/// Time after which the lease is renewed while mails are sent: a third of its duration.
const RENEW: Duration = Duration::from_secs(30);
/// Bytes of the token of an unsubscribe link.
const TOKEN_BYTES: usize = 32;

/// A mail without its receiver.
struct Letter {
    content: MailContent,
    /// URL that ends these mails, of digests.
    unsubscribe_url: Option<String>,
}

impl Run<'_> {
    /// Sends what is due. Returns the time from which a mailbox has something to send; `None` if all are empty.
    ///
    /// A mailbox that fails waits by itself. Those that are due for the longest time come first.
    pub(crate) async fn send_due(&mut self) -> Result<Option<Timestamp>, DeliverError> {
        let control = &self.state.store.control;
        let (people, mut mailboxes) =
            tokio::try_join!(control.notified_people_list(self.id()), control.mailboxes_list(self.id()))?;
        let directory = Directory::new(people, &mailboxes);
        let known = self.known_users(&directory, &mailboxes).await?;
        mailboxes.sort_by_key(mailbox::due_at);
        let mut renewed_at = Instant::now();
        let mut next_due = None;
        for mut mailbox in mailboxes {
            self.send_from(&mut mailbox, &directory, &known, &mut renewed_at).await?;
            next_due = [next_due, mailbox::due_at(&mailbox)].into_iter().flatten().min();
        }
        Ok(next_due)
    }

    async fn send_from(
        &mut self,
        mailbox: &mut Mailbox,
        directory: &Directory,
        known: &HashMap<UserId, User>,
        renewed_at: &mut Instant,
    ) -> Result<(), DeliverError> {
        let is_due = |mailbox: &Mailbox, now| mailbox::due_at(mailbox).is_some_and(|due_at| due_at <= now);
        while is_due(mailbox, self.now()) && !self.is_over() {
            if renewed_at.elapsed() >= RENEW {
                self.save().await?;
                *renewed_at = Instant::now();
            }
            let now = self.now();
            directory.keep_wanted(mailbox);
            let address = directory.address(&mailbox.user_id, known);
            let (Some(mail), Some(address)) = (mailbox::next(mailbox), address) else {
                // There is nothing left that they want, or nobody knows their address.
                mailbox::clear(mailbox);
                return self.store(mailbox, now).await;
            };
            if is_due(mailbox, now) {
                let letter = self.letter(mailbox, mail, directory, known, now).await?;
                let result = self.mail(mailbox, address, &letter, now).await;
                note(mailbox, mail, result, now);
            }
            self.store(mailbox, now).await?;
        }
        Ok(())
    }

    async fn store(&self, mailbox: &mut Mailbox, now: Timestamp) -> Result<(), DeliverError> {
        Ok(self.state.store.control.mailboxes_save(self.id(), mailbox, now).await?)
    }

    async fn mail(&self, mailbox: &Mailbox, to: &Email, letter: &Letter, now: Timestamp) -> MailResult {
        let Some(mailer) = &self.state.mailer else {
            let answer = Answer::failed(Verdict::Retry, "this installation sends no mail");
            return MailResult { answer, is_address_refused: false };
        };
        let Letter { content, unsubscribe_url } = letter;
        let id = format!("{}_{}_{}", notifications_id(), mailbox.version, now.millis());
        let mail = Mail { id: &id, to, content, unsubscribe_url: unsubscribe_url.as_deref() };
        let result = mailer.send_to_person(&mail).await;
        let failed = usize::from(result.answer.verdict != Verdict::Delivered);
        self.state.metrics.write(now, &[], &[("PersonMails", 1), ("PersonMailFailures", failed)]);
        result
    }

    /// Returns the next mail in words.
    async fn letter(
        &self,
        mailbox: &Mailbox,
        mail: NextMail,
        directory: &Directory,
        known: &HashMap<UserId, User>,
        now: Timestamp,
    ) -> Result<Letter, DeliverError> {
        let store = &self.state.store;
        let links = Links(&self.state.dashboard_url);
        let content = match mail {
            NextMail::Finding => {
                let finding = mailbox.waiting.first().expect("it is the next mail");
                let notice = event_of(finding).notice(store, self.id(), links.0, now).await?;
                content::of_finding(&notice, finding.own_account, links)
            }
            NextMail::More => {
                let more = mailbox.more.as_ref().expect("it is the next mail");
                let reads_findings = directory.organization_mails(&mailbox.user_id).is_some();
                content::of_more(more, reads_findings, links)
            }
            NextMail::Digest => return self.digest(mailbox, known, now).await,
        };
        Ok(Letter { content, unsubscribe_url: None })
    }

    async fn digest(
        &self,
        mailbox: &Mailbox,
        known: &HashMap<UserId, User>,
        now: Timestamp,
    ) -> Result<Letter, DeliverError> {
        let store = &self.state.store;
        let links = Links(&self.state.dashboard_url);
        let catalog = store.catalog.get(now).await?;
        let name = |user: &UserId| {
            Naming { person: known.get(user), catalog: &catalog, show_details: false }.person(user)
        };
        let listed: Vec<_> =
            mailbox.digest.iter().map(|finding| (finding, finding.person.as_ref().map(name))).collect();
        let token = token()?;
        store.control.unsubscribe_links_create(self.id(), &mailbox.user_id, &token, now).await?;
        let url = links.unsubscribe(&token);
        let content = content::digest(&listed, mailbox.digest_more, &url, links);
        Ok(Letter { content, unsubscribe_url: Some(url) })
    }

    /// Returns the entries of the people directory that mails need: persons without an address in their token, and the
    /// persons that digests name.
    async fn known_users(
        &self,
        directory: &Directory,
        mailboxes: &[Mailbox],
    ) -> Result<HashMap<UserId, User>, DeliverError> {
        let now = self.now();
        let due = mailboxes.iter().filter(|mailbox| mailbox::due_at(mailbox).is_some_and(|due| due <= now));
        let mut users = BTreeSet::new();
        for mailbox in due {
            let user = &mailbox.user_id;
            let unknown = directory.address(user, &HashMap::new()).is_none().then_some(user);
            let named = mailbox.digest.iter().filter_map(|finding| finding.person.as_ref());
            users.extend(unknown.into_iter().chain(named).map(|user| (self.id().clone(), user.clone())));
        }
        if users.is_empty() {
            return Ok(HashMap::new());
        }
        let snapshot = self.state.store.control.snapshot(&BTreeSet::new(), &users).await?;
        Ok(snapshot.users.into_iter().map(|((_, id), (user, _))| (id, user)).collect())
    }
}

/// Changes a mailbox by the result of a mail.
fn note(mailbox: &mut Mailbox, mail: NextMail, result: MailResult, now: Timestamp) {
    let MailResult { answer: Answer { verdict, reason, retry_after, .. }, is_address_refused } = result;
    if verdict == Verdict::Delivered {
        mailbox::sent(mailbox, mail, now);
    } else if is_address_refused || matches!(verdict, Verdict::Refused | Verdict::Gone) {
        mailbox::stop(mailbox, now, reason.unwrap_or_else(|| "the address was refused".to_owned()));
    } else {
        mailbox::failed(mailbox, now, retry_after, fastrand::f64());
    }
}

fn event_of(finding: &WaitingFinding) -> FindingEvent {
    let WaitingFinding { id, news, rule, title, severity, person, first_at, last_at, hits, own_account: _ } =
        finding.clone();
    FindingEvent {
        id,
        change: news.to_string(),
        rule,
        title,
        severity,
        person,
        first_at,
        last_at,
        hits,
        is_late: false,
        is_muted: false,
    }
}

/// Returns the random part of an unsubscribe link.
fn token() -> Result<String, DeliverError> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(DeliverError::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
