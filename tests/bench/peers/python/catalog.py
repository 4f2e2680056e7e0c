"""The types of the catalog that products may send."""

TYPES = frozenset(
    f"{source}.{kind}"
    for source, kinds in {
        "pass": """
            invite.created invite.accepted invite.deleted invite.rejected new_user_invite.created
            new_user_invite.deleted item.created item.updated item.used item.read item.deleted item.trashed
            item.untrashed item.flags_changed items.exported vault.created vault.updated vault.deleted
            breach_custom_email.created breach_custom_email.validated breach_custom_email.deleted share.created
            share.updated share.deleted secure_link.created secure_link.read secure_link.deleted
        """,
        "account": """
            login.succeeded login.failed_password login.failed_2fa login.awaiting_2fa
            login.awaiting_verification login.attempted login.forbidden login.blocked
            login.succeeded_recovery_phrase login.failed_recovery_phrase login.succeeded_by_admin
            reauthentication.succeeded reauthentication.failed_password reauthentication.failed_2fa
            password.changed mailbox_password.changed mailbox_password.enabled mailbox_password.disabled reset
            recovery_phrase.changed recovery_phrase.reset recovery_phrase.disabled recovery_email.changed
            recovery_phone.changed email_recovery.enabled email_recovery.disabled phone_recovery.enabled
            phone_recovery.disabled high_security.enabled high_security.disabled email.changed totp.enabled
            totp.disabled security_key.added security_key.removed backup_secret.reset user_key.created
            user_key.deleted user_key.reactivated address_key.created address_key.deleted
            address_key.reactivated session.revoked sessions.revoked_all
        """,
        "vpn": """
            session.started session.ended session.roamed
        """,
        "organization": """
            user.added user.removed user.role_changed group.created group.updated group.deleted
            two_factor_requirement.enabled two_factor_requirement.disabled retention_rule.added
            retention_rule.updated retention_rule.deleted
        """,
    }.items()
    for kind in kinds.split()
)
