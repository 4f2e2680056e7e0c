//! What happens seldom in an organisation, so that every type of the catalogue is in the demo.

use chrono::{Datelike, NaiveDate};

use super::draft::{About, Draft, Rank};
use super::inventory::{GROUPS, PARTNERS, VAULTS, vault_of};
use super::world::World;

/// What happens seldom, and how often in the 30 days of a demo of the usual size.
#[rustfmt::skip]
const SELDOM: [(&str, f64); 57] = [
    ("pass.invite.created", 26.0), ("pass.invite.deleted", 3.0), ("pass.invite.rejected", 3.0),
    ("pass.new_user_invite.created", 9.0), ("pass.new_user_invite.deleted", 2.0), ("pass.item.untrashed", 18.0),
    ("pass.vault.created", 7.0), ("pass.vault.updated", 11.0), ("pass.vault.deleted", 2.0),
    ("pass.breach_custom_email.created", 9.0), ("pass.breach_custom_email.validated", 7.0),
    ("pass.breach_custom_email.deleted", 2.0), ("pass.share.deleted", 14.0), ("pass.secure_link.deleted", 12.0),
    ("account.login.awaiting_verification", 15.0), ("account.login.attempted", 30.0), ("account.login.forbidden", 4.0),
    ("account.login.blocked", 5.0), ("account.login.succeeded_recovery_phrase", 2.0),
    ("account.login.failed_recovery_phrase", 2.0), ("account.login.succeeded_by_admin", 2.0),
    ("account.reauthentication.failed_2fa", 6.0), ("account.password.changed", 21.0),
    ("account.mailbox_password.changed", 3.0), ("account.mailbox_password.enabled", 2.0),
    ("account.mailbox_password.disabled", 1.0), ("account.reset", 1.0), ("account.recovery_phrase.changed", 4.0),
    ("account.recovery_phrase.reset", 1.0), ("account.recovery_phrase.disabled", 1.0),
    ("account.recovery_email.changed", 6.0), ("account.recovery_phone.changed", 5.0),
    ("account.email_recovery.enabled", 4.0), ("account.email_recovery.disabled", 1.0),
    ("account.phone_recovery.enabled", 3.0), ("account.phone_recovery.disabled", 1.0),
    ("account.high_security.enabled", 5.0), ("account.high_security.disabled", 1.0), ("account.totp.enabled", 8.0),
    ("account.totp.disabled", 2.0), ("account.security_key.added", 11.0), ("account.security_key.removed", 2.0),
    ("account.backup_secret.reset", 3.0), ("account.user_key.created", 4.0), ("account.user_key.deleted", 1.0),
    ("account.user_key.reactivated", 2.0), ("account.address_key.created", 5.0), ("account.address_key.deleted", 1.0),
    ("account.address_key.reactivated", 1.0), ("account.session.revoked", 24.0), ("account.sessions.revoked_all", 5.0),
    ("organization.group.created", 3.0), ("organization.group.updated", 9.0), ("organization.group.deleted", 1.0),
    ("organization.retention_rule.added", 1.0), ("organization.retention_rule.updated", 1.0),
    ("organization.retention_rule.deleted", 1.0),
];

/// Adds what happens seldom, spread over the days. `share` is how large the demo is, of the usual size.
pub(super) fn write(world: &World, days: &[NaiveDate], share: f64, out: &mut Vec<Draft>) {
    let administrators = world.administrators();
    for (number, (kind, usual)) in (0_u64..).zip(SELDOM) {
        let mut random = world.random(&[3, number]);
        let times = random.times(usual * share).max(1);
        let mut written = 0;
        // Some draws fall on holidays and weekends; a bound keeps an odd calendar from looping for ever.
        for _ in 0..times * 20 {
            let (day, member) = (*random.pick(days), random.below(world.members.len()));
            let by_admin = kind.starts_with("organization.") || kind.ends_with("_by_admin");
            let member = if by_admin { *random.pick(&administrators) } else { member };
            if written == times || !world.is_there(member, day) || day.weekday().number_from_monday() > 5 {
                continue;
            }
            written += 1;
            let (from, _) = world.workplace(member, day, &mut random);
            let minutes = random.around(9.2 * 60.0, 17.0 * 60.0);
            let computer = world.habits[member].kit.computer;
            let client = if kind.starts_with("pass.") { &computer.pass } else { &computer.account };
            let session =
                if kind.contains(".login.") && !kind.contains("succeeded") { 0 } else { random.next() };
            let vault = vault_of(world.members[member].team);
            let about = match kind {
                "pass.item.untrashed" => About::Item { vault, item: random.below(VAULTS[vault].items.len()) },
                "pass.secure_link.deleted" => {
                    let item = random.below(VAULTS[vault].items.len());
                    About::Link { vault, item, link: u32::try_from(random.next() >> 32).unwrap_or(0) }
                }
                "pass.share.deleted" => About::Share { vault, with: random.below(world.members.len()) },
                "pass.invite.created" | "pass.invite.deleted" | "pass.invite.rejected" => About::Vault(vault),
                "account.login.succeeded_by_admin" => About::Person(random.below(world.members.len())),
                kind if kind.starts_with("pass.vault.") => About::Vault(vault),
                kind if kind.starts_with("pass.new_user_invite.") || kind.starts_with("pass.breach_") => {
                    About::Partner(random.below(PARTNERS.len()))
                }
                kind if kind.starts_with("organization.group.") => About::Group(random.below(GROUPS.len())),
                _ => About::Nothing,
            };
            let at = world.moment(from.place, day, minutes);
            out.push(Draft { at, kind, actor: member, from, client, session, about, rank: Rank::Frame });
        }
    }
}
