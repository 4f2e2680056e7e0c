//! Decides whether an organization collected events at the time of an event, even if the event arrives later.

use event_model::{OrganizationState, Timestamp};

use crate::results::NotCollectedReason;

/// The way in which an event is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collection {
    /// The event occurred while events were collected.
    Live,
    /// The event occurred before the monitor was first turned on, and a backfill key sent it.
    Import,
}

/// Decides about an event at `occurred_at`, by the organization's settings and plans at that time and now.
///
/// While the monitor is off, no event is collected, except imports before it is first turned on. The lists of
/// periods are bounded. A time that they no longer cover counts as not collected.
pub(crate) fn collection(
    state: &OrganizationState,
    occurred_at: Timestamp,
    backfill: bool,
) -> Result<Collection, NotCollectedReason> {
    let OrganizationState { organization, settings, monitored, without_plan } = state;
    if !organization.plan.includes_monitor() {
        return Err(NotCollectedReason::Plan);
    }
    if settings.first_on_at.is_none_or(|first| occurred_at < first) {
        // After the monitor is turned off, no import is collected until it is on again.
        let open = settings.activity_monitor || settings.first_on_at.is_none();
        let import = backfill && open;
        return if import { Ok(Collection::Import) } else { Err(NotCollectedReason::MonitorOff) };
    }
    if without_plan.contains(occurred_at) {
        return Err(NotCollectedReason::Plan);
    }
    if !settings.activity_monitor || !monitored.contains(occurred_at) {
        return Err(NotCollectedReason::MonitorOff);
    }
    Ok(Collection::Live)
}

#[cfg(test)]
mod tests {
    use event_model::{Organization, Overflow, Periods, Plan, Settings};

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(1_790_000_000_000 + minute * 60_000).expect("a time")
    }

    /// Returns an organization whose monitor was turned on and off at these minutes.
    fn switched(minutes: &[i64]) -> OrganizationState {
        let mut state = OrganizationState {
            organization: Organization {
                id: "org_a".parse().expect("an id"),
                name: "A".to_owned().try_into().expect("a name"),
                plan: Plan::Professional,
                write_shards: Default::default(),
            },
            settings: Settings::default(),
            monitored: Periods::default(),
            without_plan: Periods::default(),
        };
        for minute in minutes {
            let on = !state.settings.activity_monitor;
            let wanted = Settings { activity_monitor: on, ..state.settings };
            state.settings = state.settings.followed_by(&wanted, at(*minute));
            let change = if on { Periods::started } else { Periods::ended };
            state.monitored = change(&state.monitored, at(*minute), Overflow::Drop);
        }
        state
    }

    const OFF: Result<Collection, NotCollectedReason> = Err(NotCollectedReason::MonitorOff);
    const NO_PLAN: Result<Collection, NotCollectedReason> = Err(NotCollectedReason::Plan);
    const LIVE: Result<Collection, NotCollectedReason> = Ok(Collection::Live);
    const IMPORT: Result<Collection, NotCollectedReason> = Ok(Collection::Import);

    #[test]
    fn time_while_off_is_not_collected_later() {
        let state = switched(&[10, 20, 30]);
        for backfill in [false, true] {
            let decided = |minute| collection(&state, at(minute), backfill);
            assert_eq!([10, 19, 20, 29, 30, 40].map(decided), [LIVE, LIVE, OFF, OFF, LIVE, LIVE]);
        }
    }

    #[test]
    fn time_before_first_on_needs_backfill_key() {
        for state in [switched(&[]), switched(&[10]), switched(&[10, 20, 30])] {
            assert_eq!(collection(&state, at(9), false), OFF);
            assert_eq!(collection(&state, at(9), true), IMPORT);
        }
        // While the monitor is off, no import is collected.
        assert_eq!(collection(&switched(&[10, 20]), at(9), true), OFF);
        assert_eq!(collection(&switched(&[10, 20]), at(15), true), OFF);
    }

    #[test]
    fn time_without_plan_is_not_collected_later() {
        let mut state = switched(&[10]);
        let lost = state.without_plan.started(at(20), Overflow::Merge);
        state.without_plan = lost.ended(at(30), Overflow::Merge);
        assert_eq!(collection(&state, at(25), true), NO_PLAN);
        assert_eq!([19, 30].map(|minute| collection(&state, at(minute), false)), [LIVE, LIVE]);
        state.organization.plan = Plan::Free;
        assert_eq!(collection(&state, at(15), true), NO_PLAN);
    }
}
