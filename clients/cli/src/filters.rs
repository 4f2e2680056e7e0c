//! The filters of events, as options.

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use event_model::{
    Country, EventQuery, IpFilter, IspFilter, Outcome, QueryFilters, SearchText, SessionId, Source,
    TargetFilter, TextPattern, Timestamp, TypeSelector, UserSelector,
};
use serde_json::Value;

use crate::exclusion::Exclusion;
use crate::times;

/// Filters. Each filter that is given must match; of a repeated one, any value, unless it says otherwise.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filters {
    /// Id or e-mail address of the user (repeatable)
    #[arg(long, value_name = "USER")]
    user: Vec<UserSelector>,
    /// Event type, or a prefix such as `pass.item.*` (repeatable)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Vec<TypeSelector>,
    /// Product that sent the event (repeatable)
    #[arg(long, value_name = "SOURCE")]
    source: Vec<Source>,
    /// Outcome (repeatable)
    #[arg(long, value_name = "OUTCOME", value_parser = outcome_parser())]
    outcome: Vec<Outcome>,
    /// IP address, or network such as 192.0.2.0/24 (repeatable)
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<IpFilter>,
    /// Country of the address, such as CH (repeatable)
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<Country>,
    /// Internet service provider: AS number, name, or beginning of a name such as `Swiss*` (repeatable)
    #[arg(long, value_name = "ISP")]
    isp: Vec<IspFilter>,
    /// Device, or beginning of its text such as `iOS*` (repeatable)
    #[arg(long, value_name = "DEVICE")]
    device: Vec<TextPattern>,
    /// Id of the session (repeatable)
    #[arg(long, value_name = "ID")]
    session: Vec<SessionId>,
    /// Target: `type:id`, id, or part of a name (repeatable)
    #[arg(long, value_name = "TARGET")]
    target: Vec<TargetFilter>,
    /// Part of any text of the event, except details; each one that is given must match (repeatable)
    #[arg(long, value_name = "TEXT")]
    text: Vec<SearchText>,
    /// Leaves out events that a filter matches, such as `country=CH` (repeatable)
    #[arg(long, value_name = "FILTER=VALUE")]
    not: Vec<Exclusion>,
    /// Earliest time: RFC 3339, a date, or a span before now such as 24h or 7d
    #[arg(long, value_name = "TIME", value_parser = times::parse_now)]
    from: Option<Timestamp>,
    /// Latest time, exclusive
    #[arg(long, value_name = "TIME", value_parser = times::parse_now)]
    to: Option<Timestamp>,
}

fn outcome_parser() -> impl TypedValueParser<Value = Outcome> {
    PossibleValuesParser::new(Outcome::ALL.map(Outcome::as_str)).try_map(|text| text.parse::<Outcome>())
}

impl Filters {
    /// Returns the query. Times relative to now are fixed, so every page has the same query.
    pub(crate) fn query(self) -> EventQuery {
        let Self {
            user,
            kind,
            source,
            outcome,
            ip,
            country,
            isp,
            device,
            session,
            target,
            text,
            not,
            from,
            to,
        } = self;
        let include = QueryFilters {
            users: user.into_iter().collect(),
            types: kind.into_iter().collect(),
            sources: source.into_iter().collect(),
            outcomes: outcome.into_iter().collect(),
            ips: ip.into_iter().collect(),
            countries: country.into_iter().collect(),
            isps: isp.into_iter().collect(),
            devices: device.into_iter().collect(),
            sessions: session.into_iter().collect(),
            targets: target.into_iter().collect(),
            texts: text.into_iter().collect(),
        };
        EventQuery { include, exclude: Exclusion::all(not), from, to }
    }
}

/// Returns a query as the parameters of a URL.
pub(crate) fn parameters(query: &EventQuery) -> Vec<(String, String)> {
    let Ok(Value::Object(members)) = serde_json::to_value(query) else {
        unreachable!("a query is a JSON object");
    };
    let mut parameters = Vec::new();
    for (name, value) in members {
        match value {
            Value::Array(values) => {
                let texts = values.into_iter().filter_map(|value| value.as_str().map(str::to_owned));
                parameters.extend(texts.map(|text| (name.clone(), text)));
            }
            Value::String(text) => parameters.push((name, text)),
            // Absent.
            _ => {}
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Options {
        #[command(flatten)]
        filters: Filters,
    }

    #[test]
    fn filters_become_parameters() {
        let options = Options::try_parse_from([
            "x",
            "--user",
            "ada@a.example",
            "--type",
            "pass.item.*",
            "--type",
            "account.login.succeeded",
            "--source",
            "pass",
            "--outcome",
            "failure",
            "--ip",
            "192.0.2.9/24",
            "--ip",
            "2001:db8::1",
            "--country",
            "CH",
            "--isp",
            "as3303",
            "--device",
            "iOS*",
            "--session",
            "s_1",
            "--target",
            "item:i_1",
            "--text",
            "customer",
            "--text",
            "database",
            "--not",
            "country=VN",
            "--not",
            "type=monitor.*",
            "--not",
            "country=BR",
            "--from",
            "2026-11-01",
            "--to",
            "2026-11-02T00:00:00Z",
        ]);
        let parameters = parameters(&options.expect("options").filters.query());
        let shown: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            shown,
            [
                "country=CH",
                "device=iOS*",
                "from=2026-11-01T00:00:00.000Z",
                "ip=2001:db8::1",
                "ip=192.0.2.0/24",
                "isp=AS3303",
                "not.country=BR",
                "not.country=VN",
                "not.type=monitor.*",
                "outcome=failure",
                "session=s_1",
                "source=pass",
                "target=item:i_1",
                "text=customer",
                "text=database",
                "to=2026-11-02T00:00:00.000Z",
                "type=account.login.succeeded",
                "type=pass.item.*",
                "user=ada@a.example",
            ]
        );
    }

    #[test]
    fn filters_invalid_value_is_refused() {
        for (option, value) in [
            ("--outcome", "maybe"),
            ("--ip", "localhost"),
            ("--from", "yesterday"),
            ("--user", ""),
            ("--country", "ch"),
            ("--not", "country=ch"),
            ("--not", "color=red"),
        ] {
            let error = Options::try_parse_from(["x", option, value]).expect_err("refused").to_string();
            assert!(error.contains(option), "{error}");
        }
    }
}
