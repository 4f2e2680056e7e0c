//! Visits of persons: who gets e-mail is known from them.

use api::Person;
use chrono::Duration;
use event_model::Timestamp;
use event_store::{FeedStart, Mailbox, NotifiedPerson, StoreError, notifications_id};

use crate::State;
use crate::notify::recipients::is_news;

/// Time after which an unchanged visit is written again.
const WRITTEN_AGAIN: Duration = Duration::days(1);

/// A visit.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The person as of this visit. The version is that of the stored person.
    pub(crate) person: NotifiedPerson,
    /// Their mailbox.
    pub(crate) mailbox: Mailbox,
    /// Whether the visit must be stored.
    pub(crate) is_new: bool,
}

/// Reads what is known of a person, and adds that they are here now.
pub(crate) async fn read(state: &State, person: &Person, now: Timestamp) -> Result<Visit, StoreError> {
    let (control, organization) = (&state.store.control, &person.organization_id);
    let (read, mailbox) = tokio::try_join!(
        control.notified_people_get(organization, &person.user_id),
        control.mailboxes_get(organization, &person.user_id),
    )?;
    let visitor = visitor(read.as_ref(), person, now);
    let is_new = read.is_none_or(|read| {
        let seen_before = NotifiedPerson { seen_at: read.seen_at, ..visitor.clone() };
        seen_before != read || read.seen_at.plus(WRITTEN_AGAIN) <= now || is_news(&read, &mailbox, now)
    });
    Ok(Visit { person: visitor, mailbox, is_new })
}

/// Stores a visit if it is new.
pub(crate) async fn store(state: &State, person: &Person, visit: &Visit) -> Result<(), StoreError> {
    if !visit.is_new {
        return Ok(());
    }
    let organization = &person.organization_id;
    match state.store.control.notified_people_put(organization, &visit.person).await {
        // Another request of the person has written it.
        Ok(()) | Err(StoreError::Conflict) => start(state, person, visit.person.seen_at).await,
        Err(error) => Err(error),
    }
}

/// Starts the notifications of the organization with the events from now on, unless they have started or the installation
/// sends no mail.
pub(crate) async fn start(state: &State, person: &Person, now: Timestamp) -> Result<(), StoreError> {
    let (control, organization) = (&state.store.control, &person.organization_id);
    if !state.rules.sends_mail() || control.deliveries_get(organization, &notifications_id()).await?.is_some()
    {
        return Ok(());
    }
    let position = state.feed.start(organization, FeedStart::Now).await?;
    control.notifications_start(organization, position, now).await
}

fn visitor(read: Option<&NotifiedPerson>, person: &Person, now: Timestamp) -> NotifiedPerson {
    let Person { organization_id: _, user_id, name, email, role } = person.clone();
    NotifiedPerson {
        user_id,
        role,
        name,
        email,
        seen_at: now,
        own_account: read.and_then(|read| read.own_account),
        findings: read.and_then(|read| read.findings),
        changed_at: read.and_then(|read| read.changed_at),
        version: read.map_or(0, |read| read.version),
    }
}
