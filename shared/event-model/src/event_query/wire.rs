//! The serde form of queries: one flat object, in which the names of exclusions begin with `not.`.
//!
//! Rows of exports and streams and manifests of files contain it. A member that this version does not have is an error:
//! without it, the query would match more events.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::names::{EXCLUDED, INCLUDED, NOT, Names};
use super::{EventQuery, QueryFilters};

impl Serialize for EventQuery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { include, exclude, from, to } = self;
        let mut map = serializer.serialize_map(None)?;
        include.write(&mut map, &INCLUDED, true)?;
        exclude.write(&mut map, &EXCLUDED, false)?;
        map.serialize_entry("from", from)?;
        map.serialize_entry("to", to)?;
        map.end()
    }
}

impl QueryFilters {
    /// Writes the filters. The first five are always there, `with_empty`: readers of exports know them so.
    fn write<M: SerializeMap>(&self, map: &mut M, names: &Names, with_empty: bool) -> Result<(), M::Error> {
        let Self { users, types, sources, outcomes, ips, countries, isps, devices, sessions, targets, texts } =
            self;
        write(map, names.user, users, with_empty)?;
        write(map, names.kind, types, with_empty)?;
        write(map, names.source, sources, with_empty)?;
        write(map, names.outcome, outcomes, with_empty)?;
        write(map, names.ip, ips, with_empty)?;
        write(map, names.country, countries, false)?;
        write(map, names.isp, isps, false)?;
        write(map, names.device, devices, false)?;
        write(map, names.session, sessions, false)?;
        write(map, names.target, targets, false)?;
        write(map, names.text, texts, false)
    }

    /// Reads the value of the filter `name`, which has no prefix.
    fn read_member<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        match name {
            "user" => self.users = map.next_value()?,
            "type" => self.types = map.next_value()?,
            "source" => self.sources = map.next_value()?,
            "outcome" => self.outcomes = map.next_value()?,
            "ip" => {
                self.ips =
                    map.next_value::<Option<OneOrMany<_>>>()?.map(OneOrMany::into_set).unwrap_or_default()
            }
            "country" => self.countries = map.next_value()?,
            "isp" => self.isps = map.next_value()?,
            "device" => self.devices = map.next_value()?,
            "session" => self.sessions = map.next_value()?,
            "target" => self.targets = map.next_value()?,
            "text" => self.texts = map.next_value()?,
            _ => return Err(M::Error::custom(format_args!("{name} is not a filter"))),
        }
        Ok(())
    }
}

fn write<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &str,
    values: &BTreeSet<T>,
    with_empty: bool,
) -> Result<(), M::Error> {
    if values.is_empty() && !with_empty { Ok(()) } else { map.serialize_entry(name, values) }
}

/// An old row has one address, or null.
#[derive(Deserialize)]
#[serde(untagged, expecting = "must be null, an address or network, or a list of them")]
enum OneOrMany<T: Ord> {
    One(T),
    Many(BTreeSet<T>),
}

impl<T: Ord> OneOrMany<T> {
    fn into_set(self) -> BTreeSet<T> {
        match self {
            Self::One(value) => BTreeSet::from([value]),
            Self::Many(values) => values,
        }
    }
}

impl<'de> Deserialize<'de> for EventQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = EventQuery;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of filters")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<EventQuery, M::Error> {
        let mut query = EventQuery::default();
        while let Some(name) = map.next_key::<String>()? {
            match (name.as_str(), name.strip_prefix(NOT)) {
                ("from", _) => query.from = map.next_value()?,
                ("to", _) => query.to = map.next_value()?,
                (_, Some(name)) => query.exclude.read_member(name, &mut map)?,
                (name, None) => query.include.read_member(name, &mut map)?,
            }
        }
        Ok(query)
    }
}
