//! What is usual for a person.

use std::collections::BTreeMap;

use chrono::Duration;
use event_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{DailyItems, Day, Device, EventRef, Fact, Novelty, SecondFactor};

/// Days after which a place or device that was not used is forgotten.
const KEPT_DAYS: u16 = 90;
/// Days for which a use of the same place is not recorded again. Ages are the least that they can be.
const RESOLUTION_DAYS: u16 = 3;
/// Days whose number of items tells what is usual.
const USUAL_DAYS: usize = 5;
/// Maximum countries, networks and devices, each.
const KEPT_VALUES: usize = 50;
/// Time for which the novelty of an event is kept: longer than the nightly pass looks back.
const LOG_TIME: Duration = Duration::hours(96);
/// Maximum events whose novelty is kept. An account with more is a program, for which nothing is new.
const LOG_MAX: usize = 100;

/// The novelty of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LogEntry {
    #[serde(flatten)]
    event: EventRef,
    #[serde(rename = "r")]
    recorded_at: Timestamp,
    #[serde(flatten)]
    novelty: Novelty,
}

/// What is usual for a person, from their events in the order of the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    first_day: Option<Day>,
    last_day: Option<Day>,
    last_sign_in_day: Option<Day>,
    sign_ins: u16,
    sign_in_days: u16,
    /// Last day of use of each country.
    countries: BTreeMap<String, Day>,
    asns: BTreeMap<u32, Day>,
    devices: BTreeMap<Device, Day>,
    /// Different items read on each day. The nightly pass writes it.
    items: BTreeMap<Day, u32>,
    #[serde(default = "SecondFactor::unexamined")]
    second_factor: SecondFactor,
    /// The novelty of recent events.
    log: Vec<LogEntry>,
}

impl Profile {
    /// Returns `true` if [`observe`](Self::observe) would change the profile.
    ///
    /// A further sign-in from where the person has signed in in the last three days changes nothing, and nothing is new.
    pub fn would_change(&self, fact: &Fact) -> bool {
        let day = Day::of(fact.at);
        let is_outside = !self.covers(day);
        (fact.has_novelty() && !self.is_usual(fact, day))
            || (fact.is_activity() && is_outside)
            || self.second_factor.would_change(fact)
    }

    /// Returns `true` if activity on `day` is recorded: the last day that is recorded is less than three days before.
    fn covers(&self, day: Day) -> bool {
        self.days().is_some_and(|(first, last)| first <= day && day < last.plus(RESOLUTION_DAYS))
    }

    fn is_usual(&self, fact: &Fact, day: Day) -> bool {
        let has_past = self.sign_ins >= Novelty::PAST_SIGN_INS && self.sign_in_days >= Novelty::PAST_DAYS;
        let is_used = |last: Option<&Day>| last.is_some_and(|last| last.plus(RESOLUTION_DAYS) > day);
        let country = fact.country.as_ref().map(|country| is_used(self.countries.get(country)));
        let asn = fact.asn.map(|asn| is_used(self.asns.get(&asn)));
        let device = fact.device.map(|device| is_used(self.devices.get(&device)));
        fact.is_sign_in()
            && has_past
            && self.covers(day)
            && [country, asn, device].into_iter().flatten().all(|is_used| is_used)
    }

    /// Adds an event and returns its novelty, if its class needs it. Call it once for each event of the person, in the
    /// order of the feed.
    pub fn observe(&mut self, fact: &Fact) -> Option<Novelty> {
        let day = Day::of(fact.at);
        let novelty = fact.has_novelty().then(|| self.novelty(fact, day));
        self.second_factor.observe(fact);
        if fact.is_activity() {
            self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
            self.last_day = self.last_day.max(Some(day));
        }
        if fact.is_sign_in() {
            self.sign_ins = self.sign_ins.saturating_add(1);
            if self.last_sign_in_day < Some(day) {
                self.last_sign_in_day = Some(day);
                self.sign_in_days = self.sign_in_days.saturating_add(1);
            }
            remember(&mut self.countries, fact.country.clone(), day);
            remember(&mut self.asns, fact.asn, day);
            remember(&mut self.devices, fact.device, day);
        }
        let novelty = novelty?;
        let oldest = fact.recorded_at.minus(LOG_TIME);
        self.log.retain(|entry| entry.recorded_at >= oldest);
        if self.log.len() >= LOG_MAX {
            return None;
        }
        self.log.push(LogEntry { event: fact.event.clone(), recorded_at: fact.recorded_at, novelty });
        Some(novelty)
    }

