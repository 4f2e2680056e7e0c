//! Records the creation and the revocation of product keys in the organizations that the keys are for.
//!
//! The id of such an event is derived from the id of the key: an event that is sent twice is recorded once. So a
//! request that failed halfway can be repeated.

use api::Problem;
use event_model::{
    EventId, EventType, Metadata, MonitorAct, NewEvent, OrganizationId, Source, Target, TargetId, TargetType,
    metadata,
};
use event_store::{KeyScope, Listed, ProductKey, Store};

/// Product keys per page of a read.
const KEYS_PER_PAGE: u16 = 100;

/// A change of a product key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyEvent {
    Created,
    Revoked,
}

impl KeyEvent {
    /// Returns the event of this change for one organization.
    fn event(self, key: &ProductKey, organization: &OrganizationId, act: &MonitorAct) -> NewEvent {
        let (kind, name) = match self {
            Self::Created => ("monitor.key.created", "key.created"),
            Self::Revoked => ("monitor.key.revoked", "key.revoked"),
        };
        let kind = EventType::built_in(kind).expect("the catalog has the events of keys");
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

/// Returns the metadata of an event about a key. It does not name the other organizations of the key.
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

/// Records a change of a key in each of `organizations`.
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

/// Records in a new organization that keys for all organizations exist: one event per key that is not revoked. These
/// keys are now for the new organization too.
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
