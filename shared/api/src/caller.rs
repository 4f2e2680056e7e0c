//! The caller, as the authorizer identified it.
//!
//! The authorizer's context is the only source. API Gateway passes it with the request, and no client can set it.

use std::collections::{BTreeSet, HashMap};

use axum::extract::FromRequestParts;
use event_model::{Email, KeyId, Name, OrganizationId, Role, Source, UserId};
use event_store::KeyScope;
use http::request::Parts;
use lambda_http::request::RequestContext;
use serde_json::Value;

use crate::{Problem, ProblemCode};

/// The identified caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A product, identified by its key.
    Product(Product),
    /// A person of an organization, identified by their token.
    Person(Person),
    /// An operator of this service, identified by their token.
    Operator(Operator),
    /// A program that reads the feed of one organization, identified by its key.
    Reader(Reader),
}

/// A product, identified by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Public part of the key.
    pub key_id: KeyId,
    /// Sources whose events it may send.
    pub sources: KeyScope<Source>,
    /// Organizations whose events it may send.
    pub organizations: KeyScope<OrganizationId>,
    /// `true` if it may also send events from before the monitor was first turned on.
    pub backfill: bool,
}

/// A person of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The only organization that they can read or change.
    pub organization_id: OrganizationId,
    /// User id.
    pub user_id: UserId,
    /// Name, from the token.
    pub name: Option<Name>,
    /// E-mail address, from the token.
    pub email: Option<Email>,
    /// Role in the organization.
    pub role: Role,
}

/// An operator of this service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// User id.
    pub user_id: UserId,
    /// Name, from the token.
    pub name: Option<Name>,
    /// E-mail address, from the token.
    pub email: Option<Email>,
}

/// A program that reads the feed of one organization, identified by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Public part of the key.
    pub key_id: KeyId,
    /// The only organization whose feed it can read.
    pub organization_id: OrganizationId,
}

/// The authorizer's context is malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the authorizer's context has no valid {0}")]
pub struct ContextError(&'static str);

const ALL: &str = "*";

impl Caller {
    /// Returns the context that the authorizer passes on: a flat map of strings.
    pub fn to_context(&self) -> HashMap<String, Value> {
        let text = |value: &str| Value::String(value.to_owned());
        let mut context = HashMap::new();
        let mut put = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                context.insert(name.to_owned(), text(value));
            }
        };
        match self {
            Self::Product(Product { key_id, sources, organizations, backfill }) => {
                put("kind", Some("product"));
                put("key_id", Some(key_id.as_str()));
                put("sources", Some(&list(sources, |source| source.as_str())));
                put("organizations", Some(&list(organizations, OrganizationId::as_str)));
                put("backfill", Some(if *backfill { "true" } else { "false" }));
            }
            Self::Person(Person { organization_id, user_id, name, email, role }) => {
                put("kind", Some("person"));
                put("organization_id", Some(organization_id.as_str()));
                put("user_id", Some(user_id.as_str()));
                put("name", name.as_ref().map(Name::as_str));
                put("email", email.as_ref().map(Email::as_str));
                put("role", Some(role.as_str()));
            }
            Self::Operator(Operator { user_id, name, email }) => {
                put("kind", Some("operator"));
                put("user_id", Some(user_id.as_str()));
                put("name", name.as_ref().map(Name::as_str));
                put("email", email.as_ref().map(Email::as_str));
            }
            Self::Reader(Reader { key_id, organization_id }) => {
                put("kind", Some("reader"));
                put("key_id", Some(key_id.as_str()));
                put("organization_id", Some(organization_id.as_str()));
            }
        }
        context
    }

    /// Reads a context that [`to_context`](Self::to_context) returned.
    pub fn from_context(context: &HashMap<String, Value>) -> Result<Self, ContextError> {
        let text = |name: &'static str| context.get(name).and_then(Value::as_str);
        let user_id = || parse(text("user_id"), "user_id");
        let name = || text("name").and_then(|name| Name::try_from(name.to_owned()).ok());
        let email = || text("email").and_then(|email| Email::try_from(email.to_owned()).ok());
        match text("kind") {
            Some("product") => Ok(Self::Product(Product {
                key_id: parse(text("key_id"), "key_id")?,
                sources: scope(text("sources"), "sources")?,
                organizations: scope(text("organizations"), "organizations")?,
                // An older version of the authorizer does not send it, and API Gateway caches its responses.
                backfill: text("backfill").map_or(Ok(false), |flag| parse(Some(flag), "backfill"))?,
            })),
            Some("person") => Ok(Self::Person(Person {
                organization_id: parse(text("organization_id"), "organization_id")?,
                user_id: user_id()?,
                name: name(),
                email: email(),
                role: parse(text("role"), "role")?,
            })),
            Some("operator") => {
                Ok(Self::Operator(Operator { user_id: user_id()?, name: name(), email: email() }))
            }
            Some("reader") => Ok(Self::Reader(Reader {
                key_id: parse(text("key_id"), "key_id")?,
                organization_id: parse(text("organization_id"), "organization_id")?,
            })),
            _ => Err(ContextError("kind")),
        }
    }
}

