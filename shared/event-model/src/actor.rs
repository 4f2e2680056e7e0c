//! The actor and the targets of an event.

use crate::{Email, Name, TargetId, TargetType, UserId};

/// A snapshot of the person or service that acted. A later rename or removal does not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id in the organization.
    pub id: UserId,
    /// The name at the time of the event.
    pub name: Option<Name>,
    /// The e-mail address at the time of the event.
    pub email: Option<Email>,
}

impl Actor {
    /// Returns the actor of events that no person caused.
    pub fn monitor() -> Self {
        Self {
            id: UserId::recorded("activity_monitor".to_owned()),
            name: Some(Name::recorded("Activity monitor".to_owned())),
            email: None,
        }
    }
}

/// A snapshot of an object of the action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The kind of the object.
    pub kind: TargetType,
    /// The id in the product.
    pub id: TargetId,
    /// The name at the time of the event.
    pub name: Option<Name>,
}
