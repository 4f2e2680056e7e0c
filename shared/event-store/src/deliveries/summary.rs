//! Which deliveries have work.

use chrono::Duration;
use event_model::{OrganizationId, StreamId, StreamState, Timestamp};

use crate::deliveries::delivery_row::StoredDelivery;
use crate::deliveries::notifications::start::NOTIFICATIONS_ID;

/// Time after which a worker looks for events although no segment has woken it: a wake-up can be lost.
pub const DELIVERY_CHECK: Duration = Duration::hours(1);

/// What decides whether a delivery has work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySummary {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The stream.
    pub stream_id: StreamId,
    /// The state.
    pub state: StreamState,
    /// Time of the next attempt; `None` if it is woken by the next segment.
    pub due_at: Option<Timestamp>,
    /// Time at which the lease of its worker ends; `None` if no worker has it.
    pub lease_until: Option<Timestamp>,
    /// Time of the last write by a worker; `None` if there was none since it was created or a person changed it.
    pub claimed_at: Option<Timestamp>,
}

impl DeliverySummary {
    /// Returns `true` if a worker must be started. `woken_by_segment` says that the feed has a new segment.
    ///
    /// Without a new segment, there is work if an attempt is due, if a worker ended without releasing its lease, if a
    /// person has changed the delivery, and once every [`DELIVERY_CHECK`].
    pub fn has_work(&self, now: Timestamp, woken_by_segment: bool) -> bool {
        let Self { organization_id: _, stream_id, state, due_at, lease_until, claimed_at } = self;
        if !state.is_sending() || lease_until.is_some_and(|until| until > now) {
            return false;
        }
        match due_at {
            // Mails that wait, for example for the time of a digest, do not hold up those of other persons.
            Some(due_at) if stream_id.as_str() == NOTIFICATIONS_ID => woken_by_segment || *due_at <= now,
            // A new segment does not make a destination that fails work again.
            Some(due_at) => *due_at <= now,
            None => {
                woken_by_segment
                    || lease_until.is_some()
                    || claimed_at.is_none_or(|claimed_at| claimed_at.plus(DELIVERY_CHECK) <= now)
            }
        }
    }
}

impl From<StoredDelivery> for DeliverySummary {
    fn from(stored: StoredDelivery) -> Self {
        let StoredDelivery { delivery, lease_until, claimed_at, version: _ } = stored;
        Self {
            organization_id: delivery.organization_id,
            stream_id: delivery.stream_id,
            state: delivery.state,
            due_at: delivery.due_at,
            lease_until,
            claimed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::MIN.plus(Duration::minutes(1_000 + minute))
    }

    /// Returns a delivery that a worker has released.
    fn released() -> DeliverySummary {
        DeliverySummary {
            organization_id: "org_a".parse().expect("an id"),
            stream_id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
            state: StreamState::Active,
            due_at: None,
            lease_until: None,
            claimed_at: Some(at(0)),
        }
    }

    /// Returns whether there is work without and with a new segment.
    fn work(summary: &DeliverySummary, minute: i64) -> (bool, bool) {
        (summary.has_work(at(minute), false), summary.has_work(at(minute), true))
    }

    #[test]
    fn delivery_released_has_work_with_a_segment() {
        assert_eq!(work(&released(), 1), (false, true));
        assert_eq!(work(&released(), 59), (false, true));
        assert_eq!(work(&released(), 60), (true, true));
    }

    #[test]
    fn delivery_changed_by_person_has_work() {
        assert_eq!(work(&DeliverySummary { claimed_at: None, ..released() }, 0), (true, true));
    }

    #[test]
    fn delivery_due_has_work_only_then() {
        for claimed_at in [None, Some(at(-90)), Some(at(0))] {
            let failing = StreamState::Failing;
            let due = DeliverySummary { state: failing, due_at: Some(at(5)), claimed_at, ..released() };
            assert_eq!(work(&due, 4), (false, false));
            assert_eq!(work(&due, 5), (true, true));
        }
    }

    #[test]
    fn notifications_due_later_have_work_with_a_segment() {
        let stream_id = crate::notifications_id();
        let waiting = DeliverySummary { stream_id, due_at: Some(at(90)), ..released() };
        assert_eq!(work(&waiting, 5), (false, true));
        assert_eq!(work(&waiting, 90), (true, true));
    }

    #[test]
    fn delivery_leased_has_no_work_until_the_lease_ends() {
        let leased = DeliverySummary { lease_until: Some(at(2)), ..released() };
        assert_eq!(work(&leased, 1), (false, false));
        assert_eq!(work(&leased, 2), (true, true));
        let waiting = DeliverySummary { due_at: Some(at(1)), ..leased };
        assert_eq!(work(&waiting, 1), (false, false));
    }

    #[test]
    fn delivery_that_does_not_send_has_no_work() {
        for state in StreamState::ALL {
            for due_at in [None, Some(at(0))] {
                let summary = DeliverySummary { state, due_at, claimed_at: None, ..released() };
                let sends = matches!(state, StreamState::Active | StreamState::Failing);
                assert_eq!(work(&summary, 9), (sends, sends), "{state}");
            }
        }
    }
}
