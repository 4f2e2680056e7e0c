//! What is worth finding in the demo: a password spray, a stolen account, somebody who leaves, and two who come.

use chrono::{Days, NaiveDate};

use super::devices::{Client, SCRIPT, STRANGER};
use super::draft::{About, Draft, Origin, Rank};
use super::inventory::{VAULTS, vault_of};
use super::places::{DATACENTRE, FARAWAY, Line};
use super::random::Random;
use super::world::World;

/// Whose account is stolen.
const VICTIM: &str = "hannah.vogel";

/// Tries of the password spray in a demo of the usual size.
const SPRAY: f64 = 260.0;

/// Items that the thief opens in a demo of the usual size.
const LOOT: f64 = 46.0;

/// Tells one story.
struct Teller<'a> {
    world: &'a World,
    random: Random,
    out: &'a mut Vec<Draft>,
}

/// Adds the stories. `share` is how large the demo is, of the usual size.
pub(super) fn write(world: &World, share: f64, out: &mut Vec<Draft>) {
    let size = |usual: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most")]
        let size = (usual * share.clamp(0.1, 1.0)) as usize;
        size
    };
    let mut teller = Teller { world, random: world.random(&[4]), out };
    teller.spray(size(SPRAY));
    teller.theft(size(LOOT));
    teller.leaving();
    teller.joining();
    teller.second_factor_for_all();
}

