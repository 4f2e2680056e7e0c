//! The activity of an ordinary day of one member, and the events that occur a few times a month.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use event_model::Catalog;
use fastrand::Rng;

use super::Month;
use super::billing::BILLING;
use super::event::{DemoEvent, Target};
use super::organization::{ASSETS, Device, MEMBERS, Member};
use super::places::Line;

/// Percent of members who work on a day, from Monday to Sunday.
const PRESENT: [u8; 7] = [94, 94, 94, 94, 86, 10, 7];

/// Types of the password manager with their weights.
const PASS: [(&str, u32); 12] = [
    ("pass.item.used", 560),
    ("pass.item.read", 240),
    ("pass.item.updated", 60),
    ("pass.item.created", 50),
    ("pass.item.trashed", 16),
    ("pass.item.flags_changed", 12),
    ("pass.item.deleted", 7),
    ("pass.share.created", 12),
    ("pass.share.updated", 4),
    ("pass.invite.accepted", 6),
    ("pass.secure_link.created", 10),
    ("pass.secure_link.read", 13),
];

/// Types that only [`Workday`] and the scenarios write.
const ROUTINE: [&str; 13] = [
    "account.login.succeeded",
    "account.login.failed_password",
    "account.login.failed_2fa",
    "account.login.awaiting_2fa",
    "account.reauthentication.succeeded",
    "account.reauthentication.failed_password",
    "vpn.session.started",
    "vpn.session.roamed",
    "vpn.session.ended",
    "organization.user.added",
    "organization.user.removed",
    "organization.two_factor_requirement.enabled",
    "organization.two_factor_requirement.disabled",
];

/// Events of each rare type in a month. A rare type is any other type of the catalog, so new types need no change here.
const RARE: f64 = 4.0;

/// One member's day.
struct Workday<'a> {
    month: Month,
    member: &'static Member,
    day: NaiveDate,
    rng: &'a mut Rng,
    out: &'a mut Vec<DemoEvent>,
}

/// Adds the events of a day on which the member works.
pub(super) fn write(
    month: Month,
    member: &'static Member,
    day: NaiveDate,
    rng: &mut Rng,
    out: &mut Vec<DemoEvent>,
) {
    Workday { month, member, day, rng, out }.write();
}

/// Returns `true` if the member works on this day.
pub(super) fn works_on(month: Month, member: &Member, day: NaiveDate, rng: &mut Rng) -> bool {
    let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    member.belongs_on(day, month.end) && rng.u8(..100) < PRESENT[weekday]
}

/// Adds each rare type of the catalog at least once. `share` is the size of the demo relative to the usual size.
pub(super) fn write_rare(month: Month, share: f64, rng: &mut Rng, out: &mut Vec<DemoEvent>) {
    let days: Vec<NaiveDate> = month.days().filter(|day| day.weekday().number_from_monday() <= 5).collect();
    let types = Catalog::built_in().entries().iter().map(|entry| entry.id.as_str());
    let rare = types.filter(|kind| {
        !kind.starts_with("monitor.") && !ROUTINE.contains(kind) && PASS.iter().all(|(pass, _)| pass != kind)
    });
    for kind in rare {
        let mut left = (RARE * share).max(1.0);
        while left >= 1.0 {
            let (day, member) = (days[rng.usize(..days.len())], &MEMBERS[rng.usize(..MEMBERS.len())]);
            let by_admin = kind.starts_with("organization.") || kind.ends_with("_by_admin");
            if member.belongs_on(day, month.end) && (member.is_admin() || !by_admin) {
                let mut workday = Workday { month, member, day, rng: &mut *rng, out: &mut *out };
                let minutes = workday.rng.u32(9 * 60..17 * 60);
                let (target, session) =
                    (Target::random(kind, member.vault(), workday.rng), workday.rng.u64(..));
                workday.push(kind, Line::Home, member.computer(), minutes, session, target);
                left -= 1.0;
            }
        }
    }
}

