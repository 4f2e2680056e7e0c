//! The properties of events that a summary counts.

use std::collections::BTreeSet;
use std::fmt::Write;

use api::{OrganizationAccess, Params, Problem, ProblemCode};
use event_model::{Catalog, Details, Email, Event, EventType, FieldError, Name};

use crate::scope::Scope;

event_model::wire_enum! {
    /// A property of events, whose values a summary counts.
    pub enum Facet {
        /// The actor.
        User = "user",
        /// The event type.
        Type = "type",
        /// The product that sent the event.
        Source = "source",
        /// The outcome.
        Outcome = "outcome",
        /// The country of the address.
        Country = "country",
        /// The internet service provider of the address.
        Isp = "isp",
        /// The IP address.
        Ip = "ip",
        /// The device.
        Device = "device",
        /// The targets.
        Target = "target",
    }
}

/// A value that an event has.
pub(crate) struct Observed<'a> {
    pub(crate) value: &'a str,
    /// Names of the value, the best first.
    pub(crate) names: [Option<&'a str>; 2],
    /// The kind of a target.
    pub(crate) kind: Option<&'a str>,
}

impl<'a> Observed<'a> {
    fn new(value: &'a str) -> Self {
        Self { value, names: [None, None], kind: None }
    }

    fn named(value: &'a str, name: Option<&'a str>) -> Self {
        Self { names: [name, None], ..Self::new(value) }
    }
}

impl Facet {
    /// Reads the facets of a request: separated by commas, or repeated.
    pub(crate) fn read(params: &mut Params, scope: Scope) -> Result<BTreeSet<Self>, Problem> {
        let values = params.all("facets");
        let names = values.iter().flat_map(|value| value.split(','));
        names.map(|name| Self::parse(name, scope)).collect()
    }

    fn parse(name: &str, scope: Scope) -> Result<Self, Problem> {
        let offered = || Self::ALL.into_iter().filter(|facet| scope.offers(*facet));
        offered().find(|facet| facet.as_str() == name).ok_or_else(|| {
            let name = api::shown(name);
            let offered: Vec<&str> = offered().map(Self::as_str).collect();
            let offered = offered.join(", ");
            Problem::parameter("facets", format!("has \"{name}\", which is not one of {offered}"))
        })
    }

    /// Refuses facets that disclose hidden details.
    pub(crate) fn allow(facets: &BTreeSet<Self>, access: &OrganizationAccess) -> Result<(), Problem> {
        match facets.iter().find(|facet| facet.needs_details()) {
            Some(facet) if !access.state.settings.show_details => {
                let detail = format!("details are hidden in your organization; leave out the facet {facet}");
                let fault = FieldError::new("facets", format!("has {facet}, which is hidden"));
                Err(Problem::new(ProblemCode::DetailsHidden, detail).with_errors(vec![fault]))
            }
            _ => Ok(()),
        }
    }

    fn needs_details(self) -> bool {
        matches!(self, Self::Country | Self::Isp | Self::Ip)
    }

    /// Passes the values that `event` has to `observe`. `text` is a buffer.
    pub(crate) fn observe(self, event: &Event, text: &mut String, mut observe: impl FnMut(Observed<'_>)) {
        text.clear();
        match self {
            Self::User => {
                let actor = &event.actor;
                let names = [actor.name.as_ref().map(Name::as_str), actor.email.as_ref().map(Email::as_str)];
                observe(Observed { names, ..Observed::new(actor.id.as_str()) });
            }
            Self::Type => observe(Observed::new(event.kind.as_str())),
            Self::Source => observe(Observed::new(event.source())),
            Self::Outcome => observe(Observed::new(event.outcome.as_str())),
            Self::Device => {
                if let Some(device) = &event.client.device {
                    observe(Observed::new(device.as_str()));
                }
            }
            Self::Ip => {
                if let Some(ip) = event.ip() {
                    // Writing to a String never fails.
                    let _ = write!(text, "{ip}");
                    observe(Observed::new(text));
                }
            }
            Self::Country => {
                if let Details::Collected { location: Some(location), .. } = &event.details {
                    observe(Observed::new(&location.country));
                }
            }
            Self::Isp => {
                let Details::Collected { network, .. } = &event.details else { return };
                let name = network.isp.as_deref();
                if let Some(number) = network.asn {
                    let _ = write!(text, "AS{number}");
                    observe(Observed::named(text, name));
                } else if let Some(name) = name {
                    observe(Observed::new(name));
                }
            }
            Self::Target => {
                for target in &event.targets {
                    text.clear();
                    let (kind, id) = (target.kind.as_str(), target.id.as_str());
                    let _ = write!(text, "{kind}:{id}");
                    let name = target.name.as_ref().map(Name::as_str);
                    observe(Observed { kind: Some(kind), ..Observed::named(text, name) });
                }
            }
        }
    }

    /// Returns the label of a value without a name.
    pub(crate) fn label<'a>(self, value: &'a str, kind: Option<&str>, catalog: &'a Catalog) -> &'a str {
        match self {
            Self::Type => {
                let entry = catalog.get(&EventType::recorded(value.to_owned()));
                entry.map_or(value, |entry| entry.label.as_str())
            }
            Self::Source => catalog.source_label(value),
            // The id after `type:`.
            Self::Target => kind.and_then(|kind| value.get(kind.len() + 1..)).unwrap_or(value),
            _ => value,
        }
    }
}

impl Scope {
    fn offers(self, facet: Facet) -> bool {
        self == Self::Organization || facet != Facet::User
    }
}
