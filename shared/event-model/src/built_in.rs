//! The built-in catalog: its sources, and its event types, one per line.
//!
//! To add a type, add a line. Never remove a line or change its id: recorded events refer to the id until
//! they expire. Never change the class of a type either: a stored finding must be reproducible.

use crate::ocsf::{Ocsf, account, entity, finding, group, tunnel};
use crate::{CatalogEntry, Class, Description, EventType, Name, Source, SourceEntry};

/// A built-in event type.
#[derive(Debug)]
pub(crate) struct BuiltInType {
    id: &'static str,
    label: &'static str,
    category: &'static str,
    description: &'static str,
    class: Class,
    /// The place of the type in OCSF, if the place of its class is too coarse.
    own_ocsf: Option<Ocsf>,
}

/// A built-in source.
#[derive(Debug)]
pub(crate) struct BuiltInSource {
    id: &'static str,
    label: &'static str,
}

/// The built-in sources. Only the activity monitor writes the events of the last one.
pub(crate) static BUILT_IN_SOURCES: &[BuiltInSource] = &[
    BuiltInSource { id: "pass", label: "Pass" },
    BuiltInSource { id: "account", label: "Account" },
    BuiltInSource { id: "vpn", label: "VPN" },
    BuiltInSource { id: "organization", label: "Organization" },
    BuiltInSource { id: Source::MONITOR, label: "Activity monitor" },
];

macro_rules! catalog {
    ($($id:literal, $class:ident $(=> $ocsf:path)?, $label:literal, $category:literal, $description:literal;)*) => {
        &[$(BuiltInType {
            id: $id,
            label: $label,
            category: $category,
            description: $description,
            class: Class::$class,
            own_ocsf: first([$($ocsf,)?]),
        }),*]
    };
}

/// Returns the place in OCSF that a row names, if it names one.
const fn first<const N: usize>(named: [Ocsf; N]) -> Option<Ocsf> {
    if N == 0 { None } else { Some(named[0]) }
}

