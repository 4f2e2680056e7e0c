//! What does not change from day to day: who there is, and how each of them lives.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::devices::{Kit, kit};
use super::draft::Origin;
use super::members::{self, Member};
use super::places::{Line, Places};
use super::random::Random;
use crate::identity;

/// How far back the demo goes.
pub(super) const DAYS: u64 = 30;

/// How one member lives.
#[derive(Debug)]
pub(super) struct Habits {
    pub(super) kit: Kit,
    /// How far from nine o'clock they begin, in minutes.
    pub(super) begins: f64,
    /// How much they do, of what is usual.
    pub(super) zeal: f64,
    pub(super) uses_vpn: f64,
    pub(super) second_factor: bool,
    goes_to_office: f64,
    away: Option<(NaiveDate, NaiveDate)>,
    trip: Option<(NaiveDate, NaiveDate, usize)>,
}

/// The demo organisation.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) now: DateTime<Utc>,
    pub(super) places: Places,
    pub(super) members: Vec<Member>,
    pub(super) habits: Vec<Habits>,
    /// The member whom one may sign in as.
    pub(super) guest: usize,
    /// Who left on which day, and was a member before.
    pub(super) left: (usize, NaiveDate),
    /// Who joined on which day.
    pub(super) joined: [(usize, NaiveDate); 2],
}

impl World {
    pub(super) fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let places = Places::load();
        let members = members::load(&places);
        let first = now.date_naive() - Days::new(DAYS);
        let habits =
            members.iter().enumerate().map(|(index, member)| habits(seed, index, member, first, &places));
        let habits = habits.collect();
        let find = |handle| members::position(&members, handle);
        let ago = |days| now.date_naive() - Days::new(days);
        Self {
            seed,
            now,
            habits,
            guest: identity::find("member")
                .and_then(|guest| members.iter().position(|member| member.user_id == guest.user_id))
                .unwrap_or(0),
            left: (find("jamal.whitlock"), ago(12)),
            joined: [(find("lucy.fairweather"), ago(18)), (find("renata.moreira"), ago(11))],
            members,
            places,
        }
    }

    /// Returns the stream of chance for one thing.
    pub(super) fn random(&self, things: &[u64]) -> Random {
        Random::of(self.seed, things)
    }

    pub(super) fn find(&self, handle: &str) -> usize {
        members::position(&self.members, handle)
    }

    /// Returns the members who look after accounts.
    pub(super) fn administrators(&self) -> Vec<usize> {
        (0..self.members.len()).filter(|index| self.members[*index].administers()).collect()
    }

    /// Says whether somebody is with the organisation on a day.
    pub(super) fn belongs(&self, member: usize, day: NaiveDate) -> bool {
        let gone = member == self.left.0 && day >= self.left.1;
        !gone && !self.joined.iter().any(|(new, from)| member == *new && day < *from)
    }

    /// Says whether somebody is with the organisation, and not on holiday, on a day.
    pub(super) fn is_there(&self, member: usize, day: NaiveDate) -> bool {
        self.belongs(member, day)
            && !self.habits[member].away.is_some_and(|(from, to)| from <= day && day <= to)
    }

    /// Returns where somebody works on a day, and whether they are on a journey.
    pub(super) fn workplace(&self, member: usize, day: NaiveDate, random: &mut Random) -> (Origin, bool) {
        let (home, habits) = (self.members[member].home, &self.habits[member]);
        if let Some((from, to, place)) = habits.trip
            && from <= day
            && day <= to
        {
            let line = if self.places.get(place).has_office { Line::Office } else { Line::Mobile };
            return (Origin { place, line, host: member + 1 }, true);
        }
        // The middle of the week is when offices are full.
        let share = match day.weekday().number_from_monday() {
            2..=4 => habits.goes_to_office,
            1 | 5 => habits.goes_to_office / 2.0,
            _ => 0.0,
        };
        let office = self.places.get(home).has_office && random.chance(share);
        (
            Origin { place: home, line: if office { Line::Office } else { Line::Fixed }, host: member + 1 },
            false,
        )
    }

    /// Returns the moment of a local time in a place.
    pub(super) fn moment(&self, place: usize, day: NaiveDate, minutes: f64) -> i64 {
        let zone = self.places.get(place).time_zone;
        #[expect(clippy::cast_possible_truncation, reason = "the minutes of a day or two")]
        let local = day.and_time(NaiveTime::MIN) + TimeDelta::milliseconds((minutes * 60_000.0) as i64);
        // An hour that daylight saving skips is read as the hour after it.
        let moment = zone.from_local_datetime(&local).earliest();
        let moment = moment.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
        moment.map_or_else(|| local.and_utc().timestamp_millis(), |moment| moment.timestamp_millis())
    }
}

fn habits(seed: u64, index: usize, member: &Member, first: NaiveDate, places: &Places) -> Habits {
    let number = u64::try_from(index).unwrap_or(0);
    let mut random = Random::of(seed, &[1, number]);
    let day = |random: &mut Random, latest: usize| {
        first + Days::new(u64::try_from(random.below(latest)).unwrap_or(0))
    };
    let away = random.chance(0.18).then(|| {
        let from = day(&mut random, 24);
        (from, from + Days::new(4 + random.next() % 9))
    });
    let trip = (member.team == "Sales" || random.chance(0.12)).then(|| {
        let from = day(&mut random, 26);
        (from, from + Days::new(1 + random.next() % 4), random.below(places.visited()))
    });
    let uses_vpn = match member.team {
        "Engineering" | "IT" | "Support" => 0.75,
        "Finance" | "Legal" | "Management" => 0.5,
        _ => 0.3,
    };
    Habits {
        kit: kit(member.team, &mut random),
        begins: random.around(-75.0, 95.0),
        zeal: random.around(0.2, 1.9),
        uses_vpn,
        second_factor: random.chance(0.85),
        goes_to_office: random.around(0.1, 1.0),
        away,
        trip,
    }
}
