//! The detections find the scenarios of the demo, and nothing serious elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use detections::{Config, Fact, Finding, Fold, RuleId, Severity};
use event_model::{Details, Event, NewEvent, OrganizationId, Timestamp, parse_event};
use ingest::{DatabasesConfig, Locations};

use super::Month;
use super::billing::BILLING;
use super::scenarios::scenarios;
use super::timeline::Timeline;
use crate::data_dir::{Data, DataDir};
use crate::identity::DEMO_ORGANIZATION;

/// Events of the usual demo.
const EVENTS: usize = 30_000;

/// Returns the event as ingest records it a minute after it occurred.
fn recorded(event: NewEvent, locations: &Locations) -> Event {
    let details = event.ip.map_or(Details::NotCollected, |ip| {
        let (network, location) = locations.lookup(ip);
        Details::Collected { ip: Some(ip), network, location }
    });
    let recorded_at = event.occurred_at.plus(chrono::Duration::minutes(1));
    event.recorded(details, recorded_at, Timestamp::MAX)
}

/// Returns the findings of the demo that ends at `end`.
fn findings(end: &str) -> Vec<Finding> {
    let end: DateTime<Utc> = end.parse().expect("a time");
    let data_dir = DataDir::open(&Data::Memory).expect("a data folder");
    let files = super::geo_db::write(&data_dir).expect("databases");
    let path = |path: std::path::PathBuf| Some(path.to_string_lossy().into_owned());
    let config = DatabasesConfig { city: path(files.city), asn: path(files.asn) };
    let locations = Locations::load(&config).expect("databases");
    let catalog = BILLING.catalog();
    let mut facts: Vec<Fact> = Vec::new();
    for event in Timeline::new(Month { end }, EVENTS).json(0, usize::MAX) {
        let event = parse_event(&(&event).into()).expect("an event");
        facts.extend(Fact::of(&recorded(event, &locations), &catalog));
    }
    facts.sort_by_key(|fact| fact.at);
    let organization: OrganizationId = DEMO_ORGANIZATION.id.parse().expect("an id");
    let config = Config::default();
    let mut fold = Fold::new(&organization, &config, RuleId::ALL);
    for fact in facts {
        fold.push(fact);
    }
    fold.finish()
}

#[test]
fn demo_findings_are_those_of_the_scenarios() {
    let expected: BTreeSet<(String, String)> = scenarios()
        .iter()
        .flat_map(|scenario| &scenario.expected)
        .map(|finding| (finding.rule.clone(), finding.severity.clone()))
        .collect();
    for end in ["2026-11-21T19:23:11Z", "2027-01-04T12:00:00Z"] {
        let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
        for finding in findings(end) {
            let sentence = finding.rule.rule().sentence(&finding.measures, &format!("{:?}", finding.key));
            println!("{end} {} {} {} {sentence}", finding.severity, finding.rule, finding.first_at);
            let kind = (finding.rule.to_string(), finding.severity.to_string());
            if finding.severity >= Severity::High {
                assert!(expected.contains(&kind), "{kind:?} is not in a scenario: {finding:?}");
            }
            *found.entry(kind).or_default() += 1;
        }
        for kind in &expected {
            assert!(found.contains_key(kind), "{kind:?} was not found in {found:?}");
        }
        for (kind, count) in &found {
            println!("{end} {kind:?} {count}");
        }
    }
}
