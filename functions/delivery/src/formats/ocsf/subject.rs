//! The person or the object that an event of OCSF is about.

use event_model::{EventBody, Ocsf, TargetBody};
use serde::Serialize;

use super::finding::Finding;
use super::objects::{ManagedEntity, NamedObject, User};
use super::{Row, class};

/// The targets of an event that no attribute has yet.
#[derive(Debug)]
pub(super) struct Targets<'a>(Vec<&'a TargetBody>);

impl<'a> Targets<'a> {
    /// Creates the list of all targets.
    pub(super) fn new(targets: &'a [TargetBody]) -> Self {
        Self(targets.iter().collect())
    }

    /// Removes and returns the first target of a type.
    pub(super) fn take(&mut self, kind: &str) -> Option<&'a TargetBody> {
        let index = self.0.iter().position(|target| target.kind == kind)?;
        Some(self.0.remove(index))
    }

    /// Removes and returns the first target.
    fn take_first(&mut self) -> Option<&'a TargetBody> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Returns the targets that no attribute has.
    pub(super) fn into_rest(self) -> Vec<&'a TargetBody> {
        self.0
    }
}

/// The attributes of a class that name the person or the object.
#[derive(Debug, Default, Serialize)]
pub(super) struct Subject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<ManagedEntity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<NamedObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<NamedObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_endpoint: Option<NamedObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tunnel_type_id: Option<u8>,
    #[serde(flatten)]
    finding: Option<Finding<'a>>,
}

/// Number of an unknown type, of an entity or a tunnel.
const UNKNOWN_TYPE: u8 = 0;

impl<'a> Subject<'a> {
    /// Creates the subject of an event, from the targets that its class has an attribute for.
    pub(super) fn new(row: &Row<'a>, ocsf: Ocsf, event: &'a EventBody, targets: &mut Targets<'a>) -> Self {
        let mut subject = Self::default();
        match ocsf.class_uid {
            class::FINDING => subject.finding = Some(Finding::new(row, event, targets)),
            class::ACCOUNT => subject.user = Some(user(event, targets)),
            class::AUTHENTICATION => {
                subject.user = Some(user(event, targets));
                subject.service = Some(NamedObject::new(&event.source, row.source_label));
            }
            class::ENTITY => {
                let category = row.entry.map_or(row.source_label, |entry| entry.category.as_str());
                subject.entity = Some(targets.take_first().map_or_else(
                    || ManagedEntity { object: NamedObject::named(category), type_id: UNKNOWN_TYPE },
                    ManagedEntity::from,
                ));
            }
            class::GROUP => {
                // A person who joins the organization joins no other group.
                let organization = NamedObject::of_type(row.organization.as_str(), "organization");
                subject.group = Some(targets.take("group").map_or(organization, NamedObject::from));
                subject.user = targets.take("user").map(User::from);
            }
            class::TUNNEL => {
                subject.user = Some(user(event, targets));
                subject.dst_endpoint = targets.take_first().map(NamedObject::from);
                // A tunnel must have a type if neither its session nor its endpoint is known.
                subject.tunnel_type_id = Some(UNKNOWN_TYPE);
            }
            _ => {}
        }
        subject
    }
}

/// Returns the person whose account it is: the target, or else the actor.
fn user<'a>(event: &'a EventBody, targets: &mut Targets<'a>) -> User<'a> {
    targets.take("user").map_or_else(|| User::from(&event.actor), User::from)
}
