//! Telling organizations of the keys that can write into their record.
//!
//! A key's events have ids made from the key's own: told twice, it is one event. So whatever failed
//! half way can be tried again.

use api::Problem;
use event_model::{
    EventId, EventType, Metadata, MonitorAct, NewEvent, OrganizationId, Source, Target, TargetId, TargetType,
    metadata,
};
use event_store::{KeyScope, Listed, ProductKey, Store};

/// Keys that are read at once.
const KEYS_PER_PAGE: u16 = 100;

/// What became of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyEvent {
    Created,
    Revoked,
}

impl KeyEvent {
    /// Returns the event that tells one organization of it.
    fn event(self, key: &ProductKey, organization: &OrganizationId, act: &MonitorAct) -> NewEvent {
        let (kind, name) = match self {
            Self::Created => ("monitor.key.created", "key.created"),
            Self::Revoked => ("monitor.key.revoked", "key.revoked"),
        };
        let kind = EventType::parse(kind).expect("the catalog has the events of keys");
        let id = format!("{name}:{}", key.id);
        let target = Target {
            kind: TargetType::try_from("product_key".to_owned()).expect("a word is a type of target"),
            id: TargetId::try_from(String::from(key.id.clone())).expect("a key's id has hex digits only"),
            name: Some(key.name.clone()),
        };
        let event = act.event(0, organization, kind, vec![target], metadata_of(key));
        NewEvent { id: EventId::try_from(id).expect("words and hex digits are an event's id"), ..event }
    }
}

/// Returns what an organization is told of a key: not which others it is for.
fn metadata_of(key: &ProductKey) -> Metadata {
    let sources = match &key.sources {
        KeyScope::All => "all".to_owned(),
        KeyScope::Only(some) => {
            some.iter().map(|source: &Source| source.as_str()).collect::<Vec<_>>().join(",")
        }
    };
    let organizations = match &key.organizations {
        KeyScope::All => "all",
        KeyScope::Only(_) => "named",
    };
    metadata([
        ("sources", sources),
        ("organizations", organizations.to_owned()),
        ("backfill", key.backfill.to_string()),
        ("key_created_at", key.created_at.to_string()),
    ])
}

/// Tells `organizations` what became of a key.
pub(crate) async fn announce(
    store: &Store,
    event: KeyEvent,
    key: &ProductKey,
    organizations: &[OrganizationId],
    act: &MonitorAct,
) -> Result<(), Problem> {
    let events: Vec<NewEvent> = organizations.iter().map(|id| event.event(key, id, act)).collect();
    Ok(store.monitor_events_announce(&events, act.at).await?)
}

/// Tells an organization that was created of the keys for all organizations, which are for it from now
/// on.
pub(crate) async fn announce_to_new_organization(
    store: &Store,
    organization: &OrganizationId,
    act: &MonitorAct,
) -> Result<(), Problem> {
    let mut after = None;
    loop {
        let Listed { items, next } = store.control.product_keys_page(after.as_ref(), KEYS_PER_PAGE).await?;
        let for_all = items
            .iter()
            .filter(|key| key.revoked_at.is_none() && key.organizations == KeyScope::All)
            .map(|key| KeyEvent::Created.event(key, organization, act));
        store.monitor_events_announce(&for_all.collect::<Vec<_>>(), act.at).await?;
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}
