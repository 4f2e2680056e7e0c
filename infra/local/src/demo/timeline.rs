//! All the events of the demo: as many as were asked for, newest first.

use std::cmp::Reverse;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::Value;

use super::draft::{Draft, Rank};
use super::world::{DAYS, World};
use super::{seldom, stories, workday};

/// How many events an ordinary month of the organisation has, which is what the tables of this demo are made for.
const USUAL: f64 = 30_000.0;

/// How often a month that came out too small is made again with more in it.
const MOST_TRIES: usize = 60;

/// The events, ready to be written out.
pub(super) struct Timeline {
    world: World,
    drafts: Vec<Draft>,
}

impl Timeline {
    /// Makes `count` events of the 30 days before `now`; the same again for the same numbers.
    pub(super) fn new(seed: u64, now: DateTime<Utc>, count: usize) -> Self {
        let world = World::new(seed, now);
        #[expect(clippy::cast_precision_loss, reason = "the number of a demo's events is far below 2^53")]
        let wanted = count as f64;
        let mut intensity = wanted / USUAL;
        let mut drafts = Vec::new();
        for _ in 0..MOST_TRIES {
            drafts = month(&world, intensity, wanted / USUAL);
            if drafts.len() >= count {
                break;
            }
            intensity *= 1.1;
        }
        thin(seed, &mut drafts, count);
        drafts.sort_by_key(|draft| Reverse(draft.at));
        Self { world, drafts }
    }

    /// Writes some of the events out, by their places.
    pub(super) fn write(&self, from: usize, to: usize) -> Vec<Value> {
        let World { seed, members, places, .. } = &self.world;
        let drafts = self.drafts.iter().enumerate().skip(from).take(to.saturating_sub(from));
        drafts
            .map(|(number, draft)| draft.write(*seed, u64::try_from(number).unwrap_or(0), members, places))
            .collect()
    }
}

fn month(world: &World, intensity: f64, share: f64) -> Vec<Draft> {
    let today = world.now.date_naive();
    // A day more on either side: the members' days are local ones, from Sydney to Mexico City.
    let days: Vec<NaiveDate> = (0..=DAYS + 1).map(|days| today + Days::new(1) - Days::new(days)).collect();
    let mut drafts = Vec::new();
    for day in &days {
        for member in 0..world.members.len() {
            workday::write(world, member, *day, intensity, &mut drafts);
        }
    }
    seldom::write(world, &days, share, &mut drafts);
    stories::write(world, share, &mut drafts);
    let (first, last) = ((world.now - Days::new(DAYS)).timestamp_millis(), world.now.timestamp_millis());
    drafts.retain(|draft| first <= draft.at && draft.at < last);
    drafts
}

/// Leaves so many: first of what there is much of, then of ordinary days, and of the stories last.
fn thin(seed: u64, drafts: &mut Vec<Draft>, count: usize) {
    let mut excess = drafts.len().saturating_sub(count);
    for rank in [Rank::Filler, Rank::Frame, Rank::Story] {
        let mut random = super::random::Random::of(seed, &[5]);
        let mut candidates: Vec<_> = (0..drafts.len()).filter(|index| drafts[*index].rank == rank).collect();
        // The last places of a shuffle, which is all of it that is needed.
        let mut gone = vec![false; drafts.len()];
        while excess > 0 && !candidates.is_empty() {
            gone[candidates.swap_remove(random.below(candidates.len()))] = true;
            excess -= 1;
        }
        let mut index = 0;
        drafts.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use chrono::{DateTime, Datelike, TimeDelta, Utc};
    use event_model::{CATALOGUE, parse_event};
    use serde_json::Value;

    use super::Timeline;

    fn now() -> DateTime<Utc> {
        "2026-11-21T19:23:11Z".parse().unwrap()
    }

    fn all(count: usize) -> Vec<Value> {
        let timeline = Timeline::new(1, now(), count);
        timeline.write(0, usize::MAX)
    }

    fn text<'a>(event: &'a Value, pointer: &str) -> &'a str {
        event.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn time(event: &Value) -> DateTime<Utc> {
        text(event, "/occurred_at").parse().unwrap()
    }

    #[test]
    fn there_are_as_many_as_asked_for_newest_first_and_the_same_again() {
        for count in [0, 1, 50, 5_000] {
            let events = all(count);
            assert_eq!(events.len(), count);
            assert!(events.is_sorted_by(|newer, older| time(newer) >= time(older)));
            assert!(
                events.iter().all(|event| now() - TimeDelta::days(30) <= time(event) && time(event) < now())
            );
            assert_eq!(events.iter().map(|event| text(event, "/id")).collect::<HashSet<_>>().len(), count);
            assert_eq!(events, all(count));
        }
    }

    #[test]
    fn every_event_is_one_that_a_product_may_send() {
        for event in all(30_000) {
            let parsed = parse_event(&(&event).into());
            assert!(parsed.is_ok(), "{event}: {parsed:?}");
        }
    }

    #[test]
    fn every_type_that_products_send_is_there_and_reading_is_what_they_do_most() {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for event in all(30_000) {
            *counts.entry(text(&event, "/type").to_owned()).or_default() += 1;
        }
        for entry in CATALOGUE.iter().filter(|entry| !entry.id.starts_with("monitor.")) {
            assert!(counts.contains_key(entry.id), "{}", entry.id);
        }
        let most = counts.iter().max_by_key(|(_, count)| **count).unwrap();
        assert_eq!(most.0, "pass.item.used");
        assert!(counts["account.login.succeeded"] > 10 * counts["account.login.failed_2fa"]);
    }

    #[test]
    fn weekdays_are_busy_and_most_members_are_seen() {
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
    fn the_member_who_can_sign_in_has_a_past_however_small_the_demo() {
        for count in [200, 1_000, 30_000] {
            let own = all(count).iter().filter(|event| text(event, "/actor/id") == "u_0004").count();
            assert!(own >= 5, "{own} of {count}");
        }
    }

    #[test]
    fn the_stories_can_be_found() {
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
