//! Conditions of events.

use std::collections::BTreeSet;

use super::texts::{EventTexts, TextCondition};
use super::type_condition::TypeCondition;
use crate::{
    Country, Details, Event, FoldedIsp, FoldedPattern, FoldedTarget, IpFilter, Outcome, SessionId, UserId,
    fold,
};

/// Conditions of events: of actors, types and so on. A condition without values is absent, except for actors and types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Ids of actors. An empty set holds for no event.
    pub users: Option<BTreeSet<UserId>>,
    /// Types.
    pub types: Option<TypeCondition>,
    /// Outcomes.
    pub outcomes: BTreeSet<Outcome>,
    /// IP addresses and networks.
    pub ips: BTreeSet<IpFilter>,
    /// Countries of the address.
    pub countries: BTreeSet<Country>,
    /// Sessions.
    pub sessions: BTreeSet<SessionId>,
    /// Internet service providers of the address.
    pub isps: Vec<FoldedIsp>,
    /// Devices.
    pub devices: Vec<FoldedPattern>,
    /// Targets.
    pub targets: Vec<FoldedTarget>,
    /// Parts of texts.
    pub texts: Vec<TextCondition>,
}

/// A condition on one property: `None` if it is absent, otherwise whether it holds.
type Check = fn(&Conditions, &Event) -> Option<bool>;

impl Conditions {
    /// No condition.
    pub const NONE: Self = Self {
        users: None,
        types: None,
        outcomes: BTreeSet::new(),
        ips: BTreeSet::new(),
        countries: BTreeSet::new(),
        sessions: BTreeSet::new(),
        isps: Vec::new(),
        devices: Vec::new(),
        targets: Vec::new(),
        texts: Vec::new(),
    };

    /// The conditions except those of texts, the cheapest first.
    const CHECKS: [Check; 9] = [
        |this, event| Some(this.users.as_ref()?.contains(&event.actor.id)),
        |this, event| Some(this.types.as_ref()?.holds(&event.kind)),
        |this, event| {
            let outcome = || event.outcome.known().is_some_and(|outcome| this.outcomes.contains(&outcome));
            (!this.outcomes.is_empty()).then(outcome)
        },
        |this, event| {
            let ip = || event.ip().is_some_and(|ip| this.ips.iter().any(|filter| filter.contains(ip)));
            (!this.ips.is_empty()).then(ip)
        },
        |this, event| {
            let country = || country(event).is_some_and(|country| this.countries.contains(country));
            (!this.countries.is_empty()).then(country)
        },
        |this, event| {
            let session = || event.session_id.as_ref().is_some_and(|id| this.sessions.contains(id));
            (!this.sessions.is_empty()).then(session)
        },
        |this, event| (!this.isps.is_empty()).then(|| has_isp(event, &this.isps)),
        |this, event| (!this.devices.is_empty()).then(|| has_device(event, &this.devices)),
        |this, event| {
            let target = || {
                event.targets.iter().any(|target| this.targets.iter().any(|filter| filter.matches(target)))
            };
            (!this.targets.is_empty()).then(target)
        },
    ];

    /// Returns `true` if there is no condition.
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }

    /// Returns `true` if every condition that is present holds: for one of its values, but for each of the texts.
    pub(super) fn all_hold(&self, event: &Event, texts: &EventTexts<'_>) -> bool {
        Self::CHECKS.iter().all(|check| check(self, event) != Some(false))
            && self.texts.iter().all(|text| text.holds(event, texts))
    }

    /// Returns `true` if any condition holds for one of its values.
    pub(super) fn any_holds(&self, event: &Event, texts: &EventTexts<'_>) -> bool {
        Self::CHECKS.iter().any(|check| check(self, event) == Some(true))
            || self.texts.iter().any(|text| text.holds(event, texts))
    }
}

fn country(event: &Event) -> Option<&str> {
    match &event.details {
        Details::Collected { location: Some(location), .. } => Some(&location.country),
        Details::Collected { location: None, .. } | Details::NotCollected => None,
    }
}

fn has_isp(event: &Event, isps: &[FoldedIsp]) -> bool {
    let Details::Collected { network, .. } = &event.details else { return false };
    let name = network.isp.as_deref().map(fold);
    isps.iter().any(|filter| filter.matches(network.asn, name.as_deref()))
}

fn has_device(event: &Event, devices: &[FoldedPattern]) -> bool {
    let Some(device) = &event.client.device else { return false };
    let device = fold(device.as_str());
    devices.iter().any(|pattern| pattern.matches(&device))
}
