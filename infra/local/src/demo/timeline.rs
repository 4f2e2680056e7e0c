//! All the events of the demo, oldest first.

use fastrand::Rng;
use serde_json::Value;

use super::event::DemoEvent;
use super::organization::{MEMBERS, Member};
use super::{Month, scenarios, workday};
use crate::identity;

/// Another seed creates another demo.
const SEED: u64 = 20_260_401;

/// Events of a usual month. A smaller demo has smaller scenarios.
const USUAL: f64 = 30_000.0;

/// The events, ready to be sent.
pub(super) struct Timeline(Vec<DemoEvent>);

impl Timeline {
    /// Creates `count` events of the month. The same month and count give the same events, so that an interrupted
    /// demo continues.
    pub(super) fn new(month: Month, count: usize) -> Self {
        let mut rng = Rng::with_seed(SEED);
        #[expect(clippy::cast_precision_loss, reason = "a demo is far smaller than 2^53 events")]
        let share = count as f64 / USUAL;
        let mut events = own_days(month, &mut rng);
        events.extend(scenarios::events(month, share));
        workday::write_rare(month, share, &mut rng, &mut events);
        events.retain(|event| month.contains(event.at));
        while events.len() < count {
            let mut days: Vec<_> =
                month.days().flat_map(|day| MEMBERS.iter().map(move |member| (day, member))).collect();
            rng.shuffle(&mut days);
            for (day, member) in days {
                if events.len() >= count {
                    break;
                }
                let before = events.len();
                if workday::works_on(month, member, day, &mut rng) {
                    workday::write(month, member, day, &mut rng, &mut events);
                }
                let kept: Vec<_> = events.drain(before..).filter(|event| month.contains(event.at)).collect();
                events.extend(kept);
            }
        }
        // The last events are ordinary ones, unless the demo is very small.
        events.truncate(count);
        // A profile of a person needs the past first: detections compare each event with what the feed had before it.
        events.sort_by_key(|event| event.at);
        Self(events)
    }

    /// Returns some of the events as a product sends them, by position.
    pub(super) fn json(&self, from: usize, to: usize) -> Vec<Value> {
        let numbered = (0_u64..).zip(&self.0).skip(from).take(to.saturating_sub(from));
        numbered.map(|(number, event)| event.json(SEED ^ number)).collect()
    }
}

/// Returns the events of some days of the member who can sign in, so that the smallest demo has some of them.
fn own_days(month: Month, rng: &mut Rng) -> Vec<DemoEvent> {
    let guest = identity::find("member");
    let member = MEMBERS.iter().find(|member| guest.is_some_and(|guest| guest.user_id == member.user_id));
    let member: &'static Member = member.expect("a test finds everyone who can sign in among the members");
    let mut events = Vec::new();
    for day in month.days().step_by(7) {
        workday::write(month, member, day, rng, &mut events);
    }
    events
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use chrono::{DateTime, Datelike, TimeDelta, Utc};
    use event_model::{Catalog, parse_event};
    use serde_json::Value;

    use super::{Month, Timeline};

    fn now() -> DateTime<Utc> {
        "2026-11-21T19:23:11Z".parse().unwrap()
    }

    fn all(count: usize) -> Vec<Value> {
        Timeline::new(Month { end: now() }, count).json(0, usize::MAX)
    }

    fn text<'a>(event: &'a Value, pointer: &str) -> &'a str {
        event.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn time(event: &Value) -> DateTime<Utc> {
        text(event, "/occurred_at").parse().unwrap()
    }

    #[test]
    fn timeline_has_count_events_oldest_first_repeatably() {
        for count in [0, 1, 50, 5_000] {
            let events = all(count);
            assert_eq!(events.len(), count);
            assert!(events.is_sorted_by_key(time));
            assert!(
                events.iter().all(|event| now() - TimeDelta::days(30) <= time(event) && time(event) < now())
            );
            assert_eq!(events.iter().map(|event| text(event, "/id")).collect::<HashSet<_>>().len(), count);
            assert_eq!(events, all(count));
        }
    }

    #[test]
    fn timeline_every_event_is_valid() {
        for event in all(30_000) {
            let parsed = parse_event(&(&event).into());
            assert!(parsed.is_ok(), "{event}: {parsed:?}");
        }
    }

    #[test]
    fn timeline_has_every_type_of_the_catalog() {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for event in all(30_000) {
            *counts.entry(text(&event, "/type").to_owned()).or_default() += 1;
        }
        for entry in Catalog::built_in().entries().iter().filter(|entry| !entry.id.is_monitor()) {
            assert!(counts.contains_key(entry.id.as_str()), "{}", entry.id);
        }
        for kind in &super::super::billing::BILLING.types {
            assert!(counts.contains_key(&kind.id), "{}", kind.id);
        }
        let most = counts.iter().max_by_key(|(_, count)| **count).unwrap();
        assert_eq!(most.0, "pass.item.used");
        assert!(counts["account.login.succeeded"] > 10 * counts["account.login.failed_2fa"]);
    }

    #[test]
    fn timeline_weekdays_are_busy_and_members_active() {
        let mut by_weekday = [0_usize; 7];
        let mut actors = HashSet::new();
        let events = all(30_000);
        for event in &events {
            by_weekday[usize::try_from(time(event).weekday().num_days_from_monday()).unwrap()] += 1;
            actors.insert(text(event, "/actor/id"));
        }
        assert!(by_weekday[5] * 6 < by_weekday[1] && by_weekday[6] * 6 < by_weekday[2], "{by_weekday:?}");
        assert!(actors.len() >= 118, "{}", actors.len());
    }

    #[test]
    fn timeline_small_demo_has_events_of_the_member() {
        for count in [200, 1_000, 30_000] {
            let own = all(count).iter().filter(|event| text(event, "/actor/id") == "u_0004").count();
            assert!(own >= 5, "{own} of {count}");
        }
    }

    #[test]
    fn timeline_scenarios_can_be_found() {
        let events = all(30_000);
        let of =
            |kind: &str| events.iter().filter(move |event| text(event, "/type") == kind).collect::<Vec<_>>();
        let mut by_address: HashMap<&str, HashSet<&str>> = HashMap::new();
        for failure in of("account.login.failed_password") {
            by_address.entry(text(failure, "/client/ip")).or_default().insert(text(failure, "/actor/id"));
        }
        let (spray, victims) = by_address.iter().max_by_key(|(_, actors)| actors.len()).unwrap();
        assert!(victims.len() > 100, "{spray}");

        let stolen: Vec<_> =
            events.iter().filter(|event| text(event, "/actor/email").starts_with("hannah.vogel")).collect();
        let theft = of("account.totp.disabled")
            .into_iter()
            .find(|event| text(event, "/actor/email").starts_with("hannah.vogel"));
        let address = text(theft.unwrap(), "/client/ip");
        let read = stolen
            .iter()
            .filter(|event| text(event, "/client/ip") == address && text(event, "/type") == "pass.item.read");
        assert_eq!(read.count(), 46);

        let removed = of("organization.user.removed");
        assert_eq!(removed.len(), 1);
        let leaver = text(removed[0], "/targets/0/id");
        let after = events
            .iter()
            .filter(|event| text(event, "/actor/id") == leaver && time(event) > time(removed[0]));
        let after: Vec<_> = after.map(|event| text(event, "/type")).collect();
        assert_eq!(after, ["account.login.forbidden"; 3]);
    }
}