impl Teller<'_> {
    /// One address tries a few passwords on everybody, at night, and is blocked in the end.
    fn spray(&mut self, tries: usize) {
        let from = self.origin(DATACENTRE, 7);
        let day = self.ago(9);
        let mut minutes = 2.0 * 60.0 + 11.0;
        let members: Vec<_> =
            (0..self.world.members.len()).filter(|member| self.world.belongs(*member, day)).collect();
        for attempt in 0..tries {
            let actor = members[attempt % members.len()];
            let blocked = attempt * 4 > tries * 3;
            let kind = if blocked { "account.login.blocked" } else { "account.login.failed_password" };
            self.note(kind, actor, from, &SCRIPT, day, minutes, 0, About::Nothing);
            minutes += self.random.around(0.05, 0.19);
        }
    }

    /// A password that was used elsewhere too: a stranger signs in, opens what there is, sends links to it out, and is
    /// noticed in the morning.
    fn theft(&mut self, items: usize) {
        let victim = self.world.find(VICTIM);
        let (from, session) = (self.origin(FARAWAY, 23), self.random.next());
        let day = self.ago(4);
        let mut minutes = 3.0 * 60.0 + 24.0;
        let mut act = |teller: &mut Self, kind, session, about, pause: f64| {
            let client = if about_pass(kind) { &STRANGER.pass } else { &STRANGER.account };
            teller.note(kind, victim, from, client, day, minutes, session, about);
            minutes += pause * teller.random.around(0.4, 1.6);
        };
        for _ in 0..3 {
            act(self, "account.login.failed_password", 0, About::Nothing, 0.6);
        }
        act(self, "account.login.succeeded", session, About::Nothing, 1.5);
        act(self, "account.recovery_email.changed", session, About::Nothing, 0.8);
        act(self, "account.totp.disabled", session, About::Nothing, 2.0);
        let own = vault_of(self.world.members[victim].team);
        for number in 0..items {
            let vault = if number % 3 == 2 { 0 } else { own };
            let item = number / 3 % VAULTS[vault].items.len();
            act(self, "pass.item.read", session, About::Item { vault, item }, 0.12);
        }
        for item in 0..3 {
            let about =
                About::Link { vault: own, item, link: 0x00c0_ffee + u32::try_from(item).unwrap_or(0) };
            act(self, "pass.secure_link.created", session, about, 0.7);
        }
        for item in 0..3 {
            let about =
                About::Link { vault: own, item, link: 0x00c0_ffee + u32::try_from(item).unwrap_or(0) };
            act(self, "pass.secure_link.read", session, about, 9.0);
        }
        self.recovery(victim, day);
    }

    fn recovery(&mut self, victim: usize, day: NaiveDate) {
        let (home, client) = (self.at_home(victim), &self.world.habits[victim].kit.computer.account);
        let session = self.random.next();
        let mut minutes = 8.0 * 60.0 + 52.0;
        for (kind, pause, session) in [
            ("account.login.failed_password", 0.6, 0),
            ("account.login.succeeded_recovery_phrase", 3.0, session),
            ("account.sessions.revoked_all", 1.0, session),
            ("account.password.changed", 2.0, session),
            ("account.recovery_email.changed", 2.0, session),
            ("account.totp.enabled", 1.0, session),
        ] {
            let at = self.world.moment(home.place, day, minutes);
            self.push(kind, victim, home, client, at, session, About::Nothing);
            minutes += pause;
        }
    }

    /// Somebody leaves: looks through more than usual on the last evening, is removed, and tries once more.
    fn leaving(&mut self) {
        let (leaver, day) = self.world.left;
        let (home, kit) = (self.at_home(leaver), self.world.habits[leaver].kit);
        let (eve, session) = (day - Days::new(1), self.random.next());
        let own = vault_of(self.world.members[leaver].team);
        for number in 0..14 {
            let minutes = 21.0 * 60.0 + 8.0 + self.random.around(0.0, 40.0);
            let about = About::Item { vault: own, item: number % VAULTS[own].items.len() };
            let at = self.world.moment(home.place, eve, minutes);
            self.push("pass.item.read", leaver, home, &kit.computer.pass, at, session, about);
        }
        let admin = self.world.find("tomas.herrera");
        let (office, client) = (self.at_home(admin), &self.world.habits[admin].kit.computer.account);
        let session = self.random.next();
        for (kind, minutes, about) in [
            ("pass.share.deleted", 9.5 * 60.0, About::Share { vault: own, with: leaver }),
            ("organization.group.updated", 9.6 * 60.0, About::Group(1)),
            ("organization.user.removed", 9.7 * 60.0, About::Person(leaver)),
        ] {
            let at = self.world.moment(office.place, day, minutes);
            self.push(kind, admin, office, client, at, session, about);
        }
        for minutes in [18.2, 18.25, 18.6] {
            let at = self.world.moment(home.place, day, minutes * 60.0);
            self.push("account.login.forbidden", leaver, home, &kit.telephone.account, at, 0, About::Nothing);
        }
    }

    /// Two people join, and set up their accounts.
    fn joining(&mut self) {
        for (joiner, day) in self.world.joined {
            let admin = self.world.find("bjorn.haugland");
            let (office, client) = (self.at_home(admin), &self.world.habits[admin].kit.computer.account);
            let (session, own) = (self.random.next(), vault_of(self.world.members[joiner].team));
            let at = self.world.moment(office.place, day, 8.9 * 60.0);
            self.push("organization.user.added", admin, office, client, at, session, About::Person(joiner));
            let share = About::Share { vault: own, with: joiner };
            self.push("pass.share.created", admin, office, client, at + 95_000, session, share);
            let (home, kit, session) =
                (self.at_home(joiner), self.world.habits[joiner].kit, self.random.next());
            let first = self.world.moment(home.place, day, 9.6 * 60.0).max(at + 600_000);
            for (kind, minutes) in [
                ("account.login.succeeded", 0),
                ("account.user_key.created", 1),
                ("account.address_key.created", 1),
                ("account.totp.enabled", 4),
                ("account.recovery_email.changed", 6),
            ] {
                let at = first + i64::from(minutes) * 60_000;
                self.push(kind, joiner, home, &kit.computer.account, at, session, About::Nothing);
            }
        }
    }

    /// The organisation draws its conclusion from the stolen account.
    fn second_factor_for_all(&mut self) {
        let admin = self.world.find("tomas.herrera");
        let (office, client) = (self.at_home(admin), &self.world.habits[admin].kit.computer.account);
        let session = self.random.next();
        for (kind, days, hour) in [
            ("organization.two_factor_requirement.enabled", 20, 15.2),
            ("organization.two_factor_requirement.disabled", 20, 15.9),
            ("organization.two_factor_requirement.enabled", 3, 10.4),
        ] {
            let at = self.world.moment(office.place, self.ago(days), hour * 60.0);
            self.push(kind, admin, office, client, at, session, About::Nothing);
        }
    }

    fn ago(&self, days: u64) -> NaiveDate {
        self.world.now.date_naive() - Days::new(days)
    }

    fn origin(&self, place: &str, host: usize) -> Origin {
        Origin { place: self.world.places.find(place), line: Line::Mobile, host }
    }

    fn at_home(&self, member: usize) -> Origin {
        Origin { place: self.world.members[member].home, line: Line::Fixed, host: member + 1 }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a different column of one row")]
    fn note(
        &mut self,
        kind: &'static str,
        actor: usize,
        from: Origin,
        client: &'static Client,
        day: NaiveDate,
        minutes: f64,
        session: u64,
        about: About,
    ) {
        // At night in Europe, where most of the organisation sleeps.
        let berlin = self.world.places.find("berlin");
        let at = self.world.moment(berlin, day, minutes);
        self.push(kind, actor, from, client, at, session, about);
    }

    #[expect(clippy::too_many_arguments, reason = "each is a different column of one row")]
    fn push(
        &mut self,
        kind: &'static str,
        actor: usize,
        from: Origin,
        client: &'static Client,
        at: i64,
        session: u64,
        about: About,
    ) {
        self.out.push(Draft { at, kind, actor, from, client, session, about, rank: Rank::Story });
    }
}

fn about_pass(kind: &str) -> bool {
    kind.starts_with("pass.")
}
