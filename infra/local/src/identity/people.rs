//! The people who can sign in.

use event_model::{OrganizationId, Role};
use serde_json::{Map, Value, json};

use super::tokens::{CLAIM_ORGANIZATION, CLAIM_ROLE};

/// The organization of the demo.
pub(crate) const DEMO_ORGANIZATION: Organization = Organization { id: "org_northwind", name: "Northwind" };

/// A second organization, without events and with the monitor off.
pub(crate) const SECOND_ORGANIZATION: Organization = Organization { id: "org_fjordline", name: "Fjordline" };

/// An organization of the demo.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Organization {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
}

/// A person of the demo.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name on the sign-in page and in `dev.json`.
    pub(crate) key: &'static str,
    pub(crate) user_id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) role: &'static str,
    /// `None` for operators.
    pub(crate) organization: Option<&'static Organization>,
    /// The hint on the page.
    pub(crate) hint: &'static str,
}

/// Everyone, in the order of the page.
pub(crate) static PEOPLE: [Person; 6] = [
    Person {
        key: "owner",
        user_id: "u_0001",
        name: "Ingrid Solheim",
        email: "ingrid.solheim@northwind.example",
        role: "owner",
        organization: Some(&DEMO_ORGANIZATION),
        hint: "sees everything and changes the settings",
    },
    Person {
        key: "admin",
        user_id: "u_0002",
        name: "Tomás Herrera",
        email: "tomas.herrera@northwind.example",
        role: "admin",
        organization: Some(&DEMO_ORGANIZATION),
        hint: "sees everything and changes the settings",
    },
    Person {
        key: "auditor",
        user_id: "u_0003",
        name: "Wanjiru Kamau",
        email: "wanjiru.kamau@northwind.example",
        role: "auditor",
        organization: Some(&DEMO_ORGANIZATION),
        hint: "sees everything and changes nothing",
    },
    Person {
        key: "member",
        user_id: "u_0004",
        name: "Mei-Ling Chen",
        email: "mei-ling.chen@northwind.example",
        role: "member",
        organization: Some(&DEMO_ORGANIZATION),
        hint: "sees the activity of their own account",
    },
    Person {
        key: "operator",
        user_id: "op_0001",
        name: "Sam Okafor",
        email: "sam.okafor@operator.example",
        role: "operator",
        organization: None,
        hint: "manages organizations, plans and product keys",
    },
    Person {
        key: "second-admin",
        user_id: "u_9001",
        name: "Leif Aasen",
        email: "leif.aasen@fjordline.example",
        role: "admin",
        organization: Some(&SECOND_ORGANIZATION),
        hint: "has not turned the monitor on yet",
    },
];

/// Returns the person of this key.
pub(crate) fn find(key: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.key == key)
}

/// Returns the token claims of this key: a person of the demo, or `<role>@<organization>` for a person of any other
/// organization.
pub(crate) fn claims(key: &str) -> Option<Map<String, Value>> {
    if let Some(person) = find(key) {
        return Some(person.claims());
    }
    let (role, organization) = key.split_once('@')?;
    let (role, organization): (Role, OrganizationId) = (role.parse().ok()?, organization.parse().ok()?);
    let domain = organization.as_str().replace('_', "-").to_ascii_lowercase();
    Some(Map::from_iter([
        ("sub".to_owned(), json!(format!("u_{organization}_{role}"))),
        ("name".to_owned(), json!(format!("The {role} of {organization}"))),
        ("email".to_owned(), json!(format!("{role}@{domain}.example"))),
        (CLAIM_ROLE.to_owned(), json!(role)),
        (CLAIM_ORGANIZATION.to_owned(), json!(organization)),
    ]))
}

impl Person {
    /// Returns the token claims of this person.
    pub(crate) fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::from_iter([
            ("sub".to_owned(), json!(self.user_id)),
            ("name".to_owned(), json!(self.name)),
            ("email".to_owned(), json!(self.email)),
            (CLAIM_ROLE.to_owned(), json!(self.role)),
        ]);
        if let Some(organization) = self.organization {
            claims.insert(CLAIM_ORGANIZATION.to_owned(), json!(organization.id));
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn claims_person_of_any_organization() {
        let owner = claims("owner@org_acme").expect("a person");
        assert_eq!((&owner["role"], &owner["organization_id"]), (&"owner".into(), &"org_acme".into()));
        assert_eq!(owner["email"], "owner@org-acme.example");
        for key in ["operator@org_acme", "owner@a b", "owner@", "@org_acme", "somebody"] {
            assert!(claims(key).is_none(), "{key}");
        }
        assert!(claims("operator").is_some_and(|claims| !claims.contains_key("organization_id")));
    }
}
