//! The event of a change of notifications.

use event_model::{
    EventType, Metadata, MonitorAct, NewEvent, OrganizationState, Target, TargetId, TargetType, metadata,
};
use event_store::{FindingMails, MailPreferences, NotifiedPerson};

/// Returns the event of a change from `read` to `wanted`; `None` if nothing differs. It names what changed, never an
/// address. `through` says how it was changed, if not with the API.
pub(crate) fn changed(
    read: &NotifiedPerson,
    wanted: &NotifiedPerson,
    state: &OrganizationState,
    act: &MonitorAct,
    through: Option<&str>,
) -> Option<NewEvent> {
    let (from, to) = (texts(read.preferences()), texts(wanted.preferences()));
    let mut facts = Metadata::new();
    for ((name, from), (_, to)) in from.into_iter().zip(to) {
        if from != to {
            facts.append(&mut metadata([(name, to)]));
        }
    }
    if facts.is_empty() {
        return None;
    }
    if let Some(through) = through {
        facts.append(&mut metadata([("through", through.to_owned())]));
    }
    let kind = EventType::built_in("monitor.notifications.changed")
        .expect("the catalog has the event of notifications");
    let target = Target {
        kind: TargetType::try_from("user".to_owned()).expect("a word is a type of target"),
        id: TargetId::recorded(read.user_id.to_string()),
        name: None,
    };
    Some(act.event(0, &state.organization.id, kind, vec![target], facts))
}

fn texts(preferences: MailPreferences) -> [(&'static str, String); 3] {
    let MailPreferences { own_account, findings: FindingMails { immediate_from, digest } } = preferences;
    [
        ("own_account", own_account.to_string()),
        ("immediate_from", immediate_from.map_or_else(|| "none".to_owned(), |from| from.to_string())),
        ("digest", digest.to_string()),
    ]
}