impl Workday<'_> {
    fn write(mut self) {
        let member = self.member;
        let office =
            member.home.has_office && self.day.weekday().number_from_monday() <= 5 && self.rng.bool();
        let line = if office { Line::Office } else { Line::Home };
        let start = 8 * 60 + self.rng.u32(..150);
        let end = start + self.rng.u32(6 * 60..10 * 60);
        let session = self.rng.u64(..);
        if self.rng.u8(..100) < 80 {
            self.sign_in(line, start, session);
        }
        if self.rng.u8(..100) < if matches!(member.team, "Engineering" | "IT" | "Support") { 75 } else { 35 }
        {
            self.vpn(line, start + 3, end);
        }
        for _ in 0..self.rng.u32(2..13) {
            self.use_pass(line, member.computer(), start, end, session);
        }
        if self.rng.u8(..100) < 16 {
            let minutes = self.rng.u32(start..end);
            if self.rng.u8(..100) < 12 {
                let kind = "account.reauthentication.failed_password";
                self.push(kind, line, member.computer(), minutes, session, Target::None);
            }
            let kind = "account.reauthentication.succeeded";
            self.push(kind, line, member.computer(), minutes + 1, session, Target::None);
        }
        if matches!(member.team, "Finance" | "Sales") {
            for _ in 0..self.rng.u32(1..6) {
                let kind = BILLING.one(self.rng).id.as_str();
                let (minutes, invoice) = (self.rng.u32(start..end), self.rng.u32(10_000..12_000));
                self.push(kind, line, member.computer(), minutes, session, Target::Invoice(invoice));
            }
        }
        if self.rng.u8(..100) < 30 {
            let session = self.rng.u64(..);
            self.use_pass(Line::Mobile, member.phone(), end + 20, end + 240, session);
        }
    }

    fn sign_in(&mut self, line: Line, minutes: u32, session: u64) {
        let mut steps = Vec::new();
        if self.rng.u8(..100) < 7 {
            steps.push("account.login.failed_password");
        }
        if !self.member.number.is_multiple_of(7) {
            steps.push("account.login.awaiting_2fa");
            if self.rng.u8(..100) < 4 {
                steps.push("account.login.failed_2fa");
            }
        }
        steps.push("account.login.succeeded");
        for (minutes, kind) in (minutes..).zip(steps) {
            self.push(kind, line, self.member.computer(), minutes, session, Target::None);
        }
    }

    fn vpn(&mut self, line: Line, start: u32, end: u32) {
        let (session, server) = (self.rng.u64(..), self.rng.usize(..ASSETS.servers.len()));
        let target = |minutes| Target::Server { server, minutes };
        let computer = self.member.computer();
        self.push("vpn.session.started", line, computer, start, session, target(0));
        if self.rng.u8(..100) < 20 {
            let minutes = self.rng.u32(start..end);
            self.push("vpn.session.roamed", Line::Mobile, computer, minutes, session, target(0));
        }
        self.push("vpn.session.ended", line, computer, end, session, target(end - start));
    }

    fn use_pass(&mut self, line: Line, device: &'static Device, start: u32, end: u32, session: u64) {
        let (kind, _) = *super::weighted(&PASS, |(_, weight)| *weight, self.rng);
        let target = Target::random(kind, self.member.vault(), self.rng);
        let minutes = self.rng.u32(start..end);
        self.push(kind, line, device, minutes, session, target);
    }

    fn push(
        &mut self,
        kind: &'static str,
        line: Line,
        device: &'static Device,
        minutes: u32,
        session: u64,
        target: Target,
    ) {
        let Self { member, day, .. } = *self;
        let midnight = self.month.moment(member.home.time_zone, day, NaiveTime::MIN);
        let at =
            midnight + TimeDelta::minutes(minutes.into()) + TimeDelta::milliseconds(self.rng.i64(0..60_000));
        let ip = member.home.address(line, member.number);
        self.out.push(DemoEvent { at, kind, actor: member, ip, device, session, target });
    }
}
