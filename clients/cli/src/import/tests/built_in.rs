//! Tests of the mappings that come with the command.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::record::Record;
use super::*;

const LOGS: [(&str, &str); 3] = [("sshd", SSHD), ("okta", OKTA), ("github", GITHUB)];

/// One line for each record: the event, or the reason why there is none.
fn lines(format: &str, log: &str) -> String {
    let mut lines = String::new();
    for conversion in convert(&built_in(format), log) {
        match conversion {
            Ok(Conversion::Events { events, .. }) => {
                for event in events {
                    lines.push_str(&serde_json::to_string(&event).expect("JSON"));
                    lines.push('\n');
                }
            }
            Ok(Conversion::Ignored(reason)) => lines.push_str(&format!("ignored: {reason}\n")),
            Err(kind) => lines.push_str(&format!("not mapped: {kind}\n")),
        }
    }
    lines
}

#[test]
fn sshd_log_matches_snapshot() {
    insta::assert_snapshot!(lines("sshd", SSHD));
}

#[test]
fn okta_log_matches_snapshot() {
    insta::assert_snapshot!(lines("okta", OKTA));
}

#[test]
fn github_log_matches_snapshot() {
    insta::assert_snapshot!(lines("github", GITHUB));
}

#[test]
fn built_in_names_are_sources() {
    for format in Mapping::built_in_names() {
        assert_eq!(built_in(format).source.id.as_str(), format);
        for entry in built_in(format).types {
            assert!(entry.texts.description.as_str().ends_with('.'), "{}", entry.id);
        }
    }
    assert!(Mapping::built_in("crm").is_none());
}

#[test]
fn built_in_rules_are_all_used_by_fixtures() {
    for (format, log) in LOGS {
        let mapping = built_in(format);
        let converter = Converter::new(&mapping, "org_a".parse().expect("an id"), chrono_tz::Tz::UTC);
        let used: BTreeSet<usize> = read(log.as_bytes(), mapping.form())
            .filter_map(|entry| match entry.expect("readable") {
                Entry::Record(record) => converter.rule_index(record),
                Entry::Unreadable(_) => None,
            })
            .collect();
        let unused: Vec<_> = (0..mapping.rules.len()).filter(|index| !used.contains(index)).collect();
        assert!(
            unused.is_empty(),
            "{format}: {:#?}",
            unused.iter().map(|index| &mapping.rules[*index]).collect::<Vec<_>>()
        );
    }
}

#[test]
fn import_twice_gives_equal_ids() {
    for (format, log) in LOGS {
        let ids = |log| events(&built_in(format), log).into_iter().map(|event| event.id).collect::<Vec<_>>();
        let first = ids(log);
        assert_eq!(first, ids(log), "{format}");
        let distinct: BTreeSet<_> = first.iter().map(|id| id.as_str()).collect();
        assert_eq!(distinct.len(), first.len(), "{format}");
    }
}

#[test]
fn import_of_json_lines_equals_array() {
    let array: Vec<serde_json::Value> = serde_json::from_str(OKTA).expect("JSON");
    let lines: String = array.iter().map(|record| format!("{record}\n")).collect();
    assert_eq!(events(&built_in("okta"), OKTA), events(&built_in("okta"), &lines));
}

/// An event that the API would refuse for its form would be a record that is lost.
#[test]
fn events_have_the_form_of_requests() {
    for (format, log) in LOGS {
        for event in events(&built_in(format), log) {
            let body = serde_json::to_string(&event).expect("JSON");
            let value = serde_json::from_str(&body).expect("JSON");
            assert!(event_model::parse_event(&value).is_ok(), "{body}");
        }
    }
}

#[test]
fn sshd_time_zone_shifts_local_times_only() {
    let mapping = built_in("sshd");
    let zone = "America/New_York".parse().expect("a zone");
    let mut converter = Converter::new(&mapping, "org_a".parse().expect("an id"), zone);
    let mut at = |time: &str| {
        let line = format!("{time} bastion sshd[1]: Accepted password for ada from 192.0.2.1 port 2 ssh2");
        match converter.convert(&Record::line(line)) {
            Ok(Conversion::Events { events, .. }) => events[0].occurred_at.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(at("2026-01-01T10:00:00+01:00"), "2026-01-01T09:00:00.000Z");
    assert_eq!(at("2026-01-01T10:00:00-0500"), "2026-01-01T15:00:00.000Z");
}

/// Texts that look like lines of sshd, and any other text.
fn line() -> impl Strategy<Value = String> {
    let message = prop_oneof![
        "(Failed|Accepted) (password|none|\\PC*) for (invalid user )?\\PC* from \\PC* port [0-9]{0,6}( ssh2)?",
        "message repeated [0-9]{0,20} times: \\[ ?Failed password for \\PC* from [0-9.]{0,15} port 1 ssh2\\]?",
        "(Invalid user|Connection closed by|User) .*",
        ".*",
    ];
    let time = "([A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}T\\S{0,20})";
    (time, "\\S{0,300}", message)
        .prop_map(|(time, host, message)| format!("{time} {host} sshd[7]: {message}"))
}

static SSHD_MAPPING: LazyLock<Mapping> = LazyLock::new(|| built_in("sshd"));
static OKTA_MAPPING: LazyLock<Mapping> = LazyLock::new(|| built_in("okta"));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn convert_any_line_gives_a_result(lines in prop::collection::vec(prop_oneof![line(), ".*"], 1..20)) {
        let log = lines.join("\n");
        for event in events(&SSHD_MAPPING, &log) {
            let body = serde_json::to_string(&event).expect("JSON");
            let value = serde_json::from_str(&body).expect("JSON");
            prop_assert!(event_model::parse_event(&value).is_ok(), "{}", body);
        }
    }

    #[test]
    fn convert_any_text_in_json_is_an_event(text in "\\PC{0,700}|.{0,700}", number in any::<i64>()) {
        let mut record: serde_json::Value = serde_json::from_str(OKTA).expect("JSON");
        let record = &mut record[0];
        for pointer in ["/uuid", "/actor/id", "/actor/displayName", "/actor/alternateId", "/client/ipAddress",
            "/client/userAgent/rawUserAgent", "/displayMessage", "/authenticationContext/externalSessionId"] {
            *record.pointer_mut(pointer).expect("a member") = text.clone().into();
        }
        record["version"] = number.into();
        record["target"] = serde_json::json!([{"type": text, "id": text, "displayName": text}]);
        let log = record.to_string();
        let events = events(&OKTA_MAPPING, &log);
        // Only a text without a visible character is no actor.
        prop_assert!(events.len() == 1 || !text.chars().any(|c| c.is_ascii_graphic()), "{}", log);
        for event in events {
            let body = serde_json::to_string(&event).expect("JSON");
            let value = serde_json::from_str(&body).expect("JSON");
            prop_assert!(event_model::parse_event(&value).is_ok(), "{}", body);
        }
    }
}
