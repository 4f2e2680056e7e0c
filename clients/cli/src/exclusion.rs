//! Exclusions of events, as options.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use event_model::{EventQuery, QueryFilters};

/// One value of one filter, which leaves out the events that it matches: `country=CH`.
#[derive(Debug, Clone)]
pub(crate) struct Exclusion(QueryFilters);

impl FromStr for Exclusion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("must be a filter and a value, such as country=CH")?;
        let mut filters = QueryFilters::default();
        let mut add = || match name {
            "user" => add(&mut filters.users, value),
            "type" => add(&mut filters.types, value),
            "source" => add(&mut filters.sources, value),
            "outcome" => add(&mut filters.outcomes, value),
            "ip" => add(&mut filters.ips, value),
            "country" => add(&mut filters.countries, value),
            "isp" => add(&mut filters.isps, value),
            "device" => add(&mut filters.devices, value),
            "session" => add(&mut filters.sessions, value),
            "target" => add(&mut filters.targets, value),
            "text" => add(&mut filters.texts, value),
            _ => Err(format!("must begin with one of {}", EventQuery::FILTERS.join(", "))),
        };
        add()?;
        Ok(Self(filters))
    }
}

/// Adds the value of a filter.
fn add<T: FromStr<Err: Display> + Ord>(values: &mut BTreeSet<T>, text: &str) -> Result<(), String> {
    values.insert(text.parse().map_err(|error: T::Err| error.to_string())?);
    Ok(())
}

impl Exclusion {
    /// Returns the filters of all exclusions.
    pub(crate) fn all(exclusions: impl IntoIterator<Item = Self>) -> QueryFilters {
        let mut all = QueryFilters::default();
        for Self(filters) in exclusions {
            let QueryFilters {
                users,
                types,
                sources,
                outcomes,
                ips,
                countries,
                isps,
                devices,
                sessions,
                targets,
                texts,
            } = filters;
            all.users.extend(users);
            all.types.extend(types);
            all.sources.extend(sources);
            all.outcomes.extend(outcomes);
            all.ips.extend(ips);
            all.countries.extend(countries);
            all.isps.extend(isps);
            all.devices.extend(devices);
            all.sessions.extend(sessions);
            all.targets.extend(targets);
            all.texts.extend(texts);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusion_of_each_filter_reads() {
        for name in EventQuery::FILTERS {
            let value = match name {
                "type" => "pass.*",
                "outcome" => "failure",
                "ip" => "192.0.2.7",
                "country" => "CH",
                _ => "x",
            };
            let text = format!("{name}={value}");
            let exclusion: Exclusion = text.parse().unwrap_or_else(|error| panic!("{text} {error}"));
            assert_ne!(exclusion.0, QueryFilters::default(), "{name}");
        }
    }

    #[test]
    fn exclusion_invalid_is_refused() {
        for (text, message) in [
            ("country", "must be a filter and a value"),
            ("color=red", "must begin with one of user, type,"),
            ("country=ch", "must be the code of a country"),
            ("ip=localhost", "is neither an IPv4"),
            ("text=", "is empty"),
        ] {
            let error = text.parse::<Exclusion>().expect_err("refused");
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }
}
