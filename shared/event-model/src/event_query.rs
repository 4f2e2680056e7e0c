//! Typed queries over events. The actors are not yet resolved to ids.
//!
//! The serde form of a query is canonical: sets are sorted and each value has one spelling, so equal queries
//! have equal texts. Cursors are bound to this form, and the row and the response of an export contain it. An
//! unreadable value is an error in all forms. If it were an absent filter, the query would match more events.
//!
//! Filters by type and source exclude events whose type the catalog does not have, and filters by outcome exclude unknown
//! outcomes: see [`EventFilter::matches`].

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::json_object::Object;
use crate::{
    Catalog, Email, EventFilter, InvalidId, InvalidTimeRange, IpFilter, Outcome, Source, TimeRange,
    Timestamp, TypeSelector, UserId, limits,
};

/// Filters of events. Each filter that is present must match. A list matches if any of its entries does.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, utoipa::IntoParams,
)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Ids or e-mail addresses of actors, current or former. At most 50.
    #[serde(rename = "user")]
    #[schema(value_type = Vec<String>)]
    #[param(value_type = Option<Vec<String>>, required = false, example = json!(["ada@northwind.example"]))]
    pub users: BTreeSet<UserSelector>,
    /// Event types, or prefixes such as `pass.item.*`. At most 50. Events with a type that the catalog does not have
    /// never match.
    #[serde(rename = "type")]
    #[schema(value_type = Vec<String>)]
    #[param(value_type = Option<Vec<String>>, required = false, example = json!(["account.login.*"]))]
    pub types: BTreeSet<TypeSelector>,
    /// Sources: products that sent the event. At most 50. Events with a type that the catalog does not have never match.
    #[serde(rename = "source")]
    #[schema(value_type = Vec<String>)]
    #[param(value_type = Option<Vec<String>>, required = false)]
    pub sources: BTreeSet<Source>,
    /// An IPv4 or IPv6 address in any spelling, or a network in CIDR notation.
    #[schema(value_type = Option<String>, example = "2001:db8::/32")]
    #[param(value_type = Option<String>, example = "2001:db8::/32")]
    pub ip: Option<IpFilter>,
    /// Outcomes. Events with an outcome that the service does not know never match.
    #[serde(rename = "outcome")]
    #[schema(value_type = Vec<Outcome>)]
    #[param(value_type = Option<Vec<Outcome>>, required = false)]
    pub outcomes: BTreeSet<Outcome>,
    /// Earliest time of the event (RFC 3339).
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-01T00:00:00Z")]
    #[param(value_type = Option<String>, example = "2026-11-01T00:00:00Z")]
    pub from: Option<Timestamp>,
    /// Latest time of the event, exclusive (RFC 3339).
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    #[param(value_type = Option<String>, example = "2026-12-01T00:00:00Z")]
    pub to: Option<Timestamp>,
}

/// The source of a request's filters: query parameters, or members of a JSON object.
///
/// A source that reports one fault returns it at once. A source that reports all faults records them, and
/// returns empty values in their places.
pub trait QuerySource {
    /// A fault that stops the read.
    type Error;

    /// Reads all values of the filter `name`.
    fn many<T: Ord, E: Display>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<BTreeSet<T>, Self::Error>;

    /// Reads the value of the filter `name`, which has at most one.
    fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Self::Error>;

    /// Reports a fault of the filter `name`.
    fn fault(&mut self, name: &'static str, message: impl Display) -> Result<(), Self::Error>;
}

/// A body. Reports all faults. A single value is the same as a list of one entry.
impl QuerySource for Object<'_, '_> {
    type Error = Infallible;

    fn many<T: Ord, E: Display>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<BTreeSet<T>, Infallible> {
        Ok(self.one_or_many(name, max, parse))
    }

    fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Infallible> {
        Ok(self.optional_with(name, parse))
    }

    fn fault(&mut self, name: &'static str, message: impl Display) -> Result<(), Infallible> {
        Object::fault(self, name, message);
        Ok(())
    }
}

impl EventQuery {
    /// Reads the filters of a body. Use the result only if the body has no faults.
    pub fn from_json(filters: &mut Object<'_, '_>, catalog: &Catalog) -> Option<Self> {
        filters.set_noun("a filter");
        let Ok(query) = Self::read(filters, catalog);
        Some(query)
    }

    /// Reads a query over the events of an organization. Types and sources must be in `catalog`.
    pub fn read<S: QuerySource>(source: &mut S, catalog: &Catalog) -> Result<Self, S::Error> {
        let users = source.many("user", limits::FILTER_USERS, str::parse)?;
        Self::read_with(source, catalog, users)
    }

    /// Reads a query over the events of `user`. It has no filter `user`.
    pub fn read_own<S: QuerySource>(
        source: &mut S,
        catalog: &Catalog,
        user: &UserId,
    ) -> Result<Self, S::Error> {
        Self::read_with(source, catalog, BTreeSet::from([user.into()]))
    }

