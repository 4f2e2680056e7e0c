//! An ordinary day of one member: signing in, the VPN, the password manager, and home again.

use chrono::{Datelike, NaiveDate};

use super::devices::Client;
use super::draft::{About, Draft, Origin, Rank};
use super::inventory::{SERVERS, VAULTS, vault_of};
use super::places::Line;
use super::random::Random;
use super::world::World;

/// How many things a member does with the password manager on an ordinary day.
const ITEMS_A_DAY: f64 = 7.0;

/// What is done with the password manager, and how often.
const PASS: [(&str, f64); 12] = [
    ("pass.item.used", 56.0),
    ("pass.item.read", 24.0),
    ("pass.item.updated", 6.0),
    ("pass.item.created", 5.0),
    ("pass.item.trashed", 1.6),
    ("pass.item.flags_changed", 1.2),
    ("pass.item.deleted", 0.7),
    ("pass.share.created", 1.2),
    ("pass.share.updated", 0.4),
    ("pass.invite.accepted", 0.6),
    ("pass.secure_link.created", 1.0),
    ("pass.secure_link.read", 1.3),
];

/// Writes the day down.
pub(super) struct Diary<'a> {
    world: &'a World,
    random: Random,
    member: usize,
    day: NaiveDate,
    out: &'a mut Vec<Draft>,
}

/// Adds one member's day. `intensity` is how much happens, of what is usual.
pub(super) fn write(world: &World, member: usize, day: NaiveDate, intensity: f64, out: &mut Vec<Draft>) {
    let date = u64::try_from(day.num_days_from_ce()).unwrap_or(0);
    let mut random = world.random(&[2, u64::try_from(member).unwrap_or(0), date]);
    let works = match day.weekday().number_from_monday() {
        1..=4 => 0.94,
        5 => 0.86,
        6 => 0.10,
        _ => 0.07,
    };
    // A small demo has few days of each member, but not so few that the one who can sign in has none.
    let share = if member == world.guest { intensity.clamp(0.25, 1.0) } else { intensity.min(1.0) };
    if !world.is_there(member, day) || !random.chance(works * share) {
        return;
    }
    Diary { world, random, member, day, out }.write(intensity.max(1.0));
}

impl Diary<'_> {
    fn write(mut self, intensity: f64) {
        let world = self.world;
        let habits = &world.habits[self.member];
        let (from, travels) = world.workplace(self.member, self.day, &mut self.random);
        let arrives = 9.0 * 60.0 + habits.begins + self.random.around(-25.0, 25.0);
        let leaves = arrives + self.random.around(6.0, 10.5) * 60.0;
        let computer = habits.kit.computer;

        let mut session = self.random.next();
        if self.random.chance(0.8) {
            session = self.sign_in(from, &computer.account, arrives, session);
        }
        if self.random.chance(if travels { 0.95 } else { habits.uses_vpn }) {
            self.vpn(from, &computer.vpn, arrives + 3.0, leaves, intensity);
        }
        for _ in 0..self.random.times(ITEMS_A_DAY * habits.zeal * intensity) {
            let minutes = self.working_minute(arrives, leaves);
            self.pass(from, &computer.pass, minutes, session);
        }
        if self.random.chance(0.16) {
            let minutes = self.working_minute(arrives, leaves);
            if self.random.chance(0.12) {
                self.note(
                    "account.reauthentication.failed_password",
                    from,
                    &computer.account,
                    minutes - 0.3,
                    session,
                    About::Nothing,
                    Rank::Frame,
                );
            }
            self.note(
                "account.reauthentication.succeeded",
                from,
                &computer.account,
                minutes,
                session,
                About::Nothing,
                Rank::Frame,
            );
        }
        if self.random.chance(0.3) {
            let outside = Origin { line: Line::Mobile, ..from };
            let session = self.random.next();
            for _ in 0..=self.random.below(2) {
                let minutes = leaves + self.random.around(20.0, 240.0);
                self.pass(outside, &habits.kit.telephone.pass, minutes, session);
            }
        }
    }

    /// Signs in, with the slips that people make; returns the session that it begins.
    fn sign_in(&mut self, from: Origin, client: &'static Client, arrives: f64, session: u64) -> u64 {
        let mut minutes = arrives;
        let mut step = |diary: &mut Self, kind, pause: f64, session| {
            diary.note(kind, from, client, minutes, session, About::Nothing, Rank::Frame);
            minutes += pause * diary.random.around(0.5, 1.5);
        };
        while self.random.chance(0.07) {
            step(self, "account.login.failed_password", 0.35, 0);
        }
        if self.world.habits[self.member].second_factor {
            step(self, "account.login.awaiting_2fa", 0.2, 0);
            if self.random.chance(0.04) {
                step(self, "account.login.failed_2fa", 0.5, 0);
            }
        }
        step(self, "account.login.succeeded", 0.0, session);
        session
    }

    fn vpn(&mut self, from: Origin, client: &'static Client, start: f64, end: f64, intensity: f64) {
        let (session, server) = (self.random.next(), self.random.below(SERVERS.len()));
        let about = |minutes: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the minutes of a day"
            )]
            let minutes = minutes.max(1.0) as u32;
            About::Server { server, minutes }
        };
        self.note("vpn.session.started", from, client, start, session, about(0.0), Rank::Frame);
        for _ in 0..self.random.times(0.2 * intensity) {
            let outside = Origin { line: Line::Mobile, ..from };
            let minutes = self.working_minute(start, end);
            self.note("vpn.session.roamed", outside, client, minutes, session, about(0.0), Rank::Filler);
        }
        self.note("vpn.session.ended", from, client, end, session, about(end - start), Rank::Frame);
    }

    fn pass(&mut self, from: Origin, client: &'static Client, minutes: f64, session: u64) {
        let kind = self.random.weighted(&PASS);
        let own = vault_of(self.world.members[self.member].team);
        let vault = if self.random.chance(0.7) { own } else { self.random.below(2) * own };
        let item = self.random.below(VAULTS[vault].items.len());
        let about = match kind {
            "pass.share.created" | "pass.share.updated" => {
                About::Share { vault, with: self.random.below(self.world.members.len()) }
            }
            "pass.invite.accepted" => About::Vault(vault),
            "pass.secure_link.created" | "pass.secure_link.read" => {
                About::Link { vault, item, link: u32::try_from(self.random.next() >> 32).unwrap_or(0) }
            }
            _ => About::Item { vault, item },
        };
        let rank = if self.member == self.world.guest { Rank::Frame } else { Rank::Filler };
        self.note(kind, from, client, minutes, session, about, rank);
    }

    /// Returns a minute of the working day, for the most part not that of lunch.
    fn working_minute(&mut self, start: f64, end: f64) -> f64 {
        let (noon, one) = (12.0 * 60.0 + 15.0, 13.0 * 60.0);
        if start > noon || end < one || self.random.chance(0.12) {
            return start + (end - start) * self.random.unit();
        }
        let (from, to) = if self.random.chance(0.45) { (start, noon) } else { (one, end) };
        from + (to - from) * (self.random.unit() + self.random.unit()) / 2.0
    }

    #[expect(clippy::too_many_arguments, reason = "each is a different column of one row")]
    fn note(
        &mut self,
        kind: &'static str,
        from: Origin,
        client: &'static Client,
        minutes: f64,
        session: u64,
        about: About,
        rank: Rank,
    ) {
        let at = self.world.moment(from.place, self.day, minutes);
        self.out.push(Draft { at, kind, actor: self.member, from, client, session, about, rank });
    }
}
