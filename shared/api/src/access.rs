//! Access control: the one table of roles and actions.

use event_model::{OrganizationId, Role};

use crate::{Caller, Operator, Person, Problem, ProblemCode, Product};

/// An action that needs permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read events, users and exports of the whole organization.
    ReadOrganization,
    /// Read the feed of the organization. Reader keys can do only this.
    ReadFeed,
    /// Read when events were collected.
    ReadCoverage,
    /// Read one's own events.
    ReadOwn,
    /// Save views for oneself.
    UseViews,
    /// Save, change and delete views of the organization.
    ManageOrganizationViews,
    /// Create exports, and read and delete one's own. A member's exports hold only their own events.
    UseExports,
    /// Delete exports of others.
    DeleteExports,
    /// Read and change settings.
    ManageSettings,
    /// List reader keys.
    ListReaderKeys,
    /// Create and revoke reader keys.
    ManageReaderKeys,
    /// Read findings, and the settings, mutes and back-tests of detections.
    ReadDetections,
    /// Handle findings, change the settings of detections, create and delete mutes, and start back-tests.
    ManageDetections,
    /// Read streams, their attempts and dead letters.
    ReadStreams,
    /// Create, change, delete, verify, test, pause, resume and replay streams.
    ManageStreams,
}

impl Action {
    fn allows(self, role: Role) -> bool {
        match (self, role) {
            (
                Self::ReadOrganization
                | Self::ReadFeed
                | Self::ListReaderKeys
                | Self::ReadDetections
                | Self::ReadStreams,
                Role::Owner | Role::Admin | Role::Auditor,
            ) => true,
            (
                Self::ReadOrganization
                | Self::ReadFeed
                | Self::ListReaderKeys
                | Self::ReadDetections
                | Self::ReadStreams,
                Role::Member,
            ) => false,
            (Self::ReadCoverage | Self::ReadOwn | Self::UseExports | Self::UseViews, _) => true,
            (
                Self::DeleteExports
                | Self::ManageSettings
                | Self::ManageReaderKeys
                | Self::ManageDetections
                | Self::ManageStreams
                | Self::ManageOrganizationViews,
                Role::Owner | Role::Admin,
            ) => true,
            (
                Self::DeleteExports
                | Self::ManageSettings
                | Self::ManageReaderKeys
                | Self::ManageDetections
                | Self::ManageStreams
                | Self::ManageOrganizationViews,
                Role::Auditor | Role::Member,
            ) => false,
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
            Self::Reader(_) => Err(only_the_feed()),
        }
    }

    /// Returns the organization whose feed the caller can read: of a person whose role allows it, or of a reader key.
    ///
    /// A reader key holds its organization, so no request can name another.
    pub fn feed_reader(&self) -> Result<&OrganizationId, Problem> {
        match self {
            Self::Reader(reader) => Ok(&reader.organization_id),
            _ => self.person(Action::ReadFeed).map(|person| &person.organization_id),
        }
    }

    /// Refuses a reader key, for a route that is open to every other caller.
    pub fn refuse_reader(&self) -> Result<(), Problem> {
        match self {
            Self::Reader(_) => Err(only_the_feed()),
            Self::Person(_) | Self::Product(_) | Self::Operator(_) => Ok(()),
        }
    }

    /// Returns the product that calls.
    pub fn product(&self) -> Result<&Product, Problem> {
        match self {
            Self::Product(product) => Ok(product),
            Self::Reader(_) => Err(only_the_feed()),
            Self::Person(_) | Self::Operator(_) => Err(forbidden("only a product key can send events")),
        }
    }

    /// Returns the operator who calls.
    pub fn operator(&self) -> Result<&Operator, Problem> {
        match self {
            Self::Operator(operator) => Ok(operator),
            Self::Reader(_) => Err(only_the_feed()),
            Self::Person(_) | Self::Product(_) => Err(forbidden("only an operator can do this")),
        }
    }
}

fn only_the_feed() -> Problem {
    forbidden("a reader key can only read the feed")
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(ProblemCode::Forbidden, detail)
}

#[cfg(test)]
mod tests {
    use event_store::KeyScope;

    use super::*;
    use crate::Reader;

    fn person(role: Role) -> Caller {
        Caller::Person(Person {
            organization_id: "org_a".parse().expect("an id"),
            user_id: "u".parse().expect("an id"),
            name: None,
            email: None,
            role,
        })
    }

    fn reader() -> Caller {
        Caller::Reader(Reader {
            key_id: "0123456789abcdef".parse().expect("a key id"),
            organization_id: "org_a".parse().expect("an id"),
        })
    }

    #[test]
    fn feed_reader_is_a_reader_or_a_role_that_may() {
        for caller in [person(Role::Owner), person(Role::Admin), person(Role::Auditor), reader()] {
            assert_eq!(caller.feed_reader().expect("allowed").as_str(), "org_a", "{caller:?}");
        }
        let product = Caller::Product(Product {
            key_id: "0123456789abcdef".parse().expect("a key id"),
            sources: KeyScope::All,
            organizations: KeyScope::All,
            backfill: false,
        });
        let operator =
            Caller::Operator(Operator { user_id: "op".parse().expect("an id"), name: None, email: None });
        for caller in [person(Role::Member), product, operator] {
            assert_eq!(
                caller.feed_reader().expect_err("refused").code(),
                ProblemCode::Forbidden,
                "{caller:?}"
            );
        }
    }

    #[test]
    fn reader_can_do_nothing_but_read_the_feed() {
        let reader = reader();
        let actions = [
            Action::ReadOrganization,
            Action::ReadFeed,
            Action::ReadCoverage,
            Action::ReadOwn,
            Action::UseExports,
            Action::DeleteExports,
            Action::ManageSettings,
            Action::ListReaderKeys,
            Action::ManageReaderKeys,
            Action::ReadDetections,
            Action::ManageDetections,
            Action::ReadStreams,
            Action::ManageStreams,
        ];
        let refused = actions.into_iter().map(|action| reader.person(action).map(drop));
        let others = [reader.product().map(drop), reader.operator().map(drop), reader.refuse_reader()];
        for refused in refused.chain(others) {
            assert_eq!(refused.expect_err("refused").code(), ProblemCode::Forbidden);
        }
    }
}
