//! Who is told about a finding, and how. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::Duration;
use detections::{RuleId, Severity};
use event_model::{Email, Role, Timestamp, User, UserId};
use event_store::{FindingMails, MailPreferences, Mailbox, NotifiedPerson, WaitingFinding};

use crate::notify::mailbox::{self, Route};
use crate::notify::news::FindingChange;

/// Time after a removal in which the person can still have a valid token: the largest `MAX_TOKEN_AGE_MINUTES`. A visit in
/// this time proves nothing.
const TOKEN_AGE_MAX: Duration = Duration::days(1);

/// Rules whose findings are mailed to the person whom they are about. The dashboard shows more of them.
const OWN_ACCOUNT: [RuleId; 4] = [
    RuleId::AccountGuessed,
    RuleId::AccountImpossibleTravel,
    RuleId::AccountTakeover,
    RuleId::AccountSecondFactorOff,
];

/// The persons who have opened the dashboard, and what is known of everyone's membership.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    people: HashMap<UserId, NotifiedPerson>,
    ends: HashMap<UserId, Ends>,
}

/// Times at which the membership or the role of a person ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ends {
    removed_at: Option<Timestamp>,
    role_changed_at: Option<Timestamp>,
}

/// A recipient of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// How it reaches them.
    pub(crate) route: Route,
    /// The finding as their mailbox holds it.
    pub(crate) finding: WaitingFinding,
}

impl Directory {
    /// Creates the directory of an organization from what is stored.
    pub(crate) fn new(people: Vec<NotifiedPerson>, mailboxes: &[Mailbox]) -> Self {
        let mut directory = Self::default();
        for mailbox in mailboxes {
            directory.note(mailbox);
        }
        directory.people = people.into_iter().map(|person| (person.user_id.clone(), person)).collect();
        directory
    }

    /// Takes over what a mailbox knows of the membership of its person.
    pub(crate) fn note(&mut self, mailbox: &Mailbox) {
        let Mailbox { removed_at, role_changed_at, .. } = mailbox;
        let ends = Ends { removed_at: *removed_at, role_changed_at: *role_changed_at };
        self.ends.insert(mailbox.user_id.clone(), ends);
    }

    /// Returns a person who has opened the dashboard as a member of the organization.
    pub(crate) fn member(&self, user: &UserId) -> Option<&NotifiedPerson> {
        let person = self.people.get(user)?;
        self.ends_of(user).is_member(person).then_some(person)
    }

    /// Returns `true` if the person may get mail about their own account.
    pub(crate) fn wants_own_account(&self, user: &UserId) -> bool {
        match self.people.get(user) {
            Some(person) => self.ends_of(user).is_member(person) && person.preferences().own_account,
            None => self.ends_of(user).removed_at.is_none(),
        }
    }

    /// Returns what the person wants to be told about the organization; `None` if their role does not allow it.
    pub(crate) fn organization_mails(&self, user: &UserId) -> Option<FindingMails> {
        let person = self.member(user)?;
        let has_role =
            self.ends_of(user).role_changed_at.is_none_or(|changed_at| person.seen_at > changed_at);
        let MailPreferences { own_account: _, findings } = person.preferences();
        (has_role && may_read_findings(person.role)).then_some(findings)
    }

    /// Returns the recipients of a finding. A person who gets it for two reasons is told once: about their own account.
    pub(crate) fn recipients(&self, event: &FindingChange) -> BTreeMap<UserId, Recipient> {
        let FindingChange { finding, actor } = event;
        let organization = self.people.keys().filter_map(|user| {
            let route = route(self.organization_mails(user)?, finding.severity)?;
            Some((user.clone(), Recipient { route, finding: finding.clone() }))
        });
        let mut recipients: BTreeMap<UserId, Recipient> = organization.collect();
        if let Some(person) = finding.person.as_ref().filter(|user| self.wants_own_account(user))
            && is_own_account(&finding.rule)
        {
            let finding = WaitingFinding { own_account: true, ..finding.clone() };
            recipients.insert(person.clone(), Recipient { route: Route::AtOnce, finding });
        }
        recipients.remove(actor);
        recipients
    }

    /// Returns the address of a person: that of their token, or else that of their latest event.
    pub(crate) fn address<'a>(
        &'a self,
        user: &UserId,
        known: &'a HashMap<UserId, User>,
    ) -> Option<&'a Email> {
        let of_token = self.people.get(user).and_then(|person| person.email.as_ref());
        of_token.or_else(|| known.get(user)?.email.as_ref())
    }

    /// Takes out what the person does not want any more, or may not read any more.
    pub(crate) fn keep_wanted(&self, mailbox: &mut Mailbox) {
        let user = &mailbox.user_id;
        let (own_account, organization) = (self.wants_own_account(user), self.organization_mails(user));
        let at_once = organization.is_some_and(|mails| mails.immediate_from.is_some());
        mailbox.waiting.retain(|finding| if finding.own_account { own_account } else { at_once });
        if !own_account && !at_once {
            mailbox.more = None;
        }
        if !organization.is_some_and(|mails| mails.digest) {
            mailbox::clear_digest(mailbox);
        }
    }

    fn ends_of(&self, user: &UserId) -> Ends {
        self.ends.get(user).copied().unwrap_or_default()
    }
}

impl Ends {
    fn is_member(self, person: &NotifiedPerson) -> bool {
        self.removed_at.is_none_or(|removed_at| person.seen_at > removed_at.plus(TOKEN_AGE_MAX))
    }
}

/// Returns `true` if a visit now would make a person a recipient again, and the last one that is stored did not.
pub(crate) fn is_news(person: &NotifiedPerson, mailbox: &Mailbox, now: Timestamp) -> bool {
    let of = |seen_at: Timestamp| {
        let seen = NotifiedPerson { seen_at, ..person.clone() };
        let directory = Directory::new(vec![seen], std::slice::from_ref(mailbox));
        let user = &person.user_id;
        (directory.member(user).is_some(), directory.organization_mails(user).is_some())
    };
    of(person.seen_at) != of(now)
}

/// Returns `true` if a role may choose mails about findings of the organization.
pub(crate) fn may_read_findings(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Admin | Role::Auditor)
}

/// Returns `true` if a finding of the rule is mailed to the person whom it is about: their account may be in other hands.
fn is_own_account(rule: &str) -> bool {
    // This version does not know who may see a finding of a rule of a newer one.
    rule.parse::<RuleId>().is_ok_and(|rule| OWN_ACCOUNT.contains(&rule))
}

fn route(mails: FindingMails, severity: Severity) -> Option<Route> {
    let FindingMails { immediate_from, digest } = mails;
    if immediate_from.is_some_and(|from| severity >= from) {
        Some(Route::AtOnce)
    } else {
        (digest && severity >= Severity::Low).then_some(Route::Digest)
    }
}

#[cfg(test)]
mod tests;