/// All event types, grouped by source and category: id, class, label, category, description. `=> place` behind a
/// class is the place of the type in OCSF where the place of its class is too coarse.
#[rustfmt::skip]
pub(crate) static BUILT_IN_TYPES: &[BuiltInType] = catalog! {
    "pass.invite.created", InvitationSent, "Invite Created", "Invites to your organization", "A person was invited to a shared vault or item.";
    "pass.invite.accepted", InvitationAccepted, "Invite Accepted", "Invites to your organization", "An invitation to a shared vault or item was accepted.";
    "pass.invite.deleted", InvitationWithdrawn, "Invite Deleted", "Invites to your organization", "An invitation to a shared vault or item was withdrawn.";
    "pass.invite.rejected", InvitationDeclined, "Invite Rejected", "Invites to your organization", "An invitation to a shared vault or item was declined.";
    "pass.new_user_invite.created", InvitationSent, "New User Invite Created", "New user invites", "A person without an account was invited.";
    "pass.new_user_invite.deleted", InvitationWithdrawn, "New User Invite Deleted", "New user invites", "The invitation of a person without an account was withdrawn.";
    "pass.item.created", ItemCreated, "Item Created", "Items", "An item was created in a vault.";
    "pass.item.updated", ItemChanged, "Item Updated", "Items", "An item's content was changed.";
    "pass.item.used", ItemRead, "Item Used", "Items", "An item was filled in or copied.";
    "pass.item.read", ItemRead, "Item Read", "Items", "An item was opened.";
    "pass.item.deleted", ItemDeleted, "Item Deleted", "Items", "An item was deleted for good.";
    "pass.item.trashed", ItemDeleted => entity::MOVE, "Item Trashed", "Items", "An item was moved to the trash.";
    "pass.item.untrashed", ItemChanged => entity::MOVE, "Item Untrashed", "Items", "An item was restored from the trash.";
    "pass.item.flags_changed", ItemChanged, "Item Flags Changed", "Items", "An item's flags were changed.";
    "pass.items.exported", ItemExported, "Items Exported", "Items", "Items were exported to a file.";
    "pass.vault.created", ItemCreated, "Vault Created", "Vaults", "A vault was created.";
    "pass.vault.updated", ItemChanged, "Vault Updated", "Vaults", "A vault's name or settings were changed.";
    "pass.vault.deleted", ItemDeleted, "Vault Deleted", "Vaults", "A vault was deleted.";
    "pass.breach_custom_email.created", Other => entity::CREATE, "Breach Custom Email Created", "Email breach monitor", "An address was added to breach monitoring.";
    "pass.breach_custom_email.validated", Other => entity::UPDATE, "Breach Custom Email Validated", "Email breach monitor", "An address in breach monitoring was confirmed.";
    "pass.breach_custom_email.deleted", Other => entity::DELETE, "Breach Custom Email Deleted", "Email breach monitor", "An address was removed from breach monitoring.";
    "pass.share.created", AccessGranted, "Share Created", "Shared vaults", "A vault or item was shared with a person.";
    "pass.share.updated", AccessChanged, "Share Updated", "Shared vaults", "A person's access to a shared vault or item was changed.";
    "pass.share.deleted", AccessRevoked, "Share Deleted", "Shared vaults", "A person's access to a shared vault or item was removed.";
    "pass.secure_link.created", LinkCreated, "Secure Link Created", "Secure links", "A secure link to an item was created.";
    "pass.secure_link.read", LinkOpened, "Secure Link Read", "Secure links", "A secure link to an item was opened.";
    "pass.secure_link.deleted", LinkDeleted, "Secure Link Deleted", "Secure links", "A secure link to an item was deleted.";
    "account.login.succeeded", SignInSucceeded, "Login Succeeded", "Sign-in", "A sign-in succeeded.";
    "account.login.failed_password", SignInFailed, "Login Failed Password", "Sign-in", "A sign-in failed: wrong password.";
    "account.login.failed_2fa", SignInFailed, "Login Failed 2FA", "Sign-in", "A sign-in failed: wrong second factor.";
    "account.login.awaiting_2fa", SignInPending, "Login Awaiting 2FA", "Sign-in", "A sign-in passed the password and waits for the second factor.";
    "account.login.awaiting_verification", SignInPending, "Login Awaiting Verification", "Sign-in", "A sign-in waits for a verification of the person.";
    "account.login.attempted", SignInPending, "Login Attempted", "Sign-in", "A sign-in was begun.";
    "account.login.forbidden", SignInBlocked, "Login Forbidden", "Sign-in", "A sign-in was refused by a rule.";
    "account.login.blocked", SignInBlocked, "Login Blocked", "Sign-in", "A sign-in was blocked as suspicious.";
    "account.login.succeeded_recovery_phrase", SignInSucceeded, "Login Succeeded Recovery Phrase", "Sign-in", "A sign-in with the recovery phrase succeeded.";
    "account.login.failed_recovery_phrase", SignInFailed, "Login Failed Recovery Phrase", "Sign-in", "A sign-in with the recovery phrase failed.";
    "account.login.succeeded_by_admin", SignInByAdmin, "Login Succeeded By Admin", "Sign-in", "An administrator signed in to the account.";
    "account.reauthentication.succeeded", ReauthenticationSucceeded, "Reauthentication Succeeded", "Reauthentication", "The person proved again who they are.";
    "account.reauthentication.failed_password", ReauthenticationFailed, "Reauthentication Failed Password", "Reauthentication", "A reauthentication failed: wrong password.";
    "account.reauthentication.failed_2fa", ReauthenticationFailed, "Reauthentication Failed 2FA", "Reauthentication", "A reauthentication failed: wrong second factor.";
    "account.password.changed", PasswordChanged, "Password Changed", "Passwords", "The account's password was changed.";
    "account.mailbox_password.changed", PasswordChanged, "Mailbox Password Changed", "Passwords", "The mailbox password was changed.";
    "account.mailbox_password.enabled", PasswordChanged, "Mailbox Password Enabled", "Passwords", "A separate mailbox password was switched on.";
    "account.mailbox_password.disabled", PasswordChanged, "Mailbox Password Disabled", "Passwords", "The separate mailbox password was switched off.";
    "account.reset", AccountReset, "Reset", "Recovery", "The account was reset.";
    "account.recovery_phrase.changed", RecoveryChanged, "Recovery Phrase Changed", "Recovery", "The recovery phrase was changed.";
    "account.recovery_phrase.reset", RecoveryChanged, "Recovery Phrase Reset", "Recovery", "The recovery phrase was reset.";
    "account.recovery_phrase.disabled", RecoveryChanged, "Recovery Phrase Disabled", "Recovery", "The recovery phrase was switched off.";
    "account.recovery_email.changed", RecoveryChanged, "Recovery Email Changed", "Recovery", "The recovery e-mail address was changed.";
    "account.recovery_phone.changed", RecoveryChanged, "Recovery Phone Changed", "Recovery", "The recovery phone number was changed.";
    "account.email_recovery.enabled", RecoveryChanged, "Email Recovery Enabled", "Recovery", "Recovery by e-mail was switched on.";
    "account.email_recovery.disabled", RecoveryChanged, "Email Recovery Disabled", "Recovery", "Recovery by e-mail was switched off.";
    "account.phone_recovery.enabled", RecoveryChanged, "Phone Recovery Enabled", "Recovery", "Recovery by phone was switched on.";
    "account.phone_recovery.disabled", RecoveryChanged, "Phone Recovery Disabled", "Recovery", "Recovery by phone was switched off.";
    "account.high_security.enabled", PolicyStrengthened => account::OTHER, "High Security Enabled", "Account security", "The high-security programme was switched on.";
    "account.high_security.disabled", PolicyWeakened => account::OTHER, "High Security Disabled", "Account security", "The high-security programme was switched off.";
    "account.email.changed", EmailChanged, "Email Changed", "Account security", "The account's e-mail address was changed.";
    "account.totp.enabled", SecondFactorAdded, "TOTP Enabled", "Account security", "One-time codes from an app were switched on as second factor.";
    "account.totp.disabled", SecondFactorRemoved, "TOTP Disabled", "Account security", "One-time codes from an app were switched off as second factor.";
    "account.security_key.added", SecondFactorAdded, "Security Key Added", "Account security", "A security key was added.";
    "account.security_key.removed", SecondFactorRemoved, "Security Key Removed", "Account security", "A security key was removed.";
    "account.backup_secret.reset", RecoveryChanged, "Backup Secret Reset", "Account security", "The backup codes were renewed.";
    "account.user_key.created", KeyCreated, "User Key Created", "Keys", "An encryption key of the account was created.";
    "account.user_key.deleted", KeyDeleted, "User Key Deleted", "Keys", "An encryption key of the account was deleted.";
    "account.user_key.reactivated", KeyReactivated, "User Key Reactivated", "Keys", "An encryption key of the account was reactivated.";
    "account.address_key.created", KeyCreated, "Address Key Created", "Keys", "An encryption key of an address was created.";
    "account.address_key.deleted", KeyDeleted, "Address Key Deleted", "Keys", "An encryption key of an address was deleted.";
    "account.address_key.reactivated", KeyReactivated, "Address Key Reactivated", "Keys", "An encryption key of an address was reactivated.";
    "account.session.revoked", SessionRevoked, "Session Revoked", "Sessions", "One session was signed out.";
    "account.sessions.revoked_all", SessionRevoked, "Sessions Revoked All", "Sessions", "Every other session was signed out.";
    "vpn.session.started", SessionStarted => tunnel::OPEN, "Session Started", "VPN sessions", "A VPN session was started.";
    "vpn.session.ended", SessionEnded => tunnel::CLOSE, "Session Ended", "VPN sessions", "A VPN session was ended.";
    "vpn.session.roamed", SessionMoved => tunnel::OTHER, "Session Roamed", "VPN sessions", "A VPN session went on from another address.";
    "organization.user.added", MemberAdded, "User Added", "Members", "A member was added to the organization.";
    "organization.user.removed", MemberRemoved, "User Removed", "Members", "A member was removed from the organization.";
    "organization.user.role_changed", MemberRoleChanged, "User Role Changed", "Members", "A member got another role.";
    "organization.group.created", Other => group::CREATE, "Group Created", "Groups", "A group was created.";
    "organization.group.updated", Other => group::OTHER, "Group Updated", "Groups", "A group was updated.";
    "organization.group.deleted", Other => group::DELETE, "Group Deleted", "Groups", "A group was deleted.";
    "organization.two_factor_requirement.enabled", PolicyStrengthened => entity::ENABLE, "Two Factor Requirement Enabled", "Policies", "A second factor was made mandatory.";
    "organization.two_factor_requirement.disabled", PolicyWeakened => entity::DISABLE, "Two Factor Requirement Disabled", "Policies", "A second factor was made optional.";
    "organization.retention_rule.added", PolicyChanged => entity::CREATE, "Retention Rule Added", "Policies", "A retention rule was added.";
    "organization.retention_rule.updated", PolicyChanged, "Retention Rule Updated", "Policies", "A retention rule was updated.";
    "organization.retention_rule.deleted", PolicyChanged => entity::DELETE, "Retention Rule Deleted", "Policies", "A retention rule was deleted.";
    "monitor.enabled", MonitoringStrengthened, "Monitor Turned On", "Activity monitor", "The activity monitor was switched on.";
    "monitor.disabled", MonitoringWeakened, "Monitor Turned Off", "Activity monitor", "The activity monitor was switched off. Product events are not collected from then on.";
    "monitor.details.shown", MonitoringStrengthened, "Details Shown", "Activity monitor", "IP address, ISP and location are shown again.";
    "monitor.details.hidden", MonitoringWeakened, "Details Hidden", "Activity monitor", "IP address, ISP and location are hidden from everyone.";
    "monitor.detail_collection.enabled", MonitoringStrengthened, "Detail Collection Enabled", "Activity monitor", "IP address, ISP and location of new events are stored.";
    "monitor.detail_collection.disabled", MonitoringWeakened, "Detail Collection Disabled", "Activity monitor", "IP address, ISP and location of new events are no longer stored.";
    "monitor.retention.changed", PolicyChanged, "Retention Changed", "Activity monitor", "The number of days that events are kept was changed.";
    "monitor.export.created", ReportExported => entity::CREATE, "Export Created", "Exports", "An export of events was asked for.";
    "monitor.export.downloaded", ReportExported, "Download link issued", "Exports", "A download link of an export was issued.";
    "monitor.export.deleted", Other => entity::DELETE, "Export Deleted", "Exports", "An export was deleted, and its file with it.";
    "monitor.key.created", KeyCreated, "Key Created", "Product keys", "A product key was created.";
    "monitor.key.revoked", KeyDeleted, "Key Revoked", "Product keys", "A product key was revoked.";
    "monitor.reader_key.created", KeyCreated, "Reader Key Created", "Reader keys", "A reader key, which can read the organization's feed, was created.";
    "monitor.reader_key.revoked", KeyDeleted, "Reader Key Revoked", "Reader keys", "A reader key was revoked.";
    "monitor.finding.opened", Other => finding::CREATE, "Finding Opened", "Findings", "A detection found suspicious behavior.";
    "monitor.finding.raised", Other => finding::UPDATE, "Finding Raised", "Findings", "The severity of a finding rose.";
    "monitor.finding.assigned", Other => finding::UPDATE, "Finding Assigned", "Findings", "The person who handles a finding, or its note, was changed.";
    "monitor.finding.answered", Other => finding::UPDATE, "Finding Answered", "Findings", "The person whom a finding concerns answered.";
    "monitor.finding.closed", Other => finding::CLOSE, "Finding Closed", "Findings", "A finding was closed.";
    "monitor.finding.reopened", Other => finding::UPDATE, "Finding Reopened", "Findings", "A closed finding was opened again.";
    "monitor.mute.created", MonitoringWeakened => entity::CREATE, "Mute Created", "Mutes", "Findings of a rule about a subject are not shown until a date.";
    "monitor.mute.deleted", MonitoringStrengthened => entity::DELETE, "Mute Deleted", "Mutes", "A mute was deleted before its end.";
    "monitor.rule.changed", PolicyChanged, "Rule Changed", "Detections", "The parameters of a detection rule were changed.";
    "monitor.rule.enabled", MonitoringStrengthened, "Rule Enabled", "Detections", "A detection rule was switched on.";
    "monitor.rule.disabled", MonitoringWeakened, "Rule Disabled", "Detections", "A detection rule was switched off.";
    "monitor.exception.added", MonitoringWeakened => entity::CREATE, "Exception Added", "Detections", "A network or a service account was added, whose findings are information only.";
    "monitor.exception.removed", MonitoringStrengthened => entity::DELETE, "Exception Removed", "Detections", "A network or a service account, whose findings were information only, was removed.";
    "monitor.backtest.created", Other => entity::CREATE, "Backtest Created", "Detections", "A back-test of a detection rule was started.";
    "monitor.stream.created", Other => entity::CREATE, "Stream Created", "Streams", "A stream to another system was created.";
    "monitor.stream.changed", PolicyChanged, "Stream Changed", "Streams", "The name, filters, form or destination of a stream were changed.";
    "monitor.stream.deleted", MonitoringWeakened => entity::DELETE, "Stream Deleted", "Streams", "A stream was deleted. Its destination gets no more events.";
    "monitor.stream.verified", MonitoringStrengthened, "Stream Verified", "Streams", "The destination of a stream proved that it wants the events. They are sent from then on.";
    "monitor.stream.paused", MonitoringWeakened, "Stream Paused", "Streams", "A person paused a stream. Its events wait while they are retained.";
    "monitor.stream.resumed", MonitoringStrengthened, "Stream Resumed", "Streams", "A person resumed a stream.";
    "monitor.stream.replayed", Other => entity::UPDATE, "Stream Replayed", "Streams", "A stream sends its events again from an earlier position.";
    "monitor.stream.secret_rotated", Other => entity::UPDATE, "Stream Secret Rotated", "Streams", "A stream got a new signing secret. For 24 hours, requests have both signatures.";
    "monitor.stream.redriven", Other => entity::UPDATE, "Stream Redriven", "Streams", "The dead letters of a stream are sent again.";
    "monitor.stream.failing", Other => entity::DISABLE, "Stream Failing", "Streams", "The destination of a stream does not accept events. They wait and are sent again.";
    "monitor.stream.recovered", Other => entity::ENABLE, "Stream Recovered", "Streams", "The destination of a stream accepts events again.";
    "monitor.stream.disabled", MonitoringWeakened, "Stream Disabled", "Streams", "A stream was disabled: it failed for too long, or its destination is gone.";
    "monitor.stream.gap", Other => entity::OTHER, "Stream Gap", "Streams", "Events expired before a stream could send them.";
    "monitor.notifications.changed", PolicyChanged, "Notifications Changed", "Notifications", "A person changed which messages they get about findings.";
};

