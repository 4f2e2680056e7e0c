//! The filters of a listing, as a JSON object.

use std::collections::BTreeSet;
use std::fmt::Display;

use event_model::{FieldError, IpFilter, Outcome, Source, TimeRange, Timestamp, TypeSelector, limits};
use serde_json::{Map, Value};

use crate::FilterParams;
use crate::filter_params::parse_user;

impl FilterParams {
    /// Reads filters from the object at `pointer` of a body; the names are those of the query parameters.
    ///
    /// A member that may be given repeatedly is a text or an array of texts. Every fault is added to
    /// `faults`: where one is added, what is returned is of no use.
    pub fn from_json(value: Option<&Value>, pointer: &str, faults: &mut Vec<FieldError>) -> Self {
        let members = match value {
            None | Some(Value::Null) => return Self::default(),
            Some(Value::Object(members)) => members,
            Some(_) => {
                faults.push(FieldError::new(pointer, "is not an object"));
                return Self::default();
            }
        };
        let mut reader = Reader { members, pointer, known: Vec::new(), faults };
        let users = reader.many("user", limits::FILTER_USERS, parse_user);
        let types = reader.many("type", limits::FILTER_TYPES, |text| {
            text.parse::<TypeSelector>().map(|selector| selector.to_string())
        });
        let sources = reader.many("source", Source::ALL.len(), str::parse::<Source>);
        let ip = reader.one("ip", str::parse::<IpFilter>);
        let outcomes = reader.many("outcome", Outcome::ALL.len(), str::parse::<Outcome>);
        let from = reader.one("from", Timestamp::parse);
        let to = reader.one("to", Timestamp::parse);
        reader.refuse_unknown();
        if let (Some(from), Some(to)) = (from, to)
            && let Err(error) = TimeRange::new(from, to)
        {
            faults.push(FieldError::new(format!("{pointer}/to"), error.to_string()));
        }
        Self { users, types, sources, ip: ip.map(|ip| ip.to_string()), outcomes, from, to }
    }
}

struct Reader<'a> {
    members: &'a Map<String, Value>,
    pointer: &'a str,
    known: Vec<&'static str>,
    faults: &'a mut Vec<FieldError>,
}

impl Reader<'_> {
    fn fault(&mut self, at: &str, message: impl Display) {
        self.faults.push(FieldError::new(format!("{}/{at}", self.pointer), message.to_string()));
    }

    fn text<T, E: Display>(
        &mut self,
        at: &str,
        value: &Value,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        match value {
            Value::String(text) => parse(text).map_err(|error| self.fault(at, error)).ok(),
            _ => {
                self.fault(at, "is not a string");
                None
            }
        }
    }

    fn one<T, E: Display>(
        &mut self,
        member: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.known.push(member);
        let value = self.members.get(member).filter(|value| !value.is_null())?;
        self.text(member, value, parse)
    }

    fn many<T: Ord, E: Display>(
        &mut self,
        member: &'static str,
        most: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> BTreeSet<T> {
        self.known.push(member);
        match self.members.get(member).filter(|value| !value.is_null()) {
            None => BTreeSet::new(),
            Some(Value::Array(values)) if values.len() > most => {
                self.fault(member, format!("has more than {most} entries"));
                BTreeSet::new()
            }
            Some(Value::Array(values)) => values
                .iter()
                .enumerate()
                .filter_map(|(index, value)| self.text(&format!("{member}/{index}"), value, &parse))
                .collect(),
            Some(value) => self.text(member, value, &parse).into_iter().collect(),
        }
    }

    /// A filter that is misspelt must not silently filter nothing.
    fn refuse_unknown(&mut self) {
        let unknown = self.members.keys().filter(|member| !self.known.contains(&member.as_str()));
        let shown = unknown.map(|member| shown(member)).collect::<Vec<_>>();
        for member in shown {
            self.fault(&member, "is not a filter");
        }
    }
}

/// Returns a member's name as a token of a pointer (RFC 6901): its beginning, without control characters.
fn shown(member: &str) -> String {
    let shown: String = member.chars().filter(|c| !c.is_control()).take(64).collect();
    shown.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> (FilterParams, Vec<(String, String)>) {
        let mut faults = Vec::new();
        let filters = FilterParams::from_json(Some(value), "/filters", &mut faults);
        (filters, faults.into_iter().map(|fault| (fault.pointer, fault.message)).collect())
    }

    #[test]
    fn one_text_and_a_list_of_it_read_the_same() {
        let (one, faults) = read(&json!({
            "user": "u1", "type": "pass.item.*", "source": "pass", "ip": "::ffff:192.0.2.7",
            "outcome": "success", "from": "2026-11-21T20:00:00+01:00", "to": null,
        }));
        assert_eq!(faults, []);
        assert_eq!(one.ip.as_deref(), Some("192.0.2.7"));
        assert_eq!(one.from.map(|from| from.to_string()).as_deref(), Some("2026-11-21T19:00:00.000Z"));
        let (list, faults) = read(&json!({
            "user": ["u1", "u1"], "type": ["pass.item.*"], "source": ["pass"], "ip": "192.0.2.7",
            "outcome": ["success"], "from": "2026-11-21T19:00:00Z",
        }));
        assert_eq!(faults, []);
        assert_eq!(one, list);
    }

    #[test]
    fn every_fault_is_named_where_it_stands() {
        let (_, faults) = read(&json!({
            "user": 7, "type": ["pass.item.read", "pass.nothing"], "ip": "localhost", "usr~/": "u",
            "from": "2026-01-02T00:00:00Z", "to": "2026-01-02T00:00:00Z",
        }));
        let faults: Vec<_> = faults.iter().map(|(at, message)| format!("{at} {message}")).collect();
        assert_eq!(
            faults,
            [
                "/filters/user is not a string",
                "/filters/type/1 is not a type of the catalogue (GET /v1/event-types)",
                "/filters/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or \
                 2001:db8::/32",
                "/filters/usr~0~1 is not a filter",
                "/filters/to is not later than from",
            ]
        );
    }
}