    fn read_with<S: QuerySource>(
        source: &mut S,
        catalog: &Catalog,
        users: BTreeSet<UserSelector>,
    ) -> Result<Self, S::Error> {
        let query = Self {
            users,
            types: source.many("type", limits::FILTER_TYPES, |text| catalog.selector(text))?,
            sources: source.many("source", limits::FILTER_SOURCES, |text| catalog.source(text))?,
            outcomes: source.many("outcome", Outcome::ALL.len(), str::parse)?,
            ip: source.one("ip", str::parse)?,
            from: source.one("from", Timestamp::parse)?,
            to: source.one("to", Timestamp::parse)?,
        };
        if let Err(error) = query.range() {
            source.fault("to", error)?;
        }
        Ok(query)
    }

    /// Returns the range of `occurred_at`. Fails only if the query was not made by [`EventQuery::read`].
    pub fn range(&self) -> Result<TimeRange, InvalidTimeRange> {
        TimeRange::new(self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX))
    }

    /// Returns `true` if the query matches events by their details.
    ///
    /// Refuse such a query while details are hidden: its result discloses them. Only this function decides
    /// it.
    pub fn needs_details(&self) -> bool {
        let Self { users: _, types: _, sources: _, ip, outcomes: _, from: _, to: _ } = self;
        ip.is_some()
    }

    /// Returns the filter over events in `range`. `users` are the resolved ids of [`EventQuery::users`].
    pub fn filter(
        &self,
        catalog: &Catalog,
        users: Option<BTreeSet<UserId>>,
        range: TimeRange,
    ) -> EventFilter {
        let Self { users: _, types, sources, ip, outcomes, from: _, to: _ } = self;
        let has_types = !types.is_empty() || !sources.is_empty();
        EventFilter {
            users,
            types: has_types.then(|| catalog.select(types, sources)),
            ip: *ip,
            outcomes: (!outcomes.is_empty()).then(|| outcomes.clone()),
            range,
        }
    }
}

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{FieldError, json_object};

    fn read(filters: &Value) -> Result<EventQuery, Vec<FieldError>> {
        json_object::read(&filters.into(), "a field", |filters| {
            EventQuery::from_json(filters, Catalog::built_in())
        })
    }

    #[test]
    fn event_query_one_text_reads_like_a_list() {
        let one = read(&json!({
            "user": "u1", "type": "pass.item.*", "source": "pass", "ip": "::ffff:192.0.2.7",
            "outcome": "success", "from": "2026-11-21T20:00:00+01:00", "to": null,
        }))
        .expect("a query");
        let canonical = serde_json::to_value(&one).expect("JSON");
        let list = json!({
            "user": ["u1"], "type": ["pass.item.*"], "source": ["pass"], "ip": "192.0.2.7",
            "outcome": ["success"], "from": "2026-11-21T19:00:00.000Z", "to": null,
        });
        assert_eq!(canonical, list);
        assert_eq!(read(&list), Ok(one));
    }

    #[test]
    fn event_query_reports_every_fault_by_pointer() {
        let faults = read(&json!({
            "user": 7, "type": ["pass.item.read", "pass.nothing"], "ip": "localhost", "usr~/": "u",
            "from": "2026-01-02T00:00:00Z", "to": "2026-01-02T00:00:00Z",
        }))
        .expect_err("faults");
        let faults: Vec<_> =
            faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect();
        assert_eq!(
            faults,
            [
                "/user is not a string",
                "/type/1 is not a type of the catalog (GET /v1/event-types)",
                "/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or \
                 2001:db8::/32",
                "/to is not later than from",
                "/usr~0~1 is not a filter",
            ]
        );
    }

    #[test]
    fn event_query_json_form_is_canonical() {
        let canonical = json!({
            "user": ["ada@northwind.example", "u_ada"], "type": ["pass.item.*"], "source": ["pass"],
            "ip": "192.0.2.0/24", "outcome": ["success"], "from": "2026-11-21T19:00:00.000Z", "to": null,
        });
        let query: EventQuery = serde_json::from_value(json!({
            "user": ["u_ada", "ada@northwind.example", "u_ada"], "type": ["pass.item.*"], "source": ["pass"],
            "ip": "::ffff:192.0.2.7/120", "outcome": ["success"], "from": "2026-11-21T20:00:00+01:00",
        }))
        .expect("a query");
        assert_eq!(serde_json::to_value(&query).expect("JSON"), canonical);
        assert_eq!(serde_json::from_value::<EventQuery>(canonical).expect("a query"), query);
    }

    #[test]
    fn event_query_unreadable_value_is_an_error() {
        let empty = serde_json::to_value(EventQuery::default()).expect("JSON");
        for (name, value) in [
            ("user", json!([""])),
            ("type", json!(["pass*"])),
            ("source", json!(["Radio"])),
            ("ip", json!("localhost")),
            ("outcome", json!(["maybe"])),
            ("from", json!("yesterday")),
            ("to", json!(7)),
            ("country", json!(["CH"])),
        ] {
            let mut query = empty.clone();
            query[name] = value;
            assert!(serde_json::from_value::<EventQuery>(query).is_err(), "{name}");
        }
    }

    #[test]
    fn event_query_filter_by_ip_needs_details() {
        assert!(!EventQuery::default().needs_details());
        let ip = Some("192.0.2.7".parse().expect("an address"));
        assert!(EventQuery { ip, ..EventQuery::default() }.needs_details());
    }
}