impl From<&BuiltInType> for CatalogEntry {
    fn from(kind: &BuiltInType) -> Self {
        let BuiltInType { id, label, category, description, class, own_ocsf } = *kind;
        Self {
            id: EventType::recorded(id.to_owned()),
            label: Name::recorded(label.to_owned()),
            category: Name::recorded(category.to_owned()),
            description: Description::recorded(description.to_owned()),
            class,
            ocsf: own_ocsf.unwrap_or_else(|| class.ocsf()),
            registered_at: None,
            deprecated_at: None,
        }
    }
}

impl From<&BuiltInSource> for SourceEntry {
    fn from(source: &BuiltInSource) -> Self {
        let BuiltInSource { id, label } = *source;
        Self {
            id: Source::recorded(id.to_owned()),
            label: Name::recorded(label.to_owned()),
            registered_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::Catalog;

    /// Returns the words of an id after its source in title case, the usual form of a label.
    fn title_case(id: &EventType) -> String {
        let words = id.as_str().split(['.', '_']).skip(1).map(|word| match word {
            "2fa" | "totp" => word.to_uppercase(),
            _ => word[..1].to_uppercase() + &word[1..],
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Labels that differ from their ids. "Disabled" alone does not name the disabled feature. The monitor
    /// knows only the link of a download.
    const OWN_LABELS: [(&str, &str); 3] = [
        ("monitor.enabled", "Monitor Turned On"),
        ("monitor.disabled", "Monitor Turned Off"),
        ("monitor.export.downloaded", "Download link issued"),
    ];

    #[test]
    fn built_in_type_is_unique_valid_and_labeled() {
        let catalog = Catalog::built_in();
        assert_eq!(catalog.entries().len(), BUILT_IN_TYPES.len(), "a type is duplicated");
        for CatalogEntry { id, label, category, description, .. } in catalog.entries() {
            let own = OWN_LABELS.into_iter().find(|(own, _)| *own == id.as_str());
            let expected = own.map_or_else(|| title_case(id), |(_, label)| label.to_owned());
            assert_eq!(label.as_str(), expected, "{id}");
            assert!(description.as_str().ends_with('.') && !category.as_str().is_empty(), "{id}");
            assert_eq!(id.as_str().parse().as_ref(), Ok(id));
            assert!(catalog.has_source(id.source()), "{id}");
        }
    }

    #[test]
    fn built_in_types_match_snapshot() {
        let ids: Vec<&str> = BUILT_IN_TYPES.iter().map(|kind| kind.id).collect();
        insta::assert_snapshot!(ids.join("\n"));
    }

    /// tests/template/test_ocsf.py reads this snapshot.
    #[test]
    fn built_in_classes_and_ocsf_match_snapshot() {
        let line = |CatalogEntry { id, class, ocsf, .. }: &CatalogEntry| {
            let Ocsf { class_uid, activity_id, status } = ocsf;
            let status = status.map_or("outcome".to_owned(), |status| status.status_id().to_string());
            format!("{id} {class} {class_uid} {activity_id} {status}")
        };
        let entries = Catalog::built_in().entries();
        insta::assert_snapshot!(entries.iter().map(line).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn built_in_types_have_every_class() {
        let used: HashSet<Class> = BUILT_IN_TYPES.iter().map(|kind| kind.class).collect();
        let unused: Vec<Class> = Class::ALL.into_iter().filter(|class| !used.contains(class)).collect();
        assert_eq!(unused, []);
    }
}
