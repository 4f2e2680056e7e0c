//! Who did it, and to what.

use crate::{Email, Name, TargetId, TargetType, UserId};

/// Who did it: a snapshot. A member who is renamed or removed later keeps the name that they had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person's or service's id in the organization.
    pub id: UserId,
    /// Their name at the time.
    pub name: Option<Name>,
    /// Their e-mail address at the time.
    pub email: Option<Email>,
}

/// What it was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What kind of thing it is.
    pub kind: TargetType,
    /// Its id in the product.
    pub id: TargetId,
    /// Its name at the time.
    pub name: Option<Name>,
}
