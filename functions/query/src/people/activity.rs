//! Counts of the events of people.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use api::Problem;
use chrono::Duration;
use event_model::{
    Catalog, Class, Conditions, Details, Event, EventFilter, OrganizationState, TimeRange, Timestamp, UserId,
    limits,
};

use crate::State;
use crate::people::row::PersonRow;

/// Days whose events are counted.
const DAYS: i64 = 28;
/// People up to whom only their own events are read, instead of all events of the organization.
const OWN_EVENTS_MAX: usize = limits::FILTER_VALUES;

/// What a person did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Activity {
    /// Time of their latest event, other than those that anyone can cause with their name.
    pub(crate) last_seen_at: Option<Timestamp>,
    /// Sign-ins that succeeded.
    pub(crate) sign_ins: u32,
    /// Sign-ins that failed or were blocked.
    pub(crate) failed_sign_ins: u32,
    /// Countries of their events, other than those that anyone can cause with their name.
    pub(crate) countries: BTreeSet<String>,
    /// The different items that they read.
    items: HashSet<(String, String)>,
}

impl Activity {
    /// Returns the number of different items that they read.
    pub(crate) fn items_read(&self) -> u32 {
        u32::try_from(self.items.len()).unwrap_or(u32::MAX)
    }

    /// Adds an event. Call it for the newest event first.
    fn add(&mut self, event: &Event, class: Option<Class>) {
        if class.is_none_or(Class::is_activity) {
            self.last_seen_at = self.last_seen_at.max(Some(event.occurred_at));
            if let Details::Collected { location: Some(location), .. } = &event.details
                && !self.countries.contains(&location.country)
            {
                self.countries.insert(location.country.clone());
            }
        }
        match class {
            Some(Class::SignInSucceeded) => self.sign_ins += 1,
            Some(Class::SignInFailed | Class::SignInBlocked) => self.failed_sign_ins += 1,
            Some(Class::ItemRead) => {
                // The first target is the item; others, such as its folder, are not read.
                if let Some(item) = event.targets.first() {
                    self.items.insert((item.kind.as_str().to_owned(), item.id.as_str().to_owned()));
                }
            }
            _ => {}
        }
    }
}

/// Returns the start of the time whose events are counted at the time `at`.
pub(crate) fn counts_from(at: Timestamp) -> Timestamp {
    at.minus(Duration::days(DAYS))
}

/// Counts the events of people in the 28 days before `at`, the newest first. Returns where counting stopped to limit its
/// cost: earlier events are not counted.
pub(crate) async fn count_events(
    state: &State,
    organization: &OrganizationState,
    rows: &mut [PersonRow],
    at: Timestamp,
) -> Result<Option<Timestamp>, Problem> {
    if rows.is_empty() {
        return Ok(None);
    }
    let now = state.clock.timestamp();
    let catalog: &Catalog = &*state.store.catalog.get(now).await?;
    // Not the minutes by which clocks of products can be ahead: events that are recorded between two pages would move
    // people from one to the other.
    let range = TimeRange::new(counts_from(at), at).map_err(|error| Problem::parameter("cursor", error))?;
    let users = rows.iter().map(|row| row.user.id.clone());
    let users: Option<BTreeSet<UserId>> = (rows.len() <= OWN_EVENTS_MAX).then(|| users.collect());
    let filter = EventFilter { range, ..EventFilter::of(Conditions { users, ..Conditions::NONE }) };
    let mut of: HashMap<UserId, &mut Activity> =
        rows.iter_mut().map(|row| (row.user.id.clone(), &mut row.activity)).collect();
    let pass = state.pass_events(organization, filter, now, |event| {
        if let Some(activity) = of.get_mut(&event.actor.id) {
            activity.add(event, catalog.get(&event.kind).map(|entry| entry.class));
        }
        ControlFlow::Continue(())
    });
    pass.await
}
