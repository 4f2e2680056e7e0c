//! The catalog: all event types, one per line.
//!
//! To add a type, add a line. Never remove a line or change its id: recorded events refer to the id until
//! they expire.

use crate::CatalogEntry;

macro_rules! catalog {
    ($($id:literal, $label:literal, $category:literal, $description:literal;)*) => {
        &[$(CatalogEntry { id: $id, label: $label, category: $category, description: $description }),*]
    };
}

/// All event types, grouped by source and category.
#[rustfmt::skip]
pub static CATALOG: &[CatalogEntry] = catalog! {
    "pass.invite.created", "Invite Created", "Invites to your organization", "A person was invited to a shared vault or item.";
    "pass.invite.accepted", "Invite Accepted", "Invites to your organization", "An invitation to a shared vault or item was accepted.";
    "pass.invite.deleted", "Invite Deleted", "Invites to your organization", "An invitation to a shared vault or item was withdrawn.";
    "pass.invite.rejected", "Invite Rejected", "Invites to your organization", "An invitation to a shared vault or item was declined.";
    "pass.new_user_invite.created", "New User Invite Created", "New user invites", "A person without an account was invited.";
    "pass.new_user_invite.deleted", "New User Invite Deleted", "New user invites", "The invitation of a person without an account was withdrawn.";
    "pass.item.created", "Item Created", "Items", "An item was created in a vault.";
    "pass.item.updated", "Item Updated", "Items", "An item's content was changed.";
    "pass.item.used", "Item Used", "Items", "An item was filled in or copied.";
    "pass.item.read", "Item Read", "Items", "An item was opened.";
    "pass.item.deleted", "Item Deleted", "Items", "An item was deleted for good.";
    "pass.item.trashed", "Item Trashed", "Items", "An item was moved to the trash.";
    "pass.item.untrashed", "Item Untrashed", "Items", "An item was restored from the trash.";
    "pass.item.flags_changed", "Item Flags Changed", "Items", "An item's flags were changed.";
    "pass.vault.created", "Vault Created", "Vaults", "A vault was created.";
    "pass.vault.updated", "Vault Updated", "Vaults", "A vault's name or settings were changed.";
    "pass.vault.deleted", "Vault Deleted", "Vaults", "A vault was deleted.";
    "pass.breach_custom_email.created", "Breach Custom Email Created", "Email breach monitor", "An address was added to breach monitoring.";
    "pass.breach_custom_email.validated", "Breach Custom Email Validated", "Email breach monitor", "An address in breach monitoring was confirmed.";
    "pass.breach_custom_email.deleted", "Breach Custom Email Deleted", "Email breach monitor", "An address was removed from breach monitoring.";
    "pass.share.created", "Share Created", "Shared vaults", "A vault or item was shared with a person.";
    "pass.share.updated", "Share Updated", "Shared vaults", "A person's access to a shared vault or item was changed.";
    "pass.share.deleted", "Share Deleted", "Shared vaults", "A person's access to a shared vault or item was removed.";
    "pass.secure_link.created", "Secure Link Created", "Secure links", "A secure link to an item was created.";
    "pass.secure_link.read", "Secure Link Read", "Secure links", "A secure link to an item was opened.";
    "pass.secure_link.deleted", "Secure Link Deleted", "Secure links", "A secure link to an item was deleted.";
    "account.login.succeeded", "Login Succeeded", "Sign-in", "A sign-in succeeded.";
    "account.login.failed_password", "Login Failed Password", "Sign-in", "A sign-in failed: wrong password.";
    "account.login.failed_2fa", "Login Failed 2FA", "Sign-in", "A sign-in failed: wrong second factor.";
    "account.login.awaiting_2fa", "Login Awaiting 2FA", "Sign-in", "A sign-in passed the password and waits for the second factor.";
    "account.login.awaiting_verification", "Login Awaiting Verification", "Sign-in", "A sign-in waits for a verification of the person.";
    "account.login.attempted", "Login Attempted", "Sign-in", "A sign-in was begun.";
    "account.login.forbidden", "Login Forbidden", "Sign-in", "A sign-in was refused by a rule.";
    "account.login.blocked", "Login Blocked", "Sign-in", "A sign-in was blocked as suspicious.";
    "account.login.succeeded_recovery_phrase", "Login Succeeded Recovery Phrase", "Sign-in", "A sign-in with the recovery phrase succeeded.";
    "account.login.failed_recovery_phrase", "Login Failed Recovery Phrase", "Sign-in", "A sign-in with the recovery phrase failed.";
    "account.login.succeeded_by_admin", "Login Succeeded By Admin", "Sign-in", "An administrator signed in to the account.";
    "account.reauthentication.succeeded", "Reauthentication Succeeded", "Reauthentication", "The person proved again who they are.";
    "account.reauthentication.failed_password", "Reauthentication Failed Password", "Reauthentication", "A reauthentication failed: wrong password.";
    "account.reauthentication.failed_2fa", "Reauthentication Failed 2FA", "Reauthentication", "A reauthentication failed: wrong second factor.";
    "account.password.changed", "Password Changed", "Passwords", "The account's password was changed.";
    "account.mailbox_password.changed", "Mailbox Password Changed", "Passwords", "The mailbox password was changed.";
    "account.mailbox_password.enabled", "Mailbox Password Enabled", "Passwords", "A separate mailbox password was switched on.";
    "account.mailbox_password.disabled", "Mailbox Password Disabled", "Passwords", "The separate mailbox password was switched off.";
    "account.reset", "Reset", "Recovery", "The account was reset.";
    "account.recovery_phrase.changed", "Recovery Phrase Changed", "Recovery", "The recovery phrase was changed.";
    "account.recovery_phrase.reset", "Recovery Phrase Reset", "Recovery", "The recovery phrase was reset.";
    "account.recovery_phrase.disabled", "Recovery Phrase Disabled", "Recovery", "The recovery phrase was switched off.";
    "account.recovery_email.changed", "Recovery Email Changed", "Recovery", "The recovery e-mail address was changed.";
    "account.recovery_phone.changed", "Recovery Phone Changed", "Recovery", "The recovery phone number was changed.";
    "account.email_recovery.enabled", "Email Recovery Enabled", "Recovery", "Recovery by e-mail was switched on.";
    "account.email_recovery.disabled", "Email Recovery Disabled", "Recovery", "Recovery by e-mail was switched off.";
    "account.phone_recovery.enabled", "Phone Recovery Enabled", "Recovery", "Recovery by phone was switched on.";
    "account.phone_recovery.disabled", "Phone Recovery Disabled", "Recovery", "Recovery by phone was switched off.";
    "account.high_security.enabled", "High Security Enabled", "Account security", "The high-security programme was switched on.";
    "account.high_security.disabled", "High Security Disabled", "Account security", "The high-security programme was switched off.";
    "account.totp.enabled", "TOTP Enabled", "Account security", "One-time codes from an app were switched on as second factor.";
    "account.totp.disabled", "TOTP Disabled", "Account security", "One-time codes from an app were switched off as second factor.";
    "account.security_key.added", "Security Key Added", "Account security", "A security key was added.";
    "account.security_key.removed", "Security Key Removed", "Account security", "A security key was removed.";
    "account.backup_secret.reset", "Backup Secret Reset", "Account security", "The backup codes were renewed.";
    "account.user_key.created", "User Key Created", "Keys", "An encryption key of the account was created.";
    "account.user_key.deleted", "User Key Deleted", "Keys", "An encryption key of the account was deleted.";
    "account.user_key.reactivated", "User Key Reactivated", "Keys", "An encryption key of the account was reactivated.";
    "account.address_key.created", "Address Key Created", "Keys", "An encryption key of an address was created.";
    "account.address_key.deleted", "Address Key Deleted", "Keys", "An encryption key of an address was deleted.";
    "account.address_key.reactivated", "Address Key Reactivated", "Keys", "An encryption key of an address was reactivated.";
    "account.session.revoked", "Session Revoked", "Sessions", "One session was signed out.";
    "account.sessions.revoked_all", "Sessions Revoked All", "Sessions", "Every other session was signed out.";
    "vpn.session.started", "Session Started", "VPN sessions", "A VPN session was started.";
    "vpn.session.ended", "Session Ended", "VPN sessions", "A VPN session was ended.";
    "vpn.session.roamed", "Session Roamed", "VPN sessions", "A VPN session went on from another address.";
    "organization.user.added", "User Added", "Members", "A member was added to the organization.";
    "organization.user.removed", "User Removed", "Members", "A member was removed from the organization.";
    "organization.group.created", "Group Created", "Groups", "A group was created.";
    "organization.group.updated", "Group Updated", "Groups", "A group was updated.";
    "organization.group.deleted", "Group Deleted", "Groups", "A group was deleted.";
    "organization.two_factor_requirement.enabled", "Two Factor Requirement Enabled", "Policies", "A second factor was made mandatory.";
    "organization.two_factor_requirement.disabled", "Two Factor Requirement Disabled", "Policies", "A second factor was made optional.";
    "organization.retention_rule.added", "Retention Rule Added", "Policies", "A retention rule was added.";
    "organization.retention_rule.updated", "Retention Rule Updated", "Policies", "A retention rule was updated.";
    "organization.retention_rule.deleted", "Retention Rule Deleted", "Policies", "A retention rule was deleted.";
    "monitor.enabled", "Monitor Turned On", "Activity monitor", "The activity monitor was switched on.";
    "monitor.disabled", "Monitor Turned Off", "Activity monitor", "The activity monitor was switched off. Product events are not collected from then on.";
    "monitor.details.shown", "Details Shown", "Activity monitor", "IP address, ISP and location are shown again.";
    "monitor.details.hidden", "Details Hidden", "Activity monitor", "IP address, ISP and location are hidden from everyone.";
    "monitor.detail_collection.enabled", "Detail Collection Enabled", "Activity monitor", "IP address, ISP and location of new events are stored.";
    "monitor.detail_collection.disabled", "Detail Collection Disabled", "Activity monitor", "IP address, ISP and location of new events are no longer stored.";
    "monitor.retention.changed", "Retention Changed", "Activity monitor", "The number of days that events are kept was changed.";
    "monitor.export.created", "Export Created", "Exports", "An export of events was asked for.";
    "monitor.export.downloaded", "Download link issued", "Exports", "A download link of an export was issued.";
    "monitor.export.deleted", "Export Deleted", "Exports", "An export was deleted, and its file with it.";
    "monitor.key.created", "Key Created", "Product keys", "A product key was created.";
    "monitor.key.revoked", "Key Revoked", "Product keys", "A product key was revoked.";
    "monitor.reader_key.created", "Reader Key Created", "Reader keys", "A reader key, which can read the organization's feed, was created.";
    "monitor.reader_key.revoked", "Reader Key Revoked", "Reader keys", "A reader key was revoked.";
};