    /// Returns the novelty of an event that was observed in the last four days.
    pub fn logged(&self, event: &EventRef) -> Option<Novelty> {
        self.log.iter().find(|entry| entry.event == *event).map(|entry| entry.novelty)
    }

    /// Returns the countries of the person with the last day of their use.
    pub fn countries(&self) -> &BTreeMap<String, Day> {
        &self.countries
    }

    /// Returns the autonomous systems of the person with the last day of their use.
    pub fn asns(&self) -> &BTreeMap<u32, Day> {
        &self.asns
    }

    /// Returns the number of devices of the last 90 days.
    pub fn devices(&self) -> usize {
        self.devices.len()
    }

    /// Returns the days of the first and the last known activity.
    pub fn days(&self) -> Option<(Day, Day)> {
        self.first_day.zip(self.last_day)
    }

    /// Returns what is known of the second factor of the person.
    pub fn second_factor(&self) -> &SecondFactor {
        &self.second_factor
    }

    /// Returns the last day of anything that is known of the person.
    pub fn last_known_day(&self) -> Option<Day> {
        self.last_day.max(self.second_factor.last_day())
    }

    /// Sets the number of different items that were read on a day, and forgets days that are long ago.
    ///
    /// Once five days are known, only a day with more than all of them is added: an ordinary day changes neither
    /// the maximum nor, by much, the median.
    pub fn set_items(&mut self, day: Day, items: u32) {
        let newest = self.items.keys().next_back().copied().unwrap_or(day).max(day);
        self.items.retain(|day, _| newest.since(*day) <= KEPT_DAYS);
        let is_new_maximum = self.items.values().all(|known| *known < items);
        if self.items.len() < USUAL_DAYS || self.items.contains_key(&day) || is_new_maximum {
            self.items.insert(day, items);
        }
    }

    /// Returns what the person read on the days before `day`; `None` if there is no such day.
    pub fn daily_items(&self, day: Day) -> Option<DailyItems> {
        let mut counts: Vec<u32> = self.items.range(..day).map(|(_, items)| *items).collect();
        counts.sort_unstable();
        let maximum = *counts.last()?;
        let median = counts[counts.len() / 2];
        Some(DailyItems { days: u16::try_from(counts.len()).unwrap_or(u16::MAX), maximum, median })
    }

    fn novelty(&self, fact: &Fact, day: Day) -> Novelty {
        // A value that is only known from later days is not new either: the event arrived late.
        let least = |days: u16| days.saturating_sub(RESOLUTION_DAYS - 1);
        let age =
            |last: Option<&Day>| last.map(|last| day.since(*last)).filter(|age| *age <= KEPT_DAYS).map(least);
        // An event from before everything that is known has no past, whatever came after it.
        let has_earlier = self.first_day.is_some_and(|first| first < day);
        let if_earlier = |count: u16| if has_earlier { count } else { 0 };
        Novelty {
            sign_ins: if_earlier(self.sign_ins),
            sign_in_days: if_earlier(self.sign_in_days),
            country_age: age(fact.country.as_ref().and_then(|country| self.countries.get(country))),
            asn_age: age(fact.asn.and_then(|asn| self.asns.get(&asn))),
            device_age: age(fact.device.and_then(|device| self.devices.get(&device))),
            silent_days: self.last_day.map(|last| least(day.since(last))),
            account_days: self.first_day.map(|first| day.since(first)),
        }
    }
}

fn remember<T: Ord + Clone>(values: &mut BTreeMap<T, Day>, value: Option<T>, day: Day) {
    let Some(value) = value else { return };
    let last = values.entry(value).or_insert(day);
    *last = (*last).max(day);
    values.retain(|_, last| day.since(*last) <= KEPT_DAYS);
    while values.len() > KEPT_VALUES {
        let oldest = values.iter().min_by_key(|(_, last)| **last).map(|(value, _)| value.clone());
        oldest.map(|oldest| values.remove(&oldest));
    }
}
