//! The filters of a listing, as a JSON object.

use event_model::json_object::Object;
use event_model::{IpFilter, Outcome, Source, TimeRange, Timestamp, TypeSelector, limits};

use crate::FilterParams;
use crate::filter_params::parse_user;

impl FilterParams {
    /// Reads filters from an object. The names are those of the query parameters. A member that may be repeated is a
    /// string or an array of strings.
    pub fn from_json(filters: &mut Object<'_, '_>) -> Option<Self> {
        filters.set_noun("a filter");
        let users = filters.one_or_many("user", limits::FILTER_USERS, parse_user);
        let types = filters.one_or_many("type", limits::FILTER_TYPES, |text| {
            text.parse::<TypeSelector>().map(|selector| selector.to_string())
        });
        let sources = filters.one_or_many("source", Source::ALL.len(), str::parse::<Source>);
        let ip = filters.optional_with("ip", str::parse::<IpFilter>);
        let outcomes = filters.one_or_many("outcome", Outcome::ALL.len(), str::parse::<Outcome>);
        let from = filters.optional_with("from", Timestamp::parse);
        let to = filters.optional_with("to", Timestamp::parse);
        if let (Some(from), Some(to)) = (from, to)
            && let Err(error) = TimeRange::new(from, to)
        {
            filters.fault("to", error);
        }
        Some(Self { users, types, sources, ip: ip.map(|ip| ip.to_string()), outcomes, from, to })
    }
}

#[cfg(test)]
mod tests {
    use event_model::{FieldError, json_object};
    use serde_json::{Value, json};

    use super::*;

    fn read(value: &Value) -> Result<FilterParams, Vec<FieldError>> {
        json_object::read(&value.into(), "a field", FilterParams::from_json)
    }

    #[test]
    fn one_text_and_a_list_of_it_read_the_same() {
        let one = read(&json!({
            "user": "u1", "type": "pass.item.*", "source": "pass", "ip": "::ffff:192.0.2.7",
            "outcome": "success", "from": "2026-11-21T20:00:00+01:00", "to": null,
        }))
        .expect("filters");
        assert_eq!(one.ip.as_deref(), Some("192.0.2.7"));
        assert_eq!(one.from.map(|from| from.to_string()).as_deref(), Some("2026-11-21T19:00:00.000Z"));
        let list = read(&json!({
            "user": ["u1", "u1"], "type": ["pass.item.*"], "source": ["pass"], "ip": "192.0.2.7",
            "outcome": ["success"], "from": "2026-11-21T19:00:00Z",
        }));
        assert_eq!(list, Ok(one));
    }

    #[test]
    fn every_fault_is_named_where_it_stands() {
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
                "/type/1 is not a type of the catalogue (GET /v1/event-types)",
                "/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or \
                 2001:db8::/32",
                "/to is not later than from",
                "/usr~0~1 is not a filter",
            ]
        );
    }
}
