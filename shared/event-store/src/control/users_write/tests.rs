use std::collections::BTreeSet;
use std::sync::LazyLock;

use event_model::{Actor, Email, Timestamp, UserId};
use proptest::prelude::*;

use super::*;
use crate::{Aws, Endpoints};

/// A store that receives no request.
static STORE: LazyLock<crate::Control> = LazyLock::new(|| {
    crate::Control::open(&Aws::with_endpoints(Endpoints::all("http://127.0.0.1:9")), "control")
});

fn organization(name: &str) -> OrganizationId {
    name.parse().expect("an organization id")
}

fn user(id: &str, addresses: &[String]) -> User {
    let mut emails = addresses.iter().map(|text| Email::try_from(text.clone()).expect("an address"));
    let id: UserId = id.parse().expect("a user id");
    let actor = Actor { id, name: None, email: emails.next() };
    let mut user = User::first_seen(&actor, Timestamp::from_millis(0).expect("a time"));
    user.former_emails = emails.collect();
    user
}

fn change(id: &str, addresses: &[String], read: Option<&[String]>) -> UserChange {
    UserChange {
        organization_id: organization("org_a"),
        user: user(id, addresses),
        read: read.map(|addresses| (user(id, addresses), 7)),
    }
}

fn any_addresses() -> impl Strategy<Value = Vec<String>> {
    // Few letters in several spellings, so that folded addresses collide.
    let local =
        prop::collection::vec(prop::sample::select(vec!["a", "A", "á", "Ａ", "ß", "ss", "\u{fdfa}"]), 1..40);
    let address = local.prop_map(|local| format!("{}@x", local.concat()));
    prop::collection::vec(address.prop_filter("an address", |text| text.len() <= 320), 0..8)
}

proptest! {
    #[test]
    fn users_write_statements_have_distinct_keys(
        changes in prop::collection::vec(
            ("[ab]", any_addresses(), prop::option::of(any_addresses())), 0..12),
    ) {
        let changes: Vec<_> = changes
            .iter()
            .map(|(id, addresses, read)| change(id, addresses, read.as_deref()))
            .collect();
        let (statements, keys) = STORE.address_statements(&changes);
        prop_assert_eq!(keys.len(), changes.len());
        let mut all = BTreeSet::new();
        for batch in statements.into_batches() {
            prop_assert!(batch.len() <= 25);
            for (key, statement) in batch {
                let named: Vec<_> = statement.parameters.iter().filter_map(|value| value.as_s().ok()).collect();
                prop_assert!(named.contains(&&key.0) && named.contains(&&key.1), "the key is the statement's");
                prop_assert!(key.1.len() <= keys::SORT_KEY_BYTES);
                prop_assert!(all.insert(key), "one key twice");
            }
        }
        prop_assert_eq!(all, keys.into_iter().flatten().collect());
    }
}

#[test]
fn item_statements_second_of_a_key_is_not_added() {
    let (key, statement) = STORE.entry_statement(&change("u", &[], None)).expect("a statement");
    let mut statements = ItemStatements::default();
    assert!(statements.add(key.clone(), statement.clone()));
    assert!(!statements.add(key, statement));
    assert_eq!(statements.into_batches().concat().len(), 1);
}

#[test]
fn users_write_known_address_is_not_written_again() {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let known = texts(&["ada@x.example", "old@x.example"]);
    let spelled = change("u", &texts(&["Ada@x.example", "ada@x.example", "old@x.example"]), Some(&known));
    assert_eq!(new_addresses(&spelled), BTreeSet::new());
    let moved = change("u", &texts(&["new@x.example", "ada@x.example", "old@x.example"]), Some(&known));
    assert_eq!(new_addresses(&moved), BTreeSet::from(["new@x.example".to_owned()]));
}

#[test]
fn users_write_too_long_address_key_is_skipped() {
    let address = format!("{}@x", "\u{fdfa}".repeat(100));
    let (statements, keys) = STORE.address_statements(&[change("u", &[address], None)]);
    assert_eq!((statements.into_batches().len(), keys), (0, vec![vec![]]));
}