fn list<T: Ord>(scope: &KeyScope<T>, text: fn(&T) -> &str) -> String {
    match scope {
        KeyScope::All => ALL.to_owned(),
        KeyScope::Only(some) => some.iter().map(text).collect::<Vec<_>>().join(","),
    }
}

fn scope<T: Ord + std::str::FromStr>(
    text: Option<&str>,
    name: &'static str,
) -> Result<KeyScope<T>, ContextError> {
    match text {
        None => Err(ContextError(name)),
        Some(ALL) => Ok(KeyScope::All),
        // Without this, an empty scope would read as one empty entry.
        Some("") => Ok(KeyScope::Only(BTreeSet::new())),
        Some(list) => {
            let entries = list.split(',').map(|entry| parse(Some(entry), name));
            Ok(KeyScope::Only(entries.collect::<Result<_, _>>()?))
        }
    }
}

fn parse<T: std::str::FromStr>(text: Option<&str>, name: &'static str) -> Result<T, ContextError> {
    text.and_then(|text| text.parse().ok()).ok_or(ContextError(name))
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let context = parts.extensions.get::<RequestContext>().and_then(RequestContext::authorizer);
        let context = context.ok_or_else(|| {
            Problem::new(ProblemCode::Unauthenticated, "send an Authorization header with a key or token")
        })?;
        Self::from_context(&context.fields).map_err(|error| {
            Problem::new(ProblemCode::Unauthenticated, "the caller is unknown").with_cause(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Caller {
        Caller::Reader(Reader {
            key_id: "0123456789abcdef".parse().expect("a key id"),
            organization_id: "org_a".parse().expect("an id"),
        })
    }

    #[test]
    fn context_round_trips() {
        let callers = [
            Caller::Product(Product {
                key_id: "0123456789abcdef".parse().expect("a key id"),
                sources: KeyScope::Only(["vpn", "pass"].map(|id| id.parse().expect("a source")).into()),
                organizations: KeyScope::Only(BTreeSet::new()),
                backfill: false,
            }),
            Caller::Product(Product {
                key_id: "0123456789abcdef".parse().expect("a key id"),
                sources: KeyScope::All,
                organizations: KeyScope::Only(BTreeSet::from(["org_a".parse().expect("an id")])),
                backfill: true,
            }),
            Caller::Person(Person {
                organization_id: "org_a".parse().expect("an id"),
                user_id: "u,1*".parse().expect("an id"),
                name: Some("Zoë, *".to_owned().try_into().expect("a name")),
                email: None,
                role: Role::Auditor,
            }),
            Caller::Operator(Operator { user_id: "op".parse().expect("an id"), name: None, email: None }),
            reader(),
        ];
        for caller in callers {
            assert_eq!(Caller::from_context(&caller.to_context()), Ok(caller));
        }
    }

    #[test]
    fn context_without_backfill_is_a_key_without_it() {
        let product = Product {
            key_id: "0123456789abcdef".parse().expect("a key id"),
            sources: KeyScope::All,
            organizations: KeyScope::All,
            backfill: false,
        };
        let mut context = Caller::Product(product.clone()).to_context();
        context.remove("backfill");
        assert_eq!(Caller::from_context(&context), Ok(Caller::Product(product)));
    }

    #[test]
    fn context_with_missing_field_is_refused() {
        let person = Caller::Person(Person {
            organization_id: "org_a".parse().expect("an id"),
            user_id: "u".parse().expect("an id"),
            name: None,
            email: None,
            role: Role::Owner,
        });
        for context in [person, reader()].map(|caller| caller.to_context()) {
            for missing in context.keys() {
                let mut context = context.clone();
                context.remove(missing);
                assert!(Caller::from_context(&context).is_err(), "without {missing}");
            }
        }
    }
}
