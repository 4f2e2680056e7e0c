//! Keys of the items of notifications in the control table. Only this module writes and parses their text.
//!
//! Persons, mailboxes and unsubscribe links have their own partitions: the API writes persons, the worker writes the others,
//! and IAM can limit a grant to partitions, not to sort keys.

use event_model::{OrganizationId, UserId};

/// Prefix of the sort keys of persons.
pub(crate) const PERSON_SK_PREFIX: &str = "PERSON#";
/// Prefix of the sort keys of mailboxes.
pub(crate) const MAILBOX_SK_PREFIX: &str = "MAILBOX#";
/// Sort key of the person of an unsubscribe link.
pub(crate) const LINK_SK: &str = "PERSON";

/// Returns the partition of the persons of an organization who get e-mail. Only the API writes it.
pub(crate) fn people_pk(organization: &OrganizationId) -> String {
    format!("NOTIFICATIONS#{organization}")
}

/// Returns the sort key of a person.
pub(crate) fn person_sk(user: &UserId) -> String {
    format!("{PERSON_SK_PREFIX}{user}")
}

/// Reads the sort key of a person.
pub(crate) fn parse_person_sk(sk: &str) -> Option<UserId> {
    sk.strip_prefix(PERSON_SK_PREFIX)?.parse().ok()
}

/// Returns the partition of the mailboxes of an organization. Only the worker that sends writes it.
pub(crate) fn mailboxes_pk(organization: &OrganizationId) -> String {
    format!("MAILBOXES#{organization}")
}

/// Returns the sort key of the mailbox of a person.
pub(crate) fn mailbox_sk(user: &UserId) -> String {
    format!("{MAILBOX_SK_PREFIX}{user}")
}

/// Reads the sort key of a mailbox.
pub(crate) fn parse_mailbox_sk(sk: &str) -> Option<UserId> {
    Some(UserId::recorded(sk.strip_prefix(MAILBOX_SK_PREFIX)?.to_owned()))
}

/// Returns the partition of an unsubscribe link, by the hash of its token. Only the worker that sends writes it.
pub(crate) fn unsubscribe_pk(hash: &[u8; 32]) -> String {
    format!("UNSUBSCRIBE#{}", hex::encode(hash))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn notification_keys_read_back(user in "[ -~]{1,128}") {
            if let Ok(user) = user.parse::<UserId>() {
                prop_assert_eq!(parse_person_sk(&person_sk(&user)), Some(user.clone()));
                prop_assert_eq!(parse_mailbox_sk(&mailbox_sk(&user)), Some(user));
            }
        }
    }

    #[test]
    fn notification_partitions_differ() {
        let organization: OrganizationId = "org_a".parse().expect("an id");
        assert_eq!(people_pk(&organization), "NOTIFICATIONS#org_a");
        assert_eq!(mailboxes_pk(&organization), "MAILBOXES#org_a");
        assert_eq!(unsubscribe_pk(&[0xab; 32]), format!("UNSUBSCRIBE#{}", "ab".repeat(32)));
        assert_eq!(parse_mailbox_sk("PERSON#u"), None);
    }
}
