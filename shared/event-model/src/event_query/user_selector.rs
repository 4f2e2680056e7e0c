//! Actors, as queries name them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Email, InvalidId, UserId};

/// The id or an e-mail address of an actor.
///
/// An e-mail address selects all actors who have or had the address. It also selects the actor with this text
/// as id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserSelector(String);

impl UserSelector {
    /// Returns the actor's id, or `None` if the text is too long for an id.
    pub fn id(&self) -> Option<UserId> {
        self.0.parse().ok()
    }

    /// Returns the text if it can be an e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.0.contains('@').then_some(self.0.as_str())
    }
}

impl FromStr for UserSelector {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match text.parse::<UserId>() {
            Err(error) if Email::try_from(text.to_owned()).is_err() => Err(error),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for UserSelector {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<&UserId> for UserSelector {
    fn from(id: &UserId) -> Self {
        Self(id.to_string())
    }
}

impl From<UserSelector> for String {
    fn from(selector: UserSelector) -> String {
        selector.0
    }
}
