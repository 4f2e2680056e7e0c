//! Access control: the one table of roles and actions.

use event_model::Role;

use crate::{Caller, Operator, Person, Problem, ProblemCode, Product};

/// An action that needs permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read events, users and exports of the whole organization.
    ReadOrganization,
    /// Read when events were collected.
    ReadCoverage,
    /// Read one's own events.
    ReadOwn,
    /// Create exports, and read and delete one's own. A member's exports hold only their own events.
    UseExports,
    /// Delete exports of others.
    DeleteExports,
    /// Read and change settings.
    ManageSettings,
}

impl Action {
    fn allows(self, role: Role) -> bool {
        match (self, role) {
            (Self::ReadOrganization, Role::Owner | Role::Admin | Role::Auditor) => true,
            (Self::ReadOrganization, Role::Member) => false,
            (Self::ReadCoverage | Self::ReadOwn | Self::UseExports, _) => true,
            (Self::DeleteExports | Self::ManageSettings, Role::Owner | Role::Admin) => true,
            (Self::DeleteExports | Self::ManageSettings, Role::Auditor | Role::Member) => false,
        }
    }
}

impl Person {
    /// Returns `true` if the role of this person allows `action`.
    pub fn may(&self, action: Action) -> bool {
        action.allows(self.role)
    }
}

impl Caller {
    /// Returns the person who calls, if their role allows `action`.
    pub fn person(&self, action: Action) -> Result<&Person, Problem> {
        match self {
            Self::Person(person) if action.allows(person.role) => Ok(person),
            Self::Person(_) => Err(forbidden("your role does not allow this")),
            Self::Product(_) => Err(forbidden("a product key cannot do this; sign in as a person")),
            Self::Operator(_) => Err(forbidden("operators cannot read an organization's activity")),
        }
    }

    /// Returns the product that calls.
    pub fn product(&self) -> Result<&Product, Problem> {
        match self {
            Self::Product(product) => Ok(product),
            _ => Err(forbidden("only a product key can send events")),
        }
    }

    /// Returns the operator who calls.
    pub fn operator(&self) -> Result<&Operator, Problem> {
        match self {
            Self::Operator(operator) => Ok(operator),
            _ => Err(forbidden("only an operator can do this")),
        }
    }
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(ProblemCode::Forbidden, detail)
}
