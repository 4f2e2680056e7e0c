//! The classes of event types: what an event means, independent of the product that sends it.
//!
//! Detections and the OCSF mapping are written over classes, so a newly registered type is covered at once.

use crate::ocsf::{Ocsf, account, authentication, entity, group};

/// Declares the classes: documentation, name on the wire, place in OCSF.
macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $name:tt => $ocsf:expr,)+) => {
        crate::wire_enum! {
            /// The meaning of an event type. Choose the most specific class that is always true for the type.
            pub enum Class {
                $($(#[$doc])* $variant = $name,)+
            }
        }

        impl Class {
            /// Returns the place of the class in OCSF 1.5.0. A type of the catalog may have a more precise one
            /// ([`CatalogEntry::ocsf`](crate::CatalogEntry::ocsf)).
            pub const fn ocsf(self) -> Ocsf {
                match self {
                    $(Self::$variant => $ocsf,)+
                }
            }
        }
    };
}

classes! {
    /// A person signed in. Every step of the sign-in is complete.
    SignInSucceeded = "sign_in.succeeded" => authentication::LOGON.succeeded(),
    /// A sign-in failed because a proof was wrong: password, second factor or recovery secret.
    SignInFailed = "sign_in.failed" => authentication::LOGON.failed(),
    /// A rule or a protection refused a sign-in. The proofs may have been right.
    SignInBlocked = "sign_in.blocked" => authentication::LOGON.failed(),
    /// A sign-in started and is not complete: it waits for another step.
    SignInPending = "sign_in.pending" => authentication::PREAUTH,
    /// An administrator signed in to the account of another person.
    SignInByAdmin = "sign_in.by_admin" => authentication::LOGON.succeeded(),
    /// A person who was signed in proved their identity again.
    ReauthenticationSucceeded = "reauthentication.succeeded" => authentication::OTHER.succeeded(),
    /// A person who was signed in failed to prove their identity again.
    ReauthenticationFailed = "reauthentication.failed" => authentication::OTHER.failed(),
    /// A password of an account was set, changed or removed.
    PasswordChanged = "password.changed" => account::PASSWORD_CHANGE,
    /// An account was reset: access was regained without the usual proofs.
    AccountReset = "account.reset" => account::PASSWORD_RESET,
    /// A second factor was added to an account.
    SecondFactorAdded = "second_factor.added" => account::MFA_ENABLE,
    /// A second factor was removed from an account.
    SecondFactorRemoved = "second_factor.removed" => account::MFA_DISABLE,
    /// A way to regain access to an account was added, changed or removed: phrase, address, phone, backup codes.
    RecoveryChanged = "recovery.changed" => account::OTHER,
    /// The e-mail address of an account was changed.
    EmailChanged = "email.changed" => account::OTHER,
    /// A session was started, for example a VPN connection. Sign-ins have other classes.
    SessionStarted = "session.started" => authentication::LOGON,
    /// A session ended by itself or by the person who used it.
    SessionEnded = "session.ended" => authentication::LOGOFF,
    /// A session continued from another network address.
    SessionMoved = "session.moved" => authentication::OTHER,
    /// One or more sessions were signed out from elsewhere.
    SessionRevoked = "session.revoked" => authentication::LOGOFF,
    /// An item was created. An item is a piece of the organization's data, or a container of items.
    ItemCreated = "item.created" => entity::CREATE,
    /// An item was changed, or restored from the trash.
    ItemChanged = "item.changed" => entity::UPDATE,
    /// The content of an item was shown, copied or used.
    ItemRead = "item.read" => entity::READ,
    /// An item was deleted, or moved to the trash. A type of each may report the same item twice.
    ItemDeleted = "item.deleted" => entity::DELETE,
    /// Items were taken out of the product, for example into a file.
    ItemExported = "item.exported" => entity::READ,
    /// A person or group got access to an item.
    AccessGranted = "access.granted" => entity::UPDATE,
    /// The rights of a person or group on an item were changed.
    AccessChanged = "access.changed" => entity::UPDATE,
    /// A person or group lost access to an item.
    AccessRevoked = "access.revoked" => entity::UPDATE,
    /// A link was created that opens an item without an account.
    LinkCreated = "link.created" => entity::CREATE,
    /// A link to an item was opened.
    LinkOpened = "link.opened" => entity::READ,
    /// A link to an item was deleted.
    LinkDeleted = "link.deleted" => entity::DELETE,
    /// A person was invited: to the organization, to the product or to an item.
    InvitationSent = "invitation.sent" => entity::OTHER,
    /// The invited person accepted.
    InvitationAccepted = "invitation.accepted" => entity::OTHER,
    /// The invited person declined.
    InvitationDeclined = "invitation.declined" => entity::OTHER,
    /// The invitation was withdrawn before an answer.
    InvitationWithdrawn = "invitation.withdrawn" => entity::OTHER,
    /// A person became a member of the organization.
    MemberAdded = "member.added" => group::ADD_USER,
    /// A person is no longer a member of the organization.
    MemberRemoved = "member.removed" => group::REMOVE_USER,
    /// A member got another role.
    MemberRoleChanged = "member.role_changed" => account::OTHER,
    /// A protection was switched on or made stricter, for the organization or for an account.
    PolicyStrengthened = "policy.strengthened" => entity::UPDATE,
    /// A protection was switched off or made weaker, for the organization or for an account.
    PolicyWeakened = "policy.weakened" => entity::UPDATE,
    /// A rule was changed, and the type does not tell whether it became stricter.
    PolicyChanged = "policy.changed" => entity::UPDATE,
    /// More is recorded or shown of the activity than before.
    MonitoringStrengthened = "monitoring.strengthened" => entity::ENABLE,
    /// Less is recorded or shown of the activity than before.
    MonitoringWeakened = "monitoring.weakened" => entity::DISABLE,
    /// A key was created, for encryption or for an API.
    KeyCreated = "key.created" => entity::CREATE,
    /// A key was deleted or revoked.
    KeyDeleted = "key.deleted" => entity::DELETE,
    /// A key that was no longer usable is usable again.
    KeyReactivated = "key.reactivated" => entity::ENABLE,
    /// A report or an export of records was requested or handed out. Both may be events: count different targets.
    ReportExported = "report.exported" => entity::READ,
    /// None of the other classes. No detection looks at it.
    Other = "other" => entity::OTHER,
}

impl Class {
    /// Returns `true` if the person themselves was active. Anyone can fail to sign in with the name of a person.
    pub const fn is_activity(self) -> bool {
        !matches!(self, Self::SignInFailed | Self::SignInBlocked | Self::SignInPending)
    }
}
